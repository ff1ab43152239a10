#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Foundation

  extension PostgresConnection: SQLConnection {
    var dialect: any SQLDialect { PostgresDialect() }

    func forEach(_ sql: String, bind: (PostgresBinder) throws -> Void, _ row: (PostgresRow) throws -> Bool) throws {
      let binder = PostgresBinder()
      try bind(binder)
      try query(sql, binder.parameters, row)
    }

    /// Reads through a cursor, of which there is one for each depth to which queries are within each other's rows.
    ///
    /// A cursor that has been read to its end is closed with the next message, or by the end of the transaction.
    func forEachOfMany(_ sql: String, bind: (PostgresBinder) throws -> Void, _ row: (PostgresRow) throws -> Bool) throws
    {
      let binder = PostgresBinder()
      try bind(binder)
      let (depth, cursor) = (cursorDepth, Self.cursor(cursorDepth))
      let former = openCursors.remove(depth) == nil ? [] : [Command("CLOSE \(cursor)")]
      var size = 200
      let begun = [
        Command("DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql)", binder.parameters),
        Command("FETCH \(size) FROM \(cursor)"),
      ]
      guard var result = try pipeline(former + begun).last else { return }
      openCursors.insert(depth)
      cursorDepth += 1
      defer { cursorDepth = depth }
      while true {
        for index in 0..<result.count {
          try interruption.check()
          if try !row(result[index]) { return }
        }
        if Int(result.count) < size { return }
        size = 2000
        result = try run("FETCH \(size) FROM \(cursor)", ParameterBuffer(), isTyped: true)
      }
    }

    func access(_ sql: String, _ values: [SQLValue]) throws -> QueryPlan.Access {
      var access = QueryPlan.Access.scan
      try query("EXPLAIN (FORMAT JSON) \(sql)", values) { row in
        guard let plans = try? JSONDecoder().decode([ExplainedPlan].self, from: Data(row.string(0).utf8)) else {
          return
        }
        access = plans.first?.plan.access ?? .scan
      }
      return access
    }

    func isOverflow(_ error: any Error) -> Bool { (error as? ServerFailure)?.state == ServerFailure.outOfRange }

    func isDuplicate(_ error: any Error) -> Bool { (error as? ServerFailure)?.state == ServerFailure.uniqueViolation }
  }

  /// What the server says of how it would run a query.
  private struct ExplainedPlan: Decodable {
    let plan: Node

    enum CodingKeys: String, CodingKey { case plan = "Plan" }

    struct Node: Decodable {
      let type: String
      let alias: String?
      let index: String?
      let condition: String?
      let parts: [Node]?

      enum CodingKeys: String, CodingKey {
        case type = "Node Type"
        case alias = "Alias"
        case index = "Index Name"
        case condition = "Index Cond"
        case parts = "Plans"
      }

      /// How the rows are found of the table that the query is about, which is known as `t`; nil when nothing here reads it.
      var access: QueryPlan.Access? {
        guard alias == "t" else { return (parts ?? []).lazy.compactMap(\.access).first }
        guard let used = index == nil ? (parts ?? []).lazy.compactMap(\.used).first : self, let name = used.index else {
          return .scan
        }
        guard name.hasSuffix("_pkey") else { return .index(name) }
        return used.condition == nil ? .scan : .identifier
      }

      /// The first part that reads an index.
      private var used: Node? { index == nil ? (parts ?? []).lazy.compactMap(\.used).first : self }
    }
  }
#endif
