/// One key of the order of records of one type: `.ascending(\.name)`, `.descending("account.name")`.
public struct Sorting<R: Record>: Hashable, Sendable {
  /// The key without its type.
  public let term: SortTerm

  /// Gives a key the type of the records that it is meant for.
  ///
  /// It is checked where it is used.
  public init(_ term: SortTerm) { self.term = term }

  /// Smaller values first, nil before all.
  public static func ascending<V: FieldValue>(_ keyPath: KeyPath<R, V>) -> Sorting { ascending(Field(keyPath)._path) }

  /// Greater values first, nil after all.
  public static func descending<V: FieldValue>(_ keyPath: KeyPath<R, V>) -> Sorting { descending(Field(keyPath)._path) }

  /// Smaller values first, nil before all.
  ///
  /// The path may follow references, or name a custom field or a derived key such as `name.order`.
  public static func ascending(_ path: FieldPath) -> Sorting { Sorting(.ascending(path)) }

  /// Greater values first, nil after all.
  public static func descending(_ path: FieldPath) -> Sorting { Sorting(.descending(path)) }
}
