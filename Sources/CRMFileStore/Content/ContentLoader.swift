import CRMCore
import CRMMemoryStore

/// Builds the engine's state from what a store's folder holds: the blocks of the checkpoint, then the commits after it.
struct ContentLoader {
  private let path: String
  private var master: Master
  private(set) var layouts: LayoutBook
  /// The records of the checkpoint's section that is being read.
  private var section: (entity: String, records: [RecordStorage])?
  /// What the commits did, when somebody wants to know.
  private(set) var changes: [ChangeSet] = []
  private let keepsChanges: Bool

  init(_ catalog: Catalog, path: String) {
    self.path = path
    layouts = LayoutBook(catalog)
    master = Master(catalog)
    keepsChanges = false
  }

  /// Goes on from a state, to which commits are to be added, under the layouts in force.
  init(_ master: Master, _ layouts: LayoutBook, path: String) {
    self.path = path
    self.layouts = layouts
    self.master = master
    keepsChanges = true
  }

  /// Whether what is stored has the layouts that this program writes.
  var isCurrent: Bool { layouts.isCurrent }

  /// Takes the next block of the checkpoint.
  mutating func take(_ block: CheckpointBlock) throws {
    if block.section == ContentWriter.layouts {
      var pieces = block.pieces
      guard let piece = pieces.next(), let layouts = [StoredLayout](json: piece) else { throw damaged(block) }
      return try self.layouts.use(layouts)
    }
    guard let entity = ContentWriter.entity(ofSection: block.section) else { throw damaged(block) }
    if section?.entity != entity {
      try endSection()
      section = (entity, [])
    }
    let translation = try layouts.translation(of: entity)
    var pieces = block.pieces
    while let piece = pieces.next() {
      guard let record = try piece.withUnsafeBytes(translation.record) else { throw damaged(block) }
      section?.records.append(record)
    }
    guard pieces.isAtEnd else { throw damaged(block) }
  }

  /// Takes the next commit of the journals.
  mutating func take(_ sequence: UInt64, _ payload: [UInt8]) throws {
    try endSection()
    guard let commit = CommitPayload(payload) else { throw unreadable(sequence) }
    if let layouts = commit.layouts { try self.layouts.use(layouts) }
    var done: [RecordChange] = []
    for change in commit.changes {
      guard let translation = try layouts.translation(at: change.layout) else { throw unreadable(sequence) }
      let type = translation.type
      let (before, after): (RecordStorage?, RecordStorage?)
      switch change {
      case .put(_, let bytes):
        guard let record = try bytes.withUnsafeBytes(translation.record) else { throw unreadable(sequence) }
        after = record
        before = try Self.applying("commit \(sequence)", in: path) {
          try master.change(type.entity) { table in
            let before = table[record.id]
            if before == nil { try table.insert(record) } else { try table.update(record) }
            return before
          }
        }
      case .delete(_, let id):
        after = nil
        before = try Self.applying("commit \(sequence)", in: path) {
          try master.change(type.entity) { table in
            let before = keepsChanges ? table[id] : nil
            try table.delete(id)
            return before
          }
        }
      }
      guard keepsChanges else { continue }
      let (old, new) = (
        before.map { AnyRecord(type: type, storage: $0) }, after.map { AnyRecord(type: type, storage: $0) }
      )
      if let change = RecordChange(before: old, after: new) { done.append(change) }
    }
    master.sequence = sequence
    guard keepsChanges else { return }
    changes.append(ChangeSet(sequence: sequence, instant: commit.instant, actor: commit.actor, changes: done))
  }

  /// The state once all was taken.
  ///
  /// - Parameter sequence: The last commit.
  consuming func finish(at sequence: UInt64) throws -> Master {
    try endSection()
    master.sequence = sequence
    return master
  }

  private mutating func endSection() throws {
    guard let section else { return }
    self.section = nil
    try Self.applying("the checkpoint's section “\(ContentWriter.section(of: section.entity))”", in: path) {
      try master.change(section.entity) { table in
        try table.load(section.records)
        try table.checkUniqueness()
      }
    }
  }

  /// Lets the engine take what was read, and tells in the file store's words why it can't.
  ///
  /// Two records have the same values where their fields were declared unique later than they were written. What else the engine refuses was
  /// not written by a store.
  private static func applying<T>(_ part: @autoclosure () -> String, in path: String, _ body: () throws -> T) throws
    -> T
  {
    do {
      return try body()
    } catch let error as StoreError {
      guard case .duplicate = error else { throw FileStoreError.unreadableContent(path: path, part()) }
      throw FileStoreError.incompatible("\(error), which is now declared unique")
    } catch {
      throw FileStoreError.unreadableContent(path: path, part())
    }
  }

  private func damaged(_ block: CheckpointBlock) -> FileStoreError {
    .unreadableContent(path: path, "block \(block.index) of the checkpoint's section “\(block.section)”")
  }

  private func unreadable(_ sequence: UInt64) -> FileStoreError {
    .unreadableContent(path: path, "commit \(sequence)")
  }
}
