public import CRMCore

/// A store whose transactions fail when their ``Fuse`` is blown, at a write or at the commit: by it an operation of several writes shows that it is
/// all or nothing.
///
/// ```swift
/// let fuse = Fuse()
/// let store = FusedStore(try MemoryStore(types), fuse: fuse)
/// for writes in 0... {
///   fuse.blow(after: writes)
///   do {
///     try await move(in: store)
///     break
///   } catch is Fuse.Blown {
///     fuse.mend()
///     // Nothing has changed.
///   }
/// }
/// ```
public struct FusedStore: Store {
  private let base: any Store
  private let fuse: Fuse

  /// Puts a fuse into a store.
  public init(_ base: any Store, fuse: Fuse) {
    self.base = base
    self.fuse = fuse
  }

  /// The record types that the store keeps.
  public var catalog: Catalog { base.catalog }

  /// Time, identifiers, calendar and actor.
  public var environment: CRMEnvironment { base.environment }

  /// What was committed, as it is committed.
  public var feed: ChangeFeed { base.feed }

  /// Begins a view of the store underneath.
  public func beginRead() async throws -> any StoreReader { try await base.beginRead() }

  /// Begins a transaction, which fails when the fuse is blown.
  public func beginWrite() async throws -> any StoreWriter {
    FusedWriter(base: try await base.beginWrite(), fuse: fuse)
  }

  /// Ends the store underneath.
  public func close() async throws { try await base.close() }
}

private final class FusedWriter: StoreWriter {
  let base: any StoreWriter
  let fuse: Fuse

  init(base: any StoreWriter, fuse: Fuse) { (self.base, self.fuse) = (base, fuse) }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try await base.record(key, of: type) }
  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await base.records(query) }
  func count(_ query: RecordQuery) async throws -> Int { try await base.count(query) }
  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await base.aggregate(query) }
  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await base.explain(query) }
  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await base.explain(query) }
  func lastCommit() async throws -> UInt64 { try await base.lastCommit() }

  func insert(_ record: AnyRecord) async throws {
    try fuse.pass()
    try await base.insert(record)
  }

  func update(_ record: AnyRecord) async throws {
    try fuse.pass()
    try await base.update(record)
  }

  func delete(_ key: RecordKey, of type: RecordType) async throws {
    try fuse.pass()
    try await base.delete(key, of: type)
  }

  func commit(_ changes: ChangeSet) async throws {
    try fuse.pass()
    try await base.commit(changes)
  }

  func end() async { await base.end() }
}
