import CRMCore
import CRMMemoryStore

/// Builds the engine's state from what a store's folder holds: the blocks of the checkpoint, then the commits after it.
struct ContentLoader {
  private let path: String
  private var master: Master
  private(set) var layouts: LayoutBook
  /// The checkpoint's section that is being read: the table, without its records, and the records.
  private var section: (table: Table, records: RecordBatch)?
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

  /// Takes the next block of the checkpoint.
  mutating func take(_ block: CheckpointBlock) throws {
    if block.section == ContentWriter.layouts {
      guard let json = ContentWriter.layouts(in: block), try layouts.use(json: json) else { throw damaged(block) }
      return
    }
    guard let entity = ContentWriter.entity(ofSection: block.section) else { throw damaged(block) }
    let translation = try layouts.translation(of: entity)
    if section?.table.type != translation.type {
      try endSection()
      let table = try master.table(translation.type)
      section = (table, try RecordBatch([], for: table))
    }
    guard let table = section?.table else { throw damaged(block) }
    let parts = try Self.applying(Self.part(block), in: path) { try Self.records(of: block, translation, for: table) }
    guard let parts else { throw damaged(block) }
    for part in parts { section?.records.append(part) }
  }

  /// The records of a block, in parts; nil when what it holds are none.
  private static func records(
    of block: CheckpointBlock, _ translation: RecordTranslation, for table: Table
  ) throws -> [RecordBatch]? {
    var reader = block.pieces
    var found: [Range<Int>] = []
    while let piece = reader.nextRange() { found.append(piece) }
    guard reader.isAtEnd else { return nil }
    let (bytes, pieces) = (block.bytes, found)
    let parts = pieces.indices.map(inPartsOf: RecordBatch.partSize, concurrently: true) { part in
      var records: [RecordStorage] = []
      records.reserveCapacity(part.count)
      return try bytes.withUnsafeBytes { bytes -> RecordBatch? in
        for piece in pieces[part] {
          guard let record = try translation.record(UnsafeRawBufferPointer(rebasing: bytes[piece])) else { return nil }
          records.append(record)
        }
        return try RecordBatch(records, for: table)
      }
    }
    let records = try parts.compactMap { try $0.get() }
    return records.count == parts.count ? records : nil
  }

  /// Takes the next commit of the journals.
  mutating func take(_ sequence: UInt64, _ payload: [UInt8]) throws {
    try endSection()
    guard let commit = CommitPayload(payload) else { throw unreadable(sequence) }
    if let json = commit.layouts, try !layouts.use(json: json) { throw unreadable(sequence) }
    let done = try Self.applying(Self.part(sequence), in: path) {
      try commit.changes.count == 1 ? makeAlone(commit.changes[0]) : make(commit.changes)
    }
    guard let done else { throw unreadable(sequence) }
    master.sequence = sequence
    guard keepsChanges else { return }
    changes.append(ChangeSet(sequence: sequence, instant: commit.instant, actor: commit.actor, changes: done))
  }

  /// Makes the one change of a commit.
  ///
  /// - Returns: What it did; nil when it can't be read.
  private mutating func makeAlone(_ change: CommitPayload.Change) throws -> [RecordChange]? {
    guard let (type, id, after) = try read(change) else { return nil }
    var before: RecordStorage?
    try master.change(type.entity) { table in
      before = table[id]
      switch (before, after) {
      case (nil, let after?): try table.insert(after)
      case (_, let after?): try table.update(after)
      case (_, nil): try table.delete(id)
      }
    }
    return RecordChange(type, before, after).map { [$0] }
  }

  /// Makes the changes of a commit: first all go that were there, then all come that are, since a value of a unique field may have passed
  /// from a record to one that was touched before it.
  ///
  /// - Returns: What they did; nil when one can't be read.
  private mutating func make(_ changes: [CommitPayload.Change]) throws -> [RecordChange]? {
    var done: [RecordChange] = []
    var added: [(type: RecordType, records: [RecordStorage])] = []
    for change in changes {
      guard let (type, id, after) = try read(change) else { return nil }
      var before: RecordStorage?
      try master.change(type.entity) { table in
        before = table[id]
        if before != nil || after == nil { try table.delete(id) }
      }
      if let after {
        if added.last?.type != type { added.append((type, [])) }
        added[added.count - 1].records.append(after)
      }
      if keepsChanges, let change = RecordChange(type, before, after) { done.append(change) }
    }
    for (type, records) in added {
      try master.change(type.entity) { table in
        do { try table.insert(contentsOf: records) } catch let refusal as RefusedInsertion { throw refusal.cause }
      }
    }
    return done
  }

  private mutating func read(
    _ change: CommitPayload.Change
  ) throws -> (type: RecordType, id: Identifier, after: RecordStorage?)? {
    guard let translation = try layouts.translation(at: change.layout) else { return nil }
    switch change {
    case .put(_, let bytes):
      guard let record = try bytes.withUnsafeBytes(translation.record) else { return nil }
      return (translation.type, record.id, record)
    case .delete(_, let id): return (translation.type, id, nil)
    }
  }

  /// The state once all was taken.
  ///
  /// Not consuming: the compiler would copy a loader that a closure has changed, and with it everything that was taken and is let go of here.
  ///
  /// - Parameter sequence: The last commit.
  mutating func finish(at sequence: UInt64) throws -> Master {
    try endSection()
    master.sequence = sequence
    return master
  }

  private mutating func endSection() throws {
    guard var section = section.take() else { return }
    let entity = section.table.type.entity
    try Self.applying("the checkpoint's section “\(ContentWriter.section(of: entity))”", in: path) {
      try master.change(entity) { try $0.load(section.records.takeAll()) }
    }
  }

  /// Lets the engine take what was read, and tells in the file store's words why it can't.
  ///
  /// Two records have the same values where their fields were declared unique later than they were written. What else the engine refuses was
  /// not written by a store.
  private static func applying<T>(
    _ part: @autoclosure () -> String, in path: String, _ body: () throws -> T
  ) throws -> T {
    do { return try body() } catch let error as FileStoreError {
      throw error
    } catch let error as StoreError {
      guard case .duplicate = error else { throw FileStoreError.unreadableContent(path: path, part()) }
      throw FileStoreError.incompatible("\(error), which is now declared unique")
    } catch {
      throw FileStoreError.unreadableContent(path: path, part())
    }
  }

  private func damaged(_ block: CheckpointBlock) -> FileStoreError {
    .unreadableContent(path: path, Self.part(block))
  }

  private func unreadable(_ sequence: UInt64) -> FileStoreError {
    .unreadableContent(path: path, Self.part(sequence))
  }

  private static func part(_ block: CheckpointBlock) -> String {
    "block \(block.index) of the checkpoint's section “\(block.section)”"
  }

  private static func part(_ sequence: UInt64) -> String { "commit \(sequence)" }
}

extension RecordChange {
  fileprivate init?(_ type: RecordType, _ before: RecordStorage?, _ after: RecordStorage?) {
    self.init(
      before: before.map { AnyRecord(type: type, storage: $0) }, after: after.map { AnyRecord(type: type, storage: $0) }
    )
  }
}
