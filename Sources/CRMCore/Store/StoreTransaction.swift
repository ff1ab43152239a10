/// A transaction for the length of a closure: it sees its own writes, which others see all at once or never.
///
/// It can't be copied, kept or handed to another task.
public struct StoreTransaction: ~Copyable, RecordWriting {
  let context: WriteContext

  /// The same transaction, for code that has its context.
  package init(sharing context: borrowing WriteContext) { self.context = WriteContext(sharing: context) }

  /// The same transaction without the actor's rights: for rows that belong to the engine itself.
  package init(unrestricting context: borrowing WriteContext) { self.context = WriteContext(unrestricting: context) }

  /// When the transaction was begun: the instant of all its stamps.
  public var instant: Instant { context.instant }

  /// Time, identifiers, calendar and actor.
  public var environment: CRMEnvironment { context.reading.environment }

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    try await body(context.reading)
  }

  /// A record as it was before the transaction; nil when there was none.
  ///
  /// For what is allowed or follows by how others were, whatever the transaction has done to them since.
  package func original<R: Record>(of id: RecordID<R>) async throws -> R? {
    guard let change = context.reading.change(of: id.identifier, R.recordType) else { return try await find(id) }
    return try change.before.map(R.schema.decode)
  }

  /// Whether the store keeps records of a type.
  package func keeps<R: Record>(_ type: R.Type) -> Bool { context.reading.catalog.types.contains(R.recordType) }

  /// A new identifier for a record of the type that the context asks for.
  public func newID<R: Record>(_ type: R.Type = R.self) -> RecordID<R> { context.reading.environment.newID(type) }

  /// Runs a body inside a transaction.
  public func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await body(context)
  }
}
