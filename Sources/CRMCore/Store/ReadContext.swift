/// One consistent view of a store with what the core adds to it: checked queries, custom fields, history.
///
/// Its methods are those that work without Swift types; the typed ones are in ``RecordReading``.
public struct ReadContext: ~Copyable, Sendable {
  let reader: any StoreReader
  /// The record types that the store keeps.
  public let catalog: Catalog
  /// Time, identifiers, calendar and actor.
  public let environment: CRMEnvironment
  let memory: ViewMemory

  init(reader: any StoreReader, catalog: Catalog, environment: CRMEnvironment, memory: ViewMemory = ViewMemory()) {
    self.reader = reader
    self.catalog = catalog
    self.environment = environment
    self.memory = memory
  }

  /// The same view without the actor's rights: for rows that belong to the engine itself.
  init(unrestricting context: borrowing ReadContext) { self.init(context, through: context.reader.unrestricted) }

  /// The same view through another reader.
  init(_ context: borrowing ReadContext, through reader: any StoreReader) {
    self.init(
      reader: reader, catalog: context.catalog, environment: context.environment, memory: context.memory)
  }

  /// The record of that key; nil when there is none, or none that the actor may see.
  public func record(_ key: RecordKey) async throws -> AnyRecord? {
    try await reader.record(key, of: catalog.type(of: key.entity))
  }

  func record(_ id: Identifier, of type: RecordType) async throws -> AnyRecord? {
    try await reader.record(RecordKey(entity: type.entity, id: id), of: catalog.kept(type))
  }

  /// What the transaction has done to a record so far; nil when it has not touched it, and outside of one.
  func change(of id: Identifier, _ type: RecordType) -> TransactionChanges.Change? {
    memory.changes.change(of: id, type)
  }

  /// The records that a query asks for, in its order.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, ``StoreError/invalidQuery(_:)``; ``StoreError/ended`` when the view has ended.
  public func records(_ query: consuming RecordQuery) async throws -> [AnyRecord] {
    try await prepare(&query)
    return try await reader.records(query)
  }

  /// How many records meet a query's condition.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, ``StoreError/invalidQuery(_:)``; ``StoreError/ended`` when the view has ended.
  public func count(_ query: consuming RecordQuery) async throws -> Int {
    try await prepare(&query)
    return try await reader.count(query)
  }

  /// The rows of an aggregate, in its order.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, ``StoreError/invalidQuery(_:)``; ``StoreError/ended`` when the view has ended.
  public func aggregate(_ query: consuming AggregateQuery) async throws -> [AggregateRow] {
    try await prepare(&query)
    return try await reader.aggregate(query)
  }

  /// How a query is answered.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, ``StoreError/invalidQuery(_:)``; ``StoreError/ended`` when the view has ended.
  public func explain(_ query: consuming RecordQuery) async throws -> QueryPlan {
    try await prepare(&query)
    return try await reader.explain(query)
  }

  /// How an aggregate is answered.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, ``StoreError/invalidQuery(_:)``; ``StoreError/ended`` when the view has ended.
  public func explain(_ query: consuming AggregateQuery) async throws -> QueryPlan {
    try await prepare(&query)
    return try await reader.explain(query)
  }

  /// The place behind a record in a query's order.
  public func cursor(after record: AnyRecord, in query: RecordQuery) async throws -> RecordCursor {
    guard !query.sort.isEmpty else { return RecordCursor(keys: [], id: record.id) }
    // What the record itself shows of a reference need not be what a query sees.
    let slots = query.sort.compactMap { query.type.slot(of: $0.path.text) }
    if slots.count == query.sort.count, slots.allSatisfy({ query.type.fields[$0].target == nil }) {
      return RecordCursor(keys: try slots.map { try record.value(at: $0) }, id: record.id)
    }
    // A group of one record has the record's values, which lets every store read them, paths included.
    let own = AggregateQuery(
      query.type, where: .compare("id", .equal, .reference(record.id)), by: query.sort.map { Grouping($0.path) },
      measures: [.count], scope: query.scope)
    let keys = try await aggregate(own).first?.group ?? query.sort.map { _ in .null }
    return RecordCursor(keys: keys, id: record.id)
  }

  /// What a query sees beyond the declared types: the custom fields of all entities.
  public func scope() async throws -> QueryScope {
    QueryScope(customFields: try await customFields().mapValues { $0.mapValues(\.fieldType) })
  }

  /// The definitions of the custom fields, by entity and name.
  ///
  /// They are a part of what can be written and asked, as the declared fields are, so no rights hide them.
  public func customFields() async throws -> [String: [String: CustomField]] {
    try await memory.definitions.all { try await reader.unrestricted.records(RecordQuery(CustomField.recordType)) }
  }

  /// Makes a query what the store receives.
  ///
  /// Custom fields are read only when a name is met that is not declared, and the clock only where a condition is relative to now, since most queries
  /// have neither.
  func prepare<Query: ScopedQuery>(_ query: inout Query) async throws {
    do {
      try query.check(in: catalog)
    } catch FilterError.unknownField {
      query.scope.customFields = try await scope().customFields
      try query.check(in: catalog)
    }
    if query.asksCalendar { try query.resolvePeriods(at: environment.clock(), in: environment.calendar, catalog) }
  }
}
