/// A record that does not take every change: one that is read-only once it is closed, or is never changed at all.
///
/// ```swift
/// func problems(replacing old: Invoice) -> [FieldProblem] {
///   old.isPaid && !hasSameContent(as: old) ? [FieldProblem("isPaid", "is true; reopen the invoice first")] : []
/// }
/// ```
public protocol GuardedRecord: Record {
  /// What is wrong with this record as the next version of another; empty when nothing is.
  ///
  /// Called for each update, inside the transaction, besides ``Record/problems()``. That a reference is cleared since its target was
  /// deleted is no update in this sense.
  func problems(replacing old: Self) -> [FieldProblem]
}

extension Record {
  /// Whether two versions of a record differ in nothing but their stamps.
  public func hasSameContent(as other: Self) -> Bool {
    var other = other
    other.stamp = stamp
    return other == self
  }
}

extension GuardedRecord {
  /// The problems, when the other version is known as it is stored.
  func problems(replacingStored old: AnyRecord) throws -> [FieldProblem] {
    problems(replacing: try Self.schema.decode(old))
  }
}
