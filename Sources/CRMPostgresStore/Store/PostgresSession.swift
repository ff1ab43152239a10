#if PostgreSQL
  import CRMCore
  import CRMSQL

  /// What a view and a transaction are alike in: both answer on the connection that they hold, until they end.
  protocol PostgresSession: StoreReader {
    /// The number of the last commit that is seen.
    var sequence: UInt64 { get }

    /// Runs a body over what the connection sees.
    ///
    /// - Throws: `StoreError.ended` after the end.
    func view<T: Sendable>(_ body: @escaping @Sendable (PostgresView) throws -> T) async throws -> T
  }

  extension PostgresSession {
    func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
      try await view { try $0.record(key.id, of: type) }
    }

    func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await view { try $0.records(query) } }

    func count(_ query: RecordQuery) async throws -> Int { try await view { try $0.count(query) } }

    func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
      try await view { try $0.aggregate(query) }
    }

    func explain(_ query: RecordQuery) async throws -> QueryPlan { try await view { try $0.explain(query) } }

    func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await view { try $0.explain(query) } }
  }
#endif
