// swift-tools-version: 6.2

import PackageDescription

/// SQLite, which is a library of the system: with the trait off, nothing of it is needed or looked for.
///
/// On Apple's systems it is there already. The name is our own, since it may occur only once among all packages of a program.
let sqlite: Target.Dependency = .target(name: "CRMKitSQLite", condition: .when(traits: ["SQLite"]))

/// PostgreSQL's client library, alike.
let libpq: Target.Dependency = .target(name: "CRMKitPostgreSQL", condition: .when(traits: ["PostgreSQL"]))

/// The modules of the CRM itself, of which the last may see the others.
let domain: [Target.Dependency] = ["CRMContacts", "CRMSales", "CRMMarketing", "CRMService", "CRMAnalytics"]

/// Who may import whom.
///
/// `Tests/HouseRulesTests` holds the sources to this table.
let modules: [(name: String, imports: [Target.Dependency])] = [
  ("CRMCore", []),
  ("CRMMemoryStore", ["CRMCore"]),
  ("CRMFileStore", ["CRMCore", "CRMMemoryStore"]),
  ("CRMSQL", ["CRMCore"]),
  ("CRMSQLiteStore", ["CRMCore", "CRMSQL", sqlite]),
  ("CRMPostgresStore", ["CRMCore", "CRMSQL", libpq]),
  ("CRMStoreTesting", ["CRMCore", "CRMMemoryStore"]),
  ("CRMTransports", ["CRMCore"]),
  ("CRMContacts", ["CRMCore"]),
  ("CRMSales", ["CRMCore", "CRMContacts"]),
  ("CRMMarketing", ["CRMCore", "CRMContacts"]),
  ("CRMService", ["CRMCore", "CRMContacts"]),
  ("CRMAnalytics", ["CRMCore", "CRMContacts", "CRMSales", "CRMMarketing", "CRMService"]),
  ("CRMKit", ["CRMCore", "CRMMemoryStore", "CRMFileStore"] + domain),
]

/// What the tests of several modules share.
let testSupport: [(name: String, imports: [Target.Dependency])] = [
  ("CRMBusinessYear", ["CRMKit"])
]

let tests: [(name: String, imports: [Target.Dependency])] = [
  ("CRMCoreTests", ["CRMCore", "CRMMemoryStore"]),
  ("CRMMemoryStoreTests", ["CRMCore", "CRMMemoryStore", "CRMStoreTesting"]),
  (
    "CRMFileStoreTests",
    ["CRMCore", "CRMMemoryStore", "CRMFileStore", "CRMStoreTesting", "CRMKit", "CRMBusinessYear"]
  ),
  ("CRMSQLTests", ["CRMCore", "CRMMemoryStore", "CRMSQL", "CRMSQLiteStore", "CRMPostgresStore", "CRMStoreTesting"]),
  ("CRMStoreTestingTests", ["CRMCore", "CRMMemoryStore", "CRMStoreTesting"]),
  ("CRMTransportsTests", ["CRMCore", "CRMMemoryStore", "CRMTransports"]),
  ("CRMContactsTests", ["CRMCore", "CRMContacts", "CRMMemoryStore"]),
  ("CRMSalesTests", ["CRMCore", "CRMContacts", "CRMSales", "CRMMemoryStore", "CRMStoreTesting"]),
  ("CRMMarketingTests", ["CRMCore", "CRMContacts", "CRMMarketing", "CRMMemoryStore", "CRMStoreTesting"]),
  ("CRMServiceTests", ["CRMCore", "CRMContacts", "CRMService", "CRMMemoryStore", "CRMStoreTesting"]),
  ("CRMAnalyticsTests", ["CRMCore", "CRMMemoryStore"] + domain),
  ("CRMKitTests", ["CRMKit", "CRMBusinessYear", "CRMSQLiteStore", "CRMPostgresStore"]),
  ("HouseRulesTests", []),
]

let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

let package = Package(
  name: "CRMKit",
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  // What the SQL stores share is theirs alone.
  products: modules.filter { $0.name != "CRMSQL" }.map { .library(name: $0.name, targets: [$0.name]) },
  traits: [
    .trait(name: "SQLite", description: "CRMSQLiteStore, a store in an SQLite database."),
    .trait(name: "PostgreSQL", description: "CRMPostgresStore, a store in a PostgreSQL database."),
  ],
  targets: modules.map { .target(name: $0.name, dependencies: $0.imports, swiftSettings: settings) }
    + testSupport.map {
      .target(name: $0.name, dependencies: $0.imports, path: "Tests/\($0.name)", swiftSettings: settings)
    }
    + tests.map { .testTarget(name: $0.name, dependencies: $0.imports, swiftSettings: settings) }
    + [
      .systemLibrary(name: "CRMKitSQLite", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
      .systemLibrary(name: "CRMKitPostgreSQL", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    ]
)
