import CRMCore
import CRMMemoryStore

/// What can be saved of a damaged store: of each record the newest version that is sound.
struct Salvage {
  struct Row {
    let record: RecordStorage
    /// The commit that wrote it; 0 for the checkpoint.
    let sequence: UInt64
  }

  private let catalog: Catalog
  private let path: String
  private var survey = DamageSurvey()
  private var layouts: LayoutBook
  /// The saved records, by entity.
  private(set) var rows: [String: [Identifier: Row]] = [:]
  private(set) var unreadable: [RecordKey] = []
  private(set) var hasAssumedLayouts = false
  /// The last commit that was found, or that is known to be lost.
  private(set) var lastCommit: UInt64 = 0

  /// Reads everything that can be read in a folder.
  ///
  /// - Throws: ``FileStoreError/damaged(_:)`` when nothing can, ``FileStoreError/noStore(path:)``, ``FileStoreError/incompatible(_:)``.
  init(_ path: String, _ fileSystem: any FileSystem, _ sealer: (any FrameSealer)?, _ catalog: Catalog) throws {
    self.path = path
    self.catalog = catalog
    layouts = LayoutBook(catalog)
    let reader = try FolderReader.survey(
      path, fileSystem, sealer, block: { try take($0) }, commit: { try take($0, $1) }, damage: { try take($0, $1) })
    guard let reader else { throw damages.first.map(FileStoreError.damaged) ?? .noStore(path: path) }
    lastCommit = max(lastCommit, reader.coveredSequence)
    survey.end(try? reader.checkpoint?.directory())
  }

  /// What is damaged.
  var damages: [FileDamage] { survey.damages }

  private mutating func take(_ block: CheckpointBlock) throws {
    survey.take(block)
    guard block.section != ContentWriter.layouts else {
      if let json = ContentWriter.layouts(in: block) { _ = try layouts.use(json: json) }
      return
    }
    var pieces = block.pieces
    while let piece = pieces.next() { try take(piece, of: block.section) }
  }

  private mutating func take(_ damage: FileDamage, _ region: DamagedRegion?) throws {
    try survey.take(damage, region)
    switch damage.place {
    case .blocks(let section, _): try takeParts(of: region, in: section)
    // Blocks behind which nothing sound follows, not even the list of the sections.
    case .directory: if let section = survey.section { try takeParts(of: region, in: section) }
    case .commits(let lost): lastCommit = max(lastCommit, lost.upperBound)
    default: break
    }
  }

  private mutating func takeParts(of region: DamagedRegion?, in section: String) throws {
    guard let region else { return }
    for case .piece(let piece) in try region.parts() { try take(piece, of: section) }
  }

  private mutating func take(_ piece: ArraySlice<UInt8>, of section: String) throws {
    if section == ContentWriter.layouts {
      _ = try layouts.use(json: piece)
    } else if let entity = ContentWriter.entity(ofSection: section) {
      try assumeLayoutsIfLost()
      put(piece, try layouts.translation(of: entity), sequence: 0)
    }
  }

  private mutating func take(_ sequence: UInt64, _ payload: [UInt8]) throws {
    survey.take(payload)
    lastCommit = sequence
    guard let commit = CommitPayload(payload) else {
      throw FileStoreError.unreadableContent(path: path, "commit \(sequence)")
    }
    if let json = commit.layouts, try !layouts.use(json: json) {
      throw FileStoreError.unreadableContent(path: path, "commit \(sequence)")
    }
    try assumeLayoutsIfLost()
    for change in commit.changes {
      guard let translation = try layouts.translation(at: change.layout) else {
        throw FileStoreError.unreadableContent(path: path, "commit \(sequence)")
      }
      switch change {
      case .put(_, let record): put(record, translation, sequence: sequence)
      case .delete(_, let id): rows[translation.type.entity]?[id] = nil
      }
    }
  }

  private mutating func assumeLayoutsIfLost() throws {
    guard layouts.layouts.isEmpty else { return }
    hasAssumedLayouts = true
    try layouts.useCurrent()
  }

  private mutating func put(_ bytes: ArraySlice<UInt8>, _ translation: RecordTranslation, sequence: UInt64) {
    let type = translation.type
    guard let record = try? bytes.withUnsafeBytes(translation.record), fits(record, type) else {
      if let id = Identifier(bytes) { unreadable.append(RecordKey(entity: type.entity, id: id)) }
      return
    }
    rows[type.entity, default: [:]][record.id] = Row(record: record, sequence: sequence)
  }

  /// Whether each value of a record is one that its field takes; where that is all that speaks for its layout, there are also as many as fields.
  private func fits(_ record: RecordStorage, _ type: RecordType) -> Bool {
    let count = record.withSlots { $0.count }
    guard !hasAssumedLayouts || count == type.fields.count || count == type.fields.count + 1 else { return false }
    let record = AnyRecord(type: type, storage: record)
    // The stamp's too, which are read leniently otherwise: a record that is left out goes into the history with them.
    guard (try? type.fields.indices.map(record.value(at:))) != nil else { return false }
    return (try? AnyRecord(preserving: record.values(), of: type, id: record.id, stamp: record.stamp)) != nil
  }
}
