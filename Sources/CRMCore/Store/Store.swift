/// A place that keeps records: the protocol that storage adapters, and wrappers around other stores, conform to.
///
/// Users call the methods in this protocol's extensions (``read(_:)``, ``write(_:)``, and those of ``RecordReading`` and ``RecordWriting``),
/// which add what is the same everywhere: validation, references, revisions, history. An adapter provides what differs: see the
/// article “Writing a storage adapter”, and prove it with the conformance suite of `CRMStoreTesting`.
public protocol Store: RecordWriting, LiveReading {
  /// The record types that the store keeps.
  var catalog: Catalog { get }

  /// Time, identifiers, calendar and actor of everything that is done through this value.
  var environment: CRMEnvironment { get }

  /// What was committed, as it is committed.
  var feed: ChangeFeed { get }

  /// Begins a reader, which sees the store as it is at this moment for as long as it lives: nothing of transactions that are not yet
  /// complete and durable, and nothing of what is committed later.
  ///
  /// - Throws: ``StoreError/unavailable(_:)``.
  func beginRead() async throws -> any StoreReader

  /// The record of that key as it is at this moment, as a reader that is begun for it alone would find it; nil when there is none.
  ///
  /// The type is the key's, and one that the store keeps. An adapter that has no quicker way needs not implement it.
  ///
  /// - Throws: ``StoreError/unavailable(_:)``.
  func currentRecord(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord?

  /// Begins a transaction, after waiting for the one before it where the store has one writer at a time.
  ///
  /// - Throws: ``StoreError/unavailable(_:)``, and `CancellationError` when the task is cancelled while it waits.
  func beginWrite() async throws -> any StoreWriter

  /// Ends the store: lets go of its files and connections once what was written is safe, and ends what observes it. Closing twice is allowed. An
  /// adapter that holds nothing of the kind needs not implement it.
  ///
  /// - Throws: What keeps the last writes from being safe.
  func close() async throws

  /// The same store without the limits that wrappers put on it. An adapter needs not implement it.
  var unrestricted: any Store { get }
}

extension Store {
  /// Does nothing.
  public func close() async throws {}

  /// This very store or view, since nothing limits it.
  public var unrestricted: any Store { self }

  /// This store, whose answers are observed.
  public var observed: any Store { self }

  /// A new identifier for a record of the type that the context asks for.
  public func newID<R: Record>(_ type: R.Type = R.self) -> RecordID<R> { environment.newID(type) }
}

/// One consistent view of a store.
///
/// After ``end()`` every method throws ``StoreError/ended``. The caller makes one call at a time.
public protocol StoreReader: AnyObject, Sendable {
  /// The record of that key; nil when there is none.
  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord?

  /// The records that a query asks for, in its order.
  func records(_ query: RecordQuery) async throws -> [AnyRecord]

  /// How many records meet a query's condition; its order, limit and cursor do not count.
  func count(_ query: RecordQuery) async throws -> Int

  /// The rows of an aggregate, in its order.
  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow]

  /// How the query is answered, found by answering it.
  func explain(_ query: RecordQuery) async throws -> QueryPlan

  /// How the aggregate is answered, found by answering it.
  func explain(_ query: AggregateQuery) async throws -> QueryPlan

  /// The ``ChangeSet/sequence`` of the last commit that the view sees, or that the transaction builds on; 0 before the first.
  ///
  /// By it a live query knows which of the change sets that reach it are in a view already.
  func lastCommit() async throws -> UInt64

  /// The same view without the limits that a wrapper puts on it: what references and history are checked against. An adapter needs not
  /// implement it.
  var unrestricted: any StoreReader { get }

  /// What an actor's rights take away from the view; nil when it is all there. A wrapper passes on that of what it wraps; an adapter needs not
  /// implement it.
  var restrictions: Restrictions? { get }

  /// Ends the view and lets go of what it holds. Ending twice is allowed.
  func end() async
}

extension StoreReader {
  /// This very store or view, since nothing limits it.
  public var unrestricted: any StoreReader { self }

  /// None.
  public var restrictions: Restrictions? { nil }
}

/// One transaction: a view that sees its own writes, which become visible to others all at once or not at all.
///
/// The records arrive complete and validated, with their new revision. A writer checks only what it alone can check under concurrency: that
/// an inserted record is new, that an updated or deleted one exists, and uniqueness.
public protocol StoreWriter: StoreReader {
  /// Adds a record.
  ///
  /// - Throws: ``StoreError/alreadyExists(_:)``, ``StoreError/duplicate(_:fields:other:)``. The record is not added then, and the
  ///   transaction goes on.
  func insert(_ record: AnyRecord) async throws

  /// Adds new records of one type, in their order, as a bulk load has them. An adapter whose engine has a quicker way for many at once
  /// implements it.
  ///
  /// - Throws: ``RefusedInsertion``, with the first that was refused. The transaction is given up then.
  func insert(_ records: [AnyRecord]) async throws

  /// Replaces a record by one with the same key.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/duplicate(_:fields:other:)``. The record is not changed then, and the
  ///   transaction goes on.
  func update(_ record: AnyRecord) async throws

  /// Removes a record.
  ///
  /// - Throws: ``StoreError/notFound(_:)``.
  func delete(_ key: RecordKey, of type: RecordType) async throws

  /// Is given the transaction as a whole before its commit, and may add to it: for wrappers that do something of their own because of what
  /// was done. An adapter needs not implement it.
  func prepare(_ context: borrowing WriteContext) async throws

  /// Makes the writes visible and durable, publishes the change set on the store's feed, and ends the writer.
  ///
  /// - Parameter changes: What was done; the store fills in ``ChangeSet/sequence``.
  /// - Throws: ``StoreError/conflict(attempts:)`` when the transaction must be run again. Whenever it throws, nothing was written.
  func commit(_ changes: ChangeSet) async throws

  /// Commits, and tells it as soon as nothing can come between any more, for those who wait for no more than that. An adapter that has something
  /// left to do then, such as making the writes visible, implements it.
  ///
  /// - Parameters:
  ///   - changes: What was done; the store fills in ``ChangeSet/sequence``.
  ///   - acknowledge: Is called once, when the writes are as durable as the store promises and the change set is published. Whoever asks the store
  ///     from then on sees them, if need be after waiting for them. It must not ask the store itself.
  /// - Throws: As ``commit(_:)`` does. What was acknowledged stays written even so.
  func commit(_ changes: ChangeSet, acknowledge: () -> Void) async throws

  /// The same transaction without the limits that a wrapper puts on it. An adapter needs not implement it.
  var unrestrictedWriter: any StoreWriter { get }
}

extension StoreWriter {
  /// Adds the records one by one.
  public func insert(_ records: [AnyRecord]) async throws {
    for (position, record) in records.enumerated() {
      do { try await insert(record) } catch { throw RefusedInsertion(position: position, cause: error) }
    }
  }

  /// Adds nothing.
  public func prepare(_ context: borrowing WriteContext) async throws {}

  /// Acknowledges the commit when it has ended.
  public func commit(_ changes: ChangeSet, acknowledge: () -> Void) async throws {
    try await commit(changes)
    acknowledge()
  }

  /// This very transaction, since nothing limits it.
  public var unrestrictedWriter: any StoreWriter { self }
}

/// One of many records was not added: ``StoreWriter/insert(_:)-([AnyRecord])``.
public struct RefusedInsertion: Error {
  /// The record's place among those that were given, from 0 on.
  public let position: Int
  /// Why.
  public let cause: any Error

  /// Tells which record was refused, and why.
  public init(position: Int, cause: any Error) {
    self.position = position
    self.cause = cause
  }
}
