/// What reads through an actor's rights: all of it goes through the view.
protocol RestrictedReading: StoreReader {
  var view: RestrictedView { get }
}

extension RestrictedReading {
  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try await view.record(key, of: type) }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await view.records(query) }

  func count(_ query: RecordQuery) async throws -> Int { try await view.count(query) }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await view.aggregate(query) }

  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await view.explain(query) }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await view.explain(query) }

  var restrictions: Restrictions? { Restrictions(view: view) }

  func lastCommit() async throws -> UInt64 { try await view.base.lastCommit() }

  var unrestricted: any StoreReader { view.base.unrestricted }

  func end() async {
    await view.base.end()
    await view.acting?.access.refusals?.write()
  }
}

/// A view of a store through an actor's rights.
final class RestrictedReader: RestrictedReading {
  let view: RestrictedView

  init(_ view: RestrictedView) { self.view = view }
}
