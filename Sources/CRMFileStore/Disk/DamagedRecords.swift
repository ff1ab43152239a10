public import CRMCore

/// Records of one type that a damaged place held, as far as what is left of it and what stands around it tell.
///
/// Of a damaged commit they are the records that it changed; of a damaged block those of its records that are not sound any more.
public struct DamagedRecords: Sendable, Hashable {
  /// The records' type; nil when it is lost, too.
  public let entity: String?
  /// The identifiers that can still be read, in the order of the place.
  ///
  /// They come from bytes that are not what was written: one that was hit itself may be named wrongly.
  public let identifiers: [Identifier]
  /// How many records there are, with those that ``identifiers`` names; nil when that can't be known.
  public let count: Int?
  /// The nearest sound record before the place; nil in a commit, which has no order, and when there is none.
  public let after: Identifier?
  /// The nearest sound record behind the place; nil in a commit, which has no order, and when there is none.
  public let before: Identifier?

  /// Describes records that a damaged place held.
  public init(
    entity: String?, identifiers: [Identifier], count: Int?, after: Identifier? = nil, before: Identifier? = nil
  ) {
    self.entity = entity
    self.identifiers = identifiers
    self.count = count
    self.after = after
    self.before = before
  }
}

extension DamagedRecords: CustomStringConvertible {
  /// For instance "1 record of contact: 018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f".
  public var description: String {
    let number =
      switch count {
      case 1: "1 record"
      case let count?: "\(count) records"
      case nil: "an unknown number of records"
      }
    let names = identifiers.map(\.description).joined(separator: ", ")
    return number + " of \(entity ?? "an unknown type")" + (names.isEmpty ? bounds : ": " + names)
  }

  private var bounds: String {
    switch (after, before) {
    case (let after?, let before?): " between \(after) and \(before)"
    case (let after?, nil): " after \(after)"
    case (nil, let before?): " before \(before)"
    case (nil, nil): ""
    }
  }
}
