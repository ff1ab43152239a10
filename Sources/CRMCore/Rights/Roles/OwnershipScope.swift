/// Whose records somebody may do something with.
///
/// A record is its owner's, where its type has a field `owner`; a user's record is the user's; every other record is of the one who created it.
public enum OwnershipScope: String, ClosedEnumeration {
  /// One's own.
  case own
  /// One's own, and those of all who report to one, directly or through others.
  case reports
  /// One's own, and those of the members of one's teams.
  case team
  /// One's own, and those of the people of one's business unit and of all units below.
  case unit
  /// Everybody's, and nobody's.
  case all

  /// Whether another scope is never wider.
  func covers(_ other: OwnershipScope) -> Bool { self == other || self == .all || other == .own }
}
