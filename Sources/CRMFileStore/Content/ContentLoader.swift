import CRMCore
import CRMMemoryStore

/// Builds the engine's state from what a store's folder holds: the blocks of the checkpoint, then the commits after it.
struct ContentLoader {
  private let path: String
  private var master: Master
  private var layouts: LayoutBook
  /// The records of the checkpoint's section that is being read.
  private var section: (entity: String, records: [RecordStorage])?

  init(_ catalog: Catalog, path: String) {
    self.path = path
    layouts = LayoutBook(catalog)
    master = Master(catalog)
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
    for change in commit.changes {
      guard let translation = try layouts.translation(at: change.layout) else { throw unreadable(sequence) }
      switch change {
      case .put(_, let bytes):
        guard let record = try bytes.withUnsafeBytes(translation.record) else { throw unreadable(sequence) }
        try master.change(translation.type.entity) { table in
          if table[record.id] == nil { try table.insert(record) } else { try table.update(record) }
        }
      case .delete(_, let id):
        try master.change(translation.type.entity) { try $0.delete(id) }
      }
    }
    master.sequence = sequence
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
    try master.change(section.entity) { try $0.load(section.records) }
    self.section = nil
  }

  private func damaged(_ block: CheckpointBlock) -> FileStoreError {
    .unreadableContent(path: path, "block \(block.index) of the checkpoint's section “\(block.section)”")
  }

  private func unreadable(_ sequence: UInt64) -> FileStoreError {
    .unreadableContent(path: path, "commit \(sequence)")
  }
}
