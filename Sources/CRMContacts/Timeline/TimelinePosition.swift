public import CRMCore

/// A place in a timeline: the newest comes first; of what happened at once the sources by their names, the last first, then identifiers.
///
/// A position stays right while others write. Its text (``description``) is opaque and fits a page's address.
public struct TimelinePosition: Hashable, Sendable {
  /// When it happened.
  public let instant: Instant
  /// The name of the source.
  public let source: String
  /// What tells it from the source's others at that instant.
  public let id: Identifier

  /// Names a place.
  public init(_ instant: Instant, source: String, id: Identifier) {
    self.instant = instant
    self.source = source
    self.id = id
  }

  /// The place in a query of a source's records, in descending order of one instant, behind which everything comes after this position.
  public func cursor(inSource name: String) -> RecordCursor {
    let first = Identifier(high: 0, low: 0)
    let last = Identifier(high: .max, low: .max)
    return RecordCursor(keys: [.instant(instant)], id: name == source ? id : name > source ? last : first)
  }
}

extension TimelinePosition: Comparable {
  /// Whether the left comes first: whether it is newer.
  public static func < (left: TimelinePosition, right: TimelinePosition) -> Bool {
    if left.instant != right.instant { return left.instant > right.instant }
    return left.source != right.source ? left.source > right.source : left.id < right.id
  }
}

extension TimelinePosition: LosslessStringConvertible {
  /// An opaque text.
  public var description: String { RecordCursor(keys: [.instant(instant), .text(source)], id: id).description }

  /// Reads a position's text; nil when it is none.
  public init?(_ description: String) {
    guard let cursor = RecordCursor(description), cursor.keys.count == 2, case .instant(let instant) = cursor.keys[0],
      case .text(let source) = cursor.keys[1]
    else { return nil }
    self.init(instant, source: source, id: cursor.id)
  }
}
