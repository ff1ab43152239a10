import CRMBusinessYear
import CRMKit
import Foundation
import Testing

#if SQLite
  import CRMSQLiteStore
#endif
#if PostgreSQL
  import CRMPostgresStore
#endif

@Suite("A business's days on every store")
struct YearTests {
  /// A store that the days are lived on.
  struct Place: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// How many identifiers the store takes for itself when it is opened.
    let identifiersPerOpening: Int
    /// Opens the store, in a folder of its own.
    let open: @Sendable (_ folder: String, CRMEnvironment) async throws -> any Store

    static let file = Place(testDescription: "in a folder", identifiersPerOpening: 1) { folder, environment in
      try FileStore(at: folder + "/store", CRM.recordTypes, environment: environment)
    }

    #if SQLite
      static let sqlite = Place(testDescription: "in SQLite", identifiersPerOpening: 0) { folder, environment in
        try SQLiteStore(
          at: folder + "/store", CRM.recordTypes, environment: environment,
          options: SQLiteStore.Options(durability: .relaxed, followingInterval: nil))
      }
    #endif

    #if PostgreSQL
      /// The address of the server that tests use, where there is one.
      private static let server = ProcessInfo.processInfo.environment["CRMKIT_POSTGRES"]

      static let postgres = server.map { server in
        Place(testDescription: "in PostgreSQL", identifiersPerOpening: 0) { folder, environment in
          try await PostgresStore(
            server, CRM.recordTypes, environment: environment,
            options: PostgresStore.Options(schema: URL(filePath: folder).lastPathComponent, followsOthers: false))
        }
      }
    #endif

    /// The stores that this program was built with.
    static let all: [Place] = {
      var all = [file]
      #if SQLite
        all.append(sqlite)
      #endif
      #if PostgreSQL
        if let postgres { all.append(postgres) }
      #endif
      return all
    }()
  }

  /// How many days are lived: a few, or as many as the environment says.
  private static let days = ProcessInfo.processInfo.environment["CRMKIT_DAYS"].flatMap(Int.init) ?? 20

  @Test(
    "The same days bring the same on each store, whose program ends now and then, as in memory", arguments: Place.all,
    1...2 as ClosedRange<UInt64>)
  func same(place: Place, seed: UInt64) async throws {
    let (clock, memoryClock) = (HandClock(), HandClock())
    let memory = try await CRM(store: .memory, environment: BusinessYear.environment(seed: seed, memoryClock))
    let openInMemory = {
      for _ in 0..<place.identifiersPerOpening { _ = memory.newID(Lead.self) }
      return memory
    }
    var expected = BusinessYear(in: openInMemory(), seed: seed, memoryClock)
    try await expected.live(days: Self.days) { _ in openInMemory() }

    let folder = FileManager.default.temporaryDirectory.appending(component: "crmkit_year_\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Identifiers go on where they were when the store is opened again.
    var environment = BusinessYear.environment(seed: seed, clock)
    CRM.contribute(to: &environment)
    let open = { [environment] in CRM(try await place.open(folder, environment)) }
    var year = BusinessYear(in: try await open(), seed: seed, clock)
    try await year.live(days: Self.days) { crm in
      try await crm.close()
      return try await open()
    }
    for (line, wanted) in zip(year.diary, expected.diary) {
      try #require(line == wanted)
    }
    #expect(year.diary.count == expected.diary.count)
    let (found, wanted) = (try await contents(of: year.crm), try await contents(of: expected.crm))
    for (record, other) in zip(found, wanted) { try #require(record == other) }
    #expect(found.count == wanted.count)
    // The days were not idle: most of what was tried was done, and all kinds of records came of it.
    let refused = expected.diary.count { $0.contains(" refused: ") }
    #expect(refused * 2 < expected.diary.count)
    try await year.crm.close()
  }

  /// Everything that a store holds.
  private func contents(of crm: CRM) async throws -> [String] {
    try await crm.store.unrestricted.reading { context in
      var lines: [String] = []
      for type in crm.store.catalog.types {
        for record in try await context.records(RecordQuery(type)) {
          let values = try record.values().sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
          lines.append("\(record.key) \(record.stamp) \(values)")
        }
      }
      return lines
    }
  }
}
