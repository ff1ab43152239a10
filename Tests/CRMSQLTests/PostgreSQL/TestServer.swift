#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Foundation
  import Testing

  @testable import CRMPostgresStore

  /// The server that tests use, in whose database each works in a schema of its own.
  enum TestServer {
    /// How to connect; nil where there is none.
    static let address = ProcessInfo.processInfo.environment["CRMKIT_POSTGRES"]

    /// A connection beside the store's, as another program has it.
    static func connect(schema: String? = nil) throws -> PostgresConnection {
      let connection = try ConnectionText(try #require(address)).connect(within: .seconds(20)) { true }
      if let schema { try connection.execute("SET search_path = \(schema.quotedForSQL)") }
      return connection
    }
  }

  extension PostgresConnection {
    /// What is read from each row of an answer.
    func all<T>(
      _ sql: String, _ parameters: ParameterBuffer = ParameterBuffer(), read: (PostgresRow) throws -> T
    ) throws -> [T] {
      var found: [T] = []
      try query(sql, parameters) { row in
        found.append(try read(row))
        return true
      }
      return found
    }
  }

  extension Trait where Self == ConditionTrait {
    /// The test needs a server.
    static var needsServer: Self {
      .enabled(
        if: TestServer.address != nil,
        "no server is named by CRMKIT_POSTGRES; Tests/postgres starts one and runs a command beside it")
    }
  }
#endif
