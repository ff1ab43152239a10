import CRMCore
import CRMMemoryStore

/// Builds the engine's state from what a store's folder holds: the blocks of the checkpoint, then the commits after it.
struct ContentLoader {
  private let catalog: Catalog
  private let path: String
  private var master: Master
  private var translations: [RecordTranslation?] = []
  private var layouts: [StoredLayout] = []
  /// The records of the checkpoint's section that is being read.
  private var section: (entity: String, records: [RecordStorage])?

  init(_ catalog: Catalog, path: String) {
    self.catalog = catalog
    self.path = path
    master = Master(catalog)
  }

  /// Whether what is stored has the layouts that this program writes.
  var isCurrent: Bool { layouts == [StoredLayout](catalog) }

  /// Takes the next block of the checkpoint.
  mutating func take(_ block: CheckpointBlock) throws {
    if block.section == ContentWriter.layouts {
      guard let layouts = [StoredLayout](json: block.bytes) else { throw damaged(block) }
      return try use(layouts)
    }
    guard let entity = ContentWriter.entity(ofSection: block.section) else { throw damaged(block) }
    if section?.entity != entity {
      try endSection()
      section = (entity, [])
    }
    guard let position = layouts.firstIndex(where: { $0.entity == entity }), let translation = translations[position]
    else { throw FileStoreError.incompatible("it holds records of “\(entity)”, which this program does not declare") }
    var reader = ByteReader(block.bytes[...])
    while reader.remaining > 0 {
      guard let length: UInt32 = reader.next(), let bytes = reader.next(count: Int(length)),
        let record = try bytes.withUnsafeBytes(translation.record)
      else { throw damaged(block) }
      section?.records.append(record)
    }
  }

  /// Takes the next commit of the journals.
  mutating func take(_ sequence: UInt64, _ payload: [UInt8]) throws {
    try endSection()
    guard let commit = CommitPayload(payload) else { throw unreadable(sequence) }
    if let layouts = commit.layouts { try use(layouts) }
    for change in commit.changes {
      switch change {
      case .put(let layout, let bytes):
        guard let record = try bytes.withUnsafeBytes(translation(layout, sequence).record) else {
          throw unreadable(sequence)
        }
        try master.change(layouts[layout].entity) { table in
          if table[record.id] == nil { try table.insert(record) } else { try table.update(record) }
        }
      case .delete(let layout, let id):
        _ = try translation(layout, sequence)
        try master.change(layouts[layout].entity) { try $0.delete(id) }
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

  private mutating func use(_ layouts: [StoredLayout]) throws {
    self.layouts = layouts
    translations = try layouts.map { layout in
      try (try? catalog.type(of: layout.entity)).map { try RecordTranslation(from: layout, to: $0) }
    }
  }

  private func translation(_ layout: Int, _ sequence: UInt64) throws -> RecordTranslation {
    guard translations.indices.contains(layout) else { throw unreadable(sequence) }
    guard let translation = translations[layout] else {
      throw FileStoreError.incompatible(
        "it holds records of “\(layouts[layout].entity)”, which this program does not declare")
    }
    return translation
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
