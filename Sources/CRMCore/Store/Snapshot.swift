/// A consistent view of a store for the length of a closure.
///
/// It can't be copied, kept or handed to another task.
public struct Snapshot: ~Copyable, RecordReading {
  let context: ReadContext

  init(context: consuming ReadContext) { self.context = context }

  /// The same view, for code that has its context.
  package init(sharing context: borrowing ReadContext) { self.context = ReadContext(context, through: context.reader) }

  /// The same view without the actor's rights: for rows that belong to the engine itself.
  package init(unrestricting context: borrowing ReadContext) { self.context = ReadContext(unrestricting: context) }

  /// Time, identifiers, calendar and actor.
  public var environment: CRMEnvironment { context.environment }

  /// Whether the store keeps records of a type.
  package func keeps<R: Record>(_ type: R.Type) -> Bool { context.catalog.types.contains(R.recordType) }

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    try await body(context)
  }
}

/// A consistent view of a store that a caller holds for as long as it likes, and ends.
///
/// What it sees does not change, and it keeps nobody waiting. The in-memory stores keep the data of its moment in memory until it
/// is ended or dropped.
public final class HeldSnapshot: RecordReading {
  private let context: ReadContext

  init(context: consuming ReadContext) { self.context = context }

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    try await body(context)
  }

  /// Ends the view.
  ///
  /// What is asked of it later throws ``StoreError/ended``.
  public func end() async { await context.reader.end() }
}
