#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Foundation
  import Testing

  @testable import CRMPostgresStore

  @Suite("A connection to a server", .needsServer)
  struct ConnectionTests {
    private let connection: PostgresConnection

    init() throws { connection = try TestServer.connect() }

    private static let numerals = [
      "0", "1", "-1", "0.5", "-12.5", "10000", "99999999", "0.0001", "0.00001", "0.000000000000000001", "10000.0001",
      "12345678901234567890.123456789012345678", "-99999999999999999999999999999999999999", "100000000000000000000",
      "0.99999999999999999999".prefix(20).description, "1234.5", "1000000000000000000.1",
    ]

    @Test("Decimals go to the server and come back as they are", arguments: numerals)
    func decimals(text: String) throws {
      let decimal = try ExactDecimal(text)
      var parameters = ParameterBuffer()
      parameters.append(decimal: decimal)
      parameters.append(text: decimal.description)
      let sql = "SELECT $1::numeric, $1::numeric::text, $2::text::numeric, $1::numeric = $2::text::numeric"
      let found = try connection.all(sql, parameters) { row in
        (try row.decimal(0), try row.string(1), try row.decimal(2), try row.boolean(3))
      }
      #expect(found.count == 1 && found[0] == (decimal, decimal.description, decimal, true))
    }

    @Test("What no decimal holds is damage", arguments: ["'NaN'", "1e40", "1e-19", "'Infinity'", "1e39 + 0.1"])
    func otherNumbers(text: String) throws {
      #expect(throws: RecordError.damaged) { try connection.all("SELECT (\(text))::numeric") { try $0.decimal(0) } }
      let found = try connection.all("SELECT 1.50000000000000000000000::numeric") { try $0.decimal(0) }
      #expect(found.map(\.description) == ["1.5"])
    }

    @Test("Values of every kind go to the server and come back as they are")
    func values() throws {
      let id = Identifier(high: 0x0123_4567_89AB_CDEF, low: .max)
      var parameters = ParameterBuffer()
      parameters.append(integer: .min)
      parameters.append(number: -0.1)
      parameters.append(boolean: true)
      parameters.append(text: "پارسی '\"\\")
      parameters.append(identifier: id)
      parameters.append(date: try CalendarDate(year: 1, month: 1, day: 1))
      parameters.append(date: try CalendarDate(year: 9999, month: 12, day: 31))
      Array(#"["a", 1]"#.utf8).withUnsafeBytes { parameters.append(json: $0) }
      [0, 255, 7].withUnsafeBytes { parameters.append(blob: $0) }
      parameters.appendNull()
      for _ in 0..<3 {
        let sql = "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text, $5::text, $6::text"
        try connection.query(sql, parameters) { row in
          let (integer, number, boolean) = (try row.integer(0), try row.real(1), try row.boolean(2))
          #expect(integer == .min && number == -0.1 && boolean)
          let (text, idText, dateText) = (try row.string(3), try row.string(10), try row.string(11))
          #expect(text == "پارسی '\"\\")
          let (found, first, last) = (try row.identifier(4), try row.date(5), try row.date(6))
          #expect(found == id && idText == id.description)
          #expect(first.daysSince1970 == -719_162 && dateText == "0001-01-01")
          #expect(last.daysSince1970 == 2_932_896)
          let json = try row.string(7)
          #expect(json == #"["a", 1]"#)
          #expect(row.blob(8).count == 24 && row.isNull(9) && !row.isNull(3))
          return true
        }
      }
    }

    @Test("Rows come in portions, between which other statements are run, until nobody wants more")
    func portions() throws {
      try connection.execute("BEGIN")
      var (seen, others): ([Int64], Int64) = ([], 0)
      try connection.forEachOfMany(
        "SELECT n::bigint FROM generate_series(1, $1) AS n", bind: { $0.bind(Int64(5000), at: 1) }
      ) { row in
        seen.append(try row.integer(0))
        guard seen.count % 1000 == 0 else { return true }
        others += try connection.all("SELECT 1::bigint") { try $0.integer(0) }[0]
        return true
      }
      #expect(seen == Array(1...5000) && others == 5)
      var few = 0
      try connection.forEachOfMany(
        "SELECT n::bigint FROM generate_series(1, $1) AS n", bind: { $0.bind(Int64(5000), at: 1) }
      ) { _ in
        few += 1
        return few < 7
      }
      #expect(few == 7)
      try connection.execute("COMMIT")
    }

    @Test("Statements sent at once are answered in their order, and none behind one that fails is run")
    func pipeline() throws {
      try connection.execute("CREATE TEMPORARY TABLE numbers (n bigint PRIMARY KEY)")
      let commands = (0..<50 as Range<Int64>).map { number in
        var parameters = ParameterBuffer()
        parameters.append(integer: number)
        return PostgresConnection.Command("INSERT INTO numbers VALUES ($1) RETURNING n * 2", parameters)
      }
      let answers = try connection.pipeline(commands)
      let doubles = try answers.map { try $0[0].integer(0) }
      #expect(doubles == (0..<50).map { $0 * 2 })
      let failure = #expect(throws: ServerFailure.self) {
        try connection.pipeline([commands[0], PostgresConnection.Command("DELETE FROM numbers")])
      }
      #expect(failure?.state == ServerFailure.uniqueViolation)
      let count = try connection.all("SELECT count(*) FROM numbers") { try $0.integer(0) }
      #expect(count == [50])
    }

    @Test("Rows are copied in, and a refused one is named by its line")
    func copy() throws {
      try connection.execute("CREATE TEMPORARY TABLE copies (id uuid PRIMARY KEY, weight numeric, note text)")
      var rows: [UInt8] = []
      var parameters = ParameterBuffer()
      for number in 0..<30_000 as Range<UInt64> {
        parameters.removeAll()
        parameters.append(identifier: Identifier(high: number, low: 0))
        parameters.append(decimal: try ExactDecimal("\(number).25"))
        if number % 2 == 0 { parameters.append(text: "row \(number)") } else { parameters.appendNull() }
        parameters.appendRow(to: &rows)
      }
      try connection.copy("COPY copies FROM STDIN (FORMAT binary)", rows)
      let sums = try connection.all("SELECT count(note), sum(weight) FROM copies") { row in
        (try row.integer(0), try row.decimal(1).description)
      }
      #expect(sums.count == 1 && sums[0] == (15_000, "449992500"))
      let failure = #expect(throws: ServerFailure.self) {
        try connection.copy("COPY copies FROM STDIN (FORMAT binary)", rows)
      }
      #expect(failure?.state == ServerFailure.uniqueViolation)
      try connection.execute("SELECT 1")
    }

    @Test("More statements than are kept prepared are run all the same")
    func manyStatements() throws {
      for number in 0..<600 {
        for _ in 0..<2 {
          let found = try connection.all("SELECT \(number)::bigint") { try $0.integer(0) }
          #expect(found == [Int64(number)])
        }
      }
    }

    @Test("Who waits for the server and is cancelled gets out, and the connection serves nobody else")
    func cancelled() async throws {
      let task = Task { [connection] in
        try await connection.perform { try $0.execute("SELECT pg_sleep(600)") }
      }
      try await Task.sleep(for: .milliseconds(100))
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(!connection.isReusable)
    }

    @Test("A connection that the server ends is told from one that is whole")
    func ended() async throws {
      let other = try TestServer.connect()
      let process = try connection.all("SELECT pg_backend_pid()") { try $0.integer(0) }[0]
      try other.execute("SELECT pg_terminate_backend(\(process), 10000)")
      #expect(connection.hasBeenDropped)
      await #expect(throws: PostgresStoreError.self) { try await connection.perform { _ = try $0.execute("SELECT 1") } }
      #expect(!connection.isReusable)
    }
  }

  @Suite("What can't be reached, and what is not told of it", .needsServer)
  struct UnreachableTests {
    private func failure(_ address: String) -> String {
      do {
        _ = try ConnectionText(address).connect(within: .seconds(5)) { true }
        return "connected"
      } catch { return "\(error)" }
    }

    @Test("A wrong password, user, database, host or text is refused without saying the password")
    func refused() throws {
      let address = try #require(TestServer.address)
      let secret = "s3cret-and-long"
      let password = try #require(address.split(separator: ":").dropFirst(2).first?.split(separator: "@").first)
      let texts = [
        address.replacing(password, with: secret): "password authentication failed",
        address.replacing("crmkit:", with: "nobody:").replacing(password, with: secret): "password",
        address + "_missing?password=\(secret)": "password authentication failed",
        address.replacing("/postgres", with: "/missing"): "does not exist",
        "host=/none port=1 password=\(secret)": "can't be reached",
        "host=127.0.0.1 port=1 password=\(secret)": "can't be reached",
        "host='\(secret)": "can't be read", "postgresql://u:\(secret)@[::1": "can't be read",
      ]
      for (text, expected) in texts {
        let shown = failure(text)
        #expect(shown.contains(expected), "\(shown)")
        #expect(!shown.contains(secret) && !shown.contains(password), "\(shown)")
      }
      let text = try ConnectionText(address)
      var dumped = ""
      dump(text, to: &dumped)
      #expect(!"\(text) \(dumped)".contains(password))
    }
  }
#endif
