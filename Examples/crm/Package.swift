// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

/// The databases that a store may be in besides a folder: `swift build --traits SQLite,PostgreSQL`.
let databases = [("SQLite", "CRMSQLiteStore"), ("PostgreSQL", "CRMPostgresStore")]

let package = Package(
  name: "crm",
  platforms: [.macOS(.v15)],
  traits: Set(databases.map { .trait(name: $0.0, description: "Stores in \($0.0).") }),
  dependencies: [
    .package(
      name: "CRMKit", path: "../..", traits: Set(databases.map { .trait(name: $0.0, condition: .when(traits: [$0.0])) })
    ),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "crm",
      dependencies: [
        .product(name: "CRMKit", package: "CRMKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ] + databases.map { .product(name: $0.1, package: "CRMKit", condition: .when(traits: [$0.0])) },
      swiftSettings: settings),
    .testTarget(name: "crmTests", dependencies: ["crm"], swiftSettings: settings),
  ]
)
