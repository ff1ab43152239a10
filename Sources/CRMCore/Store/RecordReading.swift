/// What can be asked of records: a store, a snapshot, a transaction, a `CRM`.
///
/// Each call on a store sees one consistent state; several calls on a ``Snapshot`` or a transaction see the same one.
public protocol RecordReading: ~Copyable, Sendable {
  /// Runs a body over one consistent view.
  func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T

  /// The record of that identifier; nil when there is none, or none that the actor may see.
  ///
  /// What finds a record sooner than by a view of its own implements it.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``, ``StoreError/unavailable(_:)``, ``StoreError/ended``.
  func record(_ id: Identifier, of type: RecordType) async throws -> AnyRecord?

  /// What a module's service asks; what can be copied needs not implement it.
  func readingScope() -> ReadingScope
}

extension RecordReading where Self: ~Copyable {
  /// Runs a body over one consistent view: the one that there is already, or one of its own, see `Store.read(_:)`.
  public func read<T>(_ body: (inout Snapshot) async throws -> T) async throws -> T {
    try await reading { context in
      var snapshot = Snapshot(sharing: context)
      return try await body(&snapshot)
    }
  }

  /// The record of that identifier; nil when there is none, or none that the actor may see.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``, ``StoreError/unavailable(_:)``, ``StoreError/ended``.
  public func record(_ id: Identifier, of type: RecordType) async throws -> AnyRecord? {
    try await reading { try await $0.record(id, of: type) }
  }

  // What is inlined here only gives an answer its type: where that is known, nothing need be found out about it at each call.

  /// The record of that identifier; nil when there is none, or none that the actor may see.
  ///
  /// - Throws: As ``record(_:of:)``, and ``RecordError/unreadable(_:field:reason:)`` when a stored value is none that this program knows.
  @inlinable
  public func find<R: Record>(_ id: RecordID<R>) async throws -> R? {
    try await record(id.identifier, of: R.recordType).map(R.schema.decode)
  }

  /// The record of that identifier.
  ///
  /// - Throws: ``StoreError/notFound(_:)``; otherwise as ``find(_:)``.
  @inlinable
  public func get<R: Record>(_ id: RecordID<R>) async throws -> R {
    guard let record = try await find(id) else { throw StoreError.notFound(id.key) }
    return record
  }

  /// The records that meet a condition, in the order asked for; ties, or all, in the order of their identifiers.
  ///
  /// - Parameters:
  ///   - type: The type of the records.
  ///   - filter: The condition.
  ///   - sort: The order, most significant first.
  ///   - limit: The greatest number of records. Use ``page(_:where:sort:limit:after:)`` to go on from there.
  /// - Throws: ``FilterError`` when the condition names no field or compares it with what it can't be.
  @inlinable
  public func fetch<R: Record>(
    _ type: R.Type = R.self, where filter: Filter<R> = .all, sort: Sorting<R>..., limit: Int? = nil
  ) async throws -> [R] {
    try await fetch(RecordQuery(R.recordType, where: filter.expression, sort: sort.map { $0.term }, limit: limit))
  }

  /// The records that meet all of the conditions that the closure lists, one a line.
  @inlinable
  public func fetch<R: Record>(
    _ type: R.Type = R.self, sort: Sorting<R>..., limit: Int? = nil,
    @FilterBuilder<R> matching conditions: (RecordFields<R>) -> Filter<R>
  ) async throws -> [R] {
    let filter = Filter(matching: conditions)
    return try await fetch(
      RecordQuery(R.recordType, where: filter.expression, sort: sort.map { $0.term }, limit: limit))
  }

  @inlinable
  func fetch<R: Record>(_ query: RecordQuery) async throws -> [R] {
    try await reading { try await R.schema.decode($0.records(query)) }
  }

  /// The first record that meets a condition, in the order asked for; nil when none does.
  @inlinable
  public func first<R: Record>(
    _ type: R.Type = R.self, where filter: Filter<R> = .all, sort: Sorting<R>...
  ) async throws -> R? {
    try await reading { context in
      // Made in its place, the query goes to the store without a copy.
      let records = try await context.records(
        RecordQuery(R.recordType, where: filter.expression, sort: sort.map { $0.term }, limit: 1))
      guard let record = records.first else { return nil }
      return try R.schema.decode(record)
    }
  }

  /// How many records meet a condition.
  @inlinable
  public func count<R: Record>(_ type: R.Type = R.self, where filter: Filter<R> = .all) async throws -> Int {
    try await reading { try await $0.count(RecordQuery(R.recordType, where: filter.expression)) }
  }

  /// How many records meet all of the conditions that the closure lists, one a line.
  public func count<R: Record>(
    _ type: R.Type = R.self, @FilterBuilder<R> matching conditions: (RecordFields<R>) -> Filter<R>
  ) async throws -> Int {
    try await count(type, where: Filter(matching: conditions))
  }

  /// Whether a record meets a condition.
  @inlinable
  public func exists<R: Record>(_ type: R.Type = R.self, where filter: Filter<R> = .all) async throws -> Bool {
    try await reading { try await !$0.records(RecordQuery(R.recordType, where: filter.expression, limit: 1)).isEmpty }
  }

  /// A part of an ordered answer, and the place where the next part begins.
  ///
  /// Paging is stable while others write.
  @inlinable
  public func page<R: Record>(
    _ type: R.Type = R.self, where filter: Filter<R> = .all, sort: [Sorting<R>] = [], limit: Int,
    after: RecordCursor? = nil
  ) async throws -> RecordPage<R> {
    try await reading { context in
      let query = RecordQuery(
        R.recordType, where: filter.expression, sort: sort.map { $0.term }, limit: limit, after: after)
      let records = try await context.records(query)
      var next: RecordCursor?
      if records.count == limit, let last = records.last { next = try await context.cursor(after: last, in: query) }
      return RecordPage(records: try R.schema.decode(records), next: next)
    }
  }

  /// Figures over the records that meet a condition, by groups: see ``AggregateQuery``.
  public func aggregate<R: Record>(
    _ type: R.Type = R.self, where filter: Filter<R> = .all, by groups: [Grouping] = [], _ measures: Measure...
  ) async throws -> [AggregateRow] {
    try await reading {
      try await $0.aggregate(AggregateQuery(R.recordType, where: filter.expression, by: groups, measures: measures))
    }
  }
}

/// A part of an ordered answer.
public struct RecordPage<R: Record>: Sendable {
  /// The records, in the order asked for.
  public let records: [R]
  /// Where the next part begins; nil when this was the last.
  public let next: RecordCursor?

  @usableFromInline
  init(records: [R], next: RecordCursor?) {
    self.records = records
    self.next = next
  }
}
