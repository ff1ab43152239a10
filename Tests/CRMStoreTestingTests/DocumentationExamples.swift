import CRMCore
import CRMMemoryStore
import CRMStoreTesting
import Synchronization
import Testing

// The examples of the documentation, word for word: a house rule compares them.

/// Keeps all records in one dictionary, whose copies are its views.
final class ListStore: Store {
  let catalog: Catalog
  let environment: CRMEnvironment
  let feed = ChangeFeed()
  private let queue = WriterQueue()
  private let state = Mutex((records: [RecordKey: AnyRecord](), sequence: UInt64(0)))

  init(_ catalog: Catalog, environment: CRMEnvironment) {
    self.catalog = catalog
    self.environment = environment
  }

  func beginRead() async throws -> any StoreReader {
    state.withLock { ListView($0.records, at: $0.sequence, catalog: catalog) }
  }

  func beginWrite() async throws -> any StoreWriter {
    try await queue.enter()
    return state.withLock { ListView($0.records, at: $0.sequence, catalog: catalog, store: self) }
  }

  /// Makes what a writer leaves the state of the store, and lets the next one in.
  func finish(_ records: [RecordKey: AnyRecord], _ changes: ChangeSet) {
    var changes = changes
    changes.sequence = state.withLock { state in
      state.records = records
      state.sequence += 1
      return state.sequence
    }
    // Before the next writer begins, so that commits are published in their order.
    feed.publish(changes)
    queue.leave()
  }

  func abandon() { queue.leave() }
}

final class ListView: StoreWriter, RecordSource {
  private struct Content {
    var records: [RecordKey: AnyRecord]
    var hasEnded = false
  }

  private let content: Mutex<Content>
  private let sequence: UInt64
  private let catalog: Catalog
  private let store: ListStore?

  /// - Parameters:
  ///   - sequence: The number of the last commit.
  ///   - store: Where a transaction is to be committed; nil for a reader.
  init(_ records: [RecordKey: AnyRecord], at sequence: UInt64, catalog: Catalog, store: ListStore? = nil) {
    content = Mutex(Content(records: records))
    self.sequence = sequence
    self.catalog = catalog
    self.store = store
  }

  private func use<T>(_ body: (inout [RecordKey: AnyRecord]) throws -> T) throws -> T {
    try content.withLock { content in
      if content.hasEnded { throw StoreError.ended }
      return try body(&content.records)
    }
  }

  private func all(_ type: RecordType) throws -> [AnyRecord] { try use { $0.values.filter { $0.type == type } } }

  private var evaluator: QueryEvaluator { QueryEvaluator(catalog: catalog, source: self) }

  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? {
    try use { $0[RecordKey(entity: type.entity, id: id)] }
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try use { $0[key] } }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] {
    try evaluator.records(query, candidates: all(query.type))
  }

  func count(_ query: RecordQuery) async throws -> Int {
    try evaluator.count(query, candidates: all(query.type))
  }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
    try evaluator.aggregate(query, candidates: all(query.type))
  }

  func explain(_ query: RecordQuery) async throws -> QueryPlan {
    let matched = try await records(query).count
    return QueryPlan(access: .scan, touched: try all(query.type).count, matched: matched, isSorted: true)
  }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan {
    let matched = try await aggregate(query).count
    return QueryPlan(access: .scan, touched: try all(query.type).count, matched: matched, isSorted: false)
  }

  func lastCommit() async throws -> UInt64 { try use { _ in sequence } }

  func insert(_ record: AnyRecord) async throws {
    try use { records in
      guard records[record.key] == nil else { throw StoreError.alreadyExists(record.key) }
      try checkUniqueness(of: record, among: records)
      records[record.key] = record
    }
  }

  func update(_ record: AnyRecord) async throws {
    try use { records in
      guard records[record.key] != nil else { throw StoreError.notFound(record.key) }
      try checkUniqueness(of: record, among: records)
      records[record.key] = record
    }
  }

  func delete(_ key: RecordKey, of type: RecordType) async throws {
    try use { records in
      guard records.removeValue(forKey: key) != nil else { throw StoreError.notFound(key) }
    }
  }

  private func checkUniqueness(of record: AnyRecord, among records: [RecordKey: AnyRecord]) throws {
    for index in record.type.indexes where index.isUnique {
      let values = try index.fields.map { try record.value(of: $0) }
      guard !values.contains(where: \.isNull) else { continue }
      let other = try records.values.first { other in
        try other.type == record.type && other.id != record.id
          && index.fields.map { try other.value(of: $0) } == values
      }
      if let other { throw StoreError.duplicate(record.key, fields: index.fields, other: other.key) }
    }
  }

  func commit(_ changes: ChangeSet) async throws {
    let records = try use { $0 }
    content.withLock { $0.hasEnded = true }
    store?.finish(records, changes)
  }

  func end() async {
    let wasOpen = content.withLock { content in
      defer { content.hasEnded = true }
      return !content.hasEnded
    }
    if wasOpen { store?.abandon() }
  }
}

@Suite("The examples of CRMStoreTesting's documentation")
struct DocumentationExamples {
  @Test("A group of the suite is run as the module's page shows")
  func modulePage() async {
    let suite = StoreConformance { catalog, environment in
      MemoryStore(catalog, environment: environment)
    }
    let failures = await suite.run(.reading)
    #expect(failures.isEmpty)
  }

  @Test("The adapter of the article conforms", arguments: ConformanceGroup.allCases)
  func article(_ group: ConformanceGroup) async {
    let suite = StoreConformance { catalog, environment in
      ListStore(catalog, environment: environment)
    }
    let failures = await suite.run(group)
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
  }
}
