#if SQLite
  import CRMCore
  import CRMSQL

  /// What a view and a transaction are alike in: both answer on the connection that they hold, until they end.
  protocol SQLiteSession: StoreReader {
    /// The number of the last commit that is seen.
    var sequence: UInt64 { get }

    /// Runs a body over what the connection sees.
    ///
    /// - Throws: `StoreError.ended` after the end.
    func view<T>(_ body: (SQLiteView) throws -> T) throws -> T
  }

  extension SQLiteSession {
    func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
      try view { try $0.record(key.id, of: type) }
    }

    func records(_ query: RecordQuery) async throws -> [AnyRecord] { try view { try $0.records(query) } }

    func count(_ query: RecordQuery) async throws -> Int { try view { try $0.count(query) } }

    func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try view { try $0.aggregate(query) } }

    func explain(_ query: RecordQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

    func explain(_ query: AggregateQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

    func lastCommit() async throws -> UInt64 { try view { _ in sequence } }
  }
#endif
