import CRMCore

/// Lists what is damaged in a store's folder, with the records that it held.
struct DamageSurvey {
  private(set) var damages: [FileDamage] = []
  /// The section of records that is being read.
  private var entity: String?
  /// The last sound record of the section.
  private var last: Identifier?
  /// Which of the damages lie behind that record, with nothing sound behind them yet.
  private var open: [Int] = []
  private var layouts: [StoredLayout] = []
  /// How many sound records each section was found to hold.
  private var soundCounts: [String: Int] = [:]

  /// The name of the section of records that is being read.
  var section: String? { entity.map(ContentWriter.section(of:)) }

  /// Takes the next block of the checkpoint.
  mutating func take(_ block: CheckpointBlock) {
    if block.section == ContentWriter.layouts {
      if let json = ContentWriter.layouts(in: block) { take(layouts: json) }
      return
    }
    begin(block.section)
    var pieces = block.pieces
    while let piece = pieces.next() { take(piece) }
  }

  /// Takes the next commit of the journals.
  mutating func take(_ payload: [UInt8]) {
    if let json = CommitPayload(payload)?.layouts { take(layouts: json) }
  }

  private mutating func take(layouts json: ArraySlice<UInt8>) {
    if let layouts = [StoredLayout](json: json) { self.layouts = layouts }
  }

  /// Takes a damage where it lies.
  mutating func take(_ damage: FileDamage, _ region: DamagedRegion?) throws {
    switch damage.place {
    case .blocks(let section, _) where ContentWriter.entity(ofSection: section) != nil:
      begin(section)
      try take(damage, of: region)
    case .blocks(let section, _):
      if section == ContentWriter.layouts, layouts.isEmpty { try takeLayouts(region) }
      damages.append(damage)
    case .directory where region != nil && entity != nil: try take(damage, of: region)
    case .section(nil): damages.append(damage.holding([DamagedRecords(entity: nil, identifiers: [], count: nil)]))
    case .commits(let lost): damages.append(damage.holding(try records(of: region, isOne: lost.count == 1)))
    default: damages.append(damage)
    }
  }

  /// Settles what the directory alone can tell: how many records a damaged place held that says nothing itself.
  mutating func end(_ directory: CheckpointDirectory?) {
    for section in directory?.sections ?? [] {
      guard let entity = ContentWriter.entity(ofSection: section.name), let total = Int(exactly: section.pieceCount)
      else { continue }
      let places = damages.indices.filter {
        isBlocks(damages[$0]) && damages[$0].records.contains { $0.entity == entity }
      }
      let unknown = places.filter { damages[$0].records.contains { $0.count == nil } }
      guard unknown.count == 1, let index = unknown.first else { continue }
      let known = places.reduce(soundCounts[entity] ?? 0) { $0 + (damages[$1].records.first?.count ?? 0) }
      damages[index] = damages[index].counting(total - known)
    }
  }

  private func isBlocks(_ damage: FileDamage) -> Bool { if case .blocks = damage.place { true } else { false } }

  private mutating func begin(_ section: String) {
    let entity = ContentWriter.entity(ofSection: section)
    guard entity != self.entity else { return }
    self.entity = entity
    last = nil
    open = []
  }

  private mutating func take(_ piece: ArraySlice<UInt8>) {
    guard let entity, let id = Identifier(piece) else { return }
    soundCounts[entity, default: 0] += 1
    last = id
    for index in open { damages[index] = damages[index].endingBefore(id) }
    open = []
  }

  /// Takes a damage within the section: what is sound of it, and the records in the gaps between.
  private mutating func take(_ damage: FileDamage, of region: DamagedRegion?) throws {
    var lost = LostPieces()
    // Bytes that other sections share name nobody, but their sound pieces are this one's.
    let isShared = region?.isShared ?? true
    if isShared { lost.count = nil }
    var after = last
    var behind: [ArraySlice<UInt8>] = []
    for part in try region?.parts() ?? PieceScan([], seed: 0) {
      switch part {
      case .piece(let piece): behind.append(piece)
      case .gap(let gap):
        // What stands before the first gap bounds it; what stands between gaps is only counted.
        for piece in behind { take(piece) }
        behind = []
        if lost.isEmpty { after = last }
        if !isShared { lost.take(gap, after: last) }
      }
    }
    let records = DamagedRecords(
      entity: entity, identifiers: lost.identifiers, count: lost.count, after: after, before: nil)
    damages.append(lost.count == 0 ? damage : damage.holding([records]))
    open.append(damages.count - 1)
    for piece in behind { take(piece) }
  }

  private mutating func takeLayouts(_ region: DamagedRegion?) throws {
    for case .piece(let piece) in try region?.parts() ?? PieceScan([], seed: 0) {
      take(layouts: piece)
    }
  }

  /// The records that a damaged commit changed, by type.
  private mutating func records(of region: DamagedRegion?, isOne: Bool) throws -> [DamagedRecords] {
    let unknown = [DamagedRecords(entity: nil, identifiers: [], count: nil)]
    guard let region else { return unknown }
    let commit = CommitPayload(remains: try region.bytes())
    if let json = commit.layouts {
      guard let layouts = [StoredLayout](json: json) else { return unknown }
      self.layouts = layouts
    }
    var identifiers: [String: [Identifier]] = [:]
    var order: [String] = []
    for change in commit.changes {
      guard layouts.indices.contains(change.layout), let id = change.id else { continue }
      let entity = layouts[change.layout].entity
      if identifiers[entity] == nil { order.append(entity) }
      identifiers[entity, default: []].append(id)
    }
    let isAll = isOne && commit.isWhole
    let named = order.map { entity in
      let ids = identifiers[entity] ?? []
      return DamagedRecords(entity: entity, identifiers: ids, count: isAll ? ids.count : nil)
    }
    return named.isEmpty ? unknown : named
  }
}

/// The records of a gap between sound pieces.
private struct LostPieces {
  var identifiers: [Identifier] = []
  /// Nil when it can't be known.
  var count: Int? = 0

  /// Whether nothing was found to be lost so far.
  var isEmpty: Bool { count == 0 }

  /// Walks through a gap, which begins where a piece should.
  mutating func take(_ gap: ArraySlice<UInt8>, after: Identifier?) {
    var reader = ByteReader(gap)
    var previous = after
    while reader.remaining > 0 {
      let length = reader.next(UInt32.self)
      guard reader.next(count: 4) != nil, let rest = length.map({ Int($0) - 16 }), let id = reader.nextIdentifier()
      else {
        count = nil
        return
      }
      if previous.map({ $0 < id }) ?? true {
        identifiers.append(id)
        previous = id
      }
      count = count.map { $0 + 1 }
      guard reader.next(count: rest) != nil else {
        // A length that was hit: the gap goes on to the next sound piece, and one record is most that can be said.
        count = nil
        return
      }
    }
  }
}
