// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

/// The databases whose stores are measured when asked for: `swift run --traits SQLite,PostgreSQL`.
let databases = [("SQLite", "CRMSQLiteStore"), ("PostgreSQL", "CRMPostgresStore")]

/// Linked as programs for servers mostly are, with Swift's libraries inside.
///
/// On Linux each call into a library beside the program takes a detour, and those that count references and run tasks are the most frequent of all.
let linkedInside = ["-static-stdlib"]
let whereShipped = BuildSettingCondition.when(platforms: [.linux], configuration: .release)

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  traits: Set(databases.map { .trait(name: $0.0, description: "The store in \($0.0).") }),
  dependencies: [
    .package(
      name: "CRMKit", path: "..", traits: Set(databases.map { .trait(name: $0.0, condition: .when(traits: [$0.0])) })),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgreSQL", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .executableTarget(
      name: "compare",
      dependencies: [
        "CMalloc", "CSQLite", .target(name: "CPostgreSQL", condition: .when(traits: ["PostgreSQL"])),
        .product(name: "CRMKit", package: "CRMKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ] + databases.map { .product(name: $0.1, package: "CRMKit", condition: .when(traits: [$0.0])) },
      swiftSettings: settings + [.unsafeFlags(linkedInside, whereShipped)],
      linkerSettings: [.unsafeFlags(linkedInside, whereShipped)]),
    .testTarget(name: "compareTests", dependencies: ["compare"], swiftSettings: settings),
  ]
)
