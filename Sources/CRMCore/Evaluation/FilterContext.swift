/// What names mean at a place of a filter.
public enum FilterContext: Hashable, Sendable {
  /// The fields of a record, and those of the records that it refers to.
  case record(RecordType)
  /// Inside `any` or `all` over a list of this type of element: `it` is the element; names are a group's fields, or the fields of the
  /// record that a reference leads to.
  case element(FieldType)
}

extension FilterExpression {
  /// How many conditions may lie inside of each other, and how many names a path may have: enough for people, and too few to exhaust a
  /// thread's stack.
  public static let maximumDepth = 100

  /// How many `any` and `all` may lie inside of each other.
  public static let maximumListDepth = 16

  /// How many elements of lists a condition looks at, about, for one record: more than a list has, and too few to keep anybody waiting where
  /// `any` and `all` multiply.
  public static let maximumElements = 1_000_000
}
