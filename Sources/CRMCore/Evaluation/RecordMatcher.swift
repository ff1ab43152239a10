/// Decides which records a query is about: those that exist for it and meet its condition.
public struct RecordMatcher {
  private let filter: FilterProgram
  private let visible: FilterProgram?
  private let lookup: RecordLookup
  private let checkCancellation: () throws -> Void
  private var untilCheck = RecordMatcher.rowsBetweenChecks

  private static let rowsBetweenChecks = 4096

  init(
    _ filter: FilterExpression, on type: RecordType, _ routes: RouteCompiler, _ lookup: RecordLookup,
    checkCancellation: @escaping () throws -> Void
  ) throws {
    self.filter = try FilterProgram(filter, on: type, routes)
    visible = try routes.visibility(of: type)
    self.lookup = lookup
    self.checkCancellation = checkCancellation
  }

  /// The programs that a record must all pass.
  var programs: [FilterProgram] { [filter] + (visible.map { [$0] } ?? []) }

  /// Whether the query is about a record.
  ///
  /// - Throws: ``RecordError/damaged``, what the source of referenced records throws, and `CancellationError` now and then
  ///   when the evaluator's check says so.
  public mutating func matches(_ record: AnyRecord) throws -> Bool { try record.storage.withSlots { try matches($0) } }

  /// Whether the query is about a record, by its slots alone.
  package mutating func matches(_ record: SlotReader) throws -> Bool {
    untilCheck -= 1
    if untilCheck == 0 {
      try checkCancellation()
      untilCheck = Self.rowsBetweenChecks
    }
    guard try filter.matches(record, lookup) else { return false }
    return try visible?.matches(record, lookup) ?? true
  }
}
