import CRMCore

/// A place in a store's files that is not as it was written.
public struct FileDamage: Sendable, Hashable, CustomStringConvertible {
  /// What the place held.
  @nonexhaustive
  public enum Place: Sendable, Hashable {
    /// The whole file.
    case file
    /// The header at the file's start.
    case header
    /// Commits of a journal, by their sequence numbers, all of them lost.
    case commits(ClosedRange<UInt64>)
    /// Bytes that belong to nothing, where something else should begin.
    case surplus(count: Int)
    /// Blocks of a checkpoint's section, counted from zero, all of them lost.
    case blocks(section: String, ClosedRange<Int>)
    /// The start of a checkpoint's section, or nil when the section's name is lost with it.
    case section(String?)
    /// A checkpoint's list of its sections, at its end.
    case directory
  }

  /// What is wrong with it.
  @nonexhaustive
  public enum Kind: Sendable, Hashable {
    /// The bytes do not have the checksum that was written with them.
    case checksum
    /// The file ends within it.
    case cutShort
    /// It is not there, though what follows it proves that it was.
    case missing
    /// The checksums are right, but the content contradicts itself or the rest of the file.
    case inconsistent
    /// The checksum is right, but the seal does not open: it was put there by somebody without the key, or comes from another place.
    case seal
  }

  /// The file's path.
  public let path: String
  /// Where in the file, in bytes from its start.
  public let offset: Int
  /// What the place held.
  public let place: Place
  /// What is wrong with it.
  public let kind: Kind
  /// The records that are lost with it, by type; empty when none is, or when nobody asked.
  public let records: [DamagedRecords]

  /// Describes a damaged place.
  public init(path: String, offset: Int, place: Place, kind: Kind, records: [DamagedRecords] = []) {
    self.path = path
    self.offset = offset
    self.place = place
    self.kind = kind
    self.records = records
  }

  /// For instance "commit 12 at byte 4096 of /data/crm/journal-1: the checksum does not match; it held 1 record of contact: 018f…".
  public var description: String {
    let held = records.isEmpty ? "" : "; it held " + records.map(\.description).joined(separator: "; ")
    return "\(placeText) at byte \(offset) of \(path): \(kindText)" + held
  }

  /// The same damage, with the records that it held.
  func holding(_ records: [DamagedRecords]) -> FileDamage {
    FileDamage(path: path, offset: offset, place: place, kind: kind, records: records)
  }

  /// The same damage, with so many records in it.
  func counting(_ count: Int) -> FileDamage {
    holding(
      records.map { records in
        DamagedRecords(
          entity: records.entity, identifiers: records.identifiers, count: count, after: records.after,
          before: records.before)
      })
  }

  /// The same damage, whose records lie before a sound one.
  func endingBefore(_ id: Identifier) -> FileDamage {
    holding(
      records.map { records in
        DamagedRecords(
          entity: records.entity, identifiers: records.identifiers.filter { $0 < id }, count: records.count,
          after: records.after, before: id)
      })
  }

  private var placeText: String {
    switch place {
    case .file: "the file"
    case .header: "the header"
    case .commits(let lost) where lost.count == 1: "commit \(lost.lowerBound)"
    case .commits(let lost): "commits \(lost.lowerBound) to \(lost.upperBound)"
    case .surplus(let count): "\(count) surplus bytes"
    case .blocks(let section, let lost) where lost.count == 1: "block \(lost.lowerBound) of section \"\(section)\""
    case .blocks(let section, let lost):
      "blocks \(lost.lowerBound) to \(lost.upperBound) of section \"\(section)\""
    case .section(let name?): "the start of section \"\(name)\""
    case .section(nil): "a section"
    case .directory: "the list of sections"
    }
  }

  private var kindText: String {
    switch kind {
    case .checksum: "the checksum does not match"
    case .cutShort: "the file ends too early"
    case .missing: "missing"
    case .inconsistent: "the content is inconsistent"
    case .seal: "the checksum matches, but the seal does not open, so it was changed or moved on purpose"
    }
  }
}
