// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

let package = Package(
  name: "Quickstart",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "CRMKit", path: "../..")],
  targets: [
    .executableTarget(
      name: "Quickstart",
      dependencies: [
        .product(name: "CRMKit", package: "CRMKit"),
        .product(name: "CRMTransports", package: "CRMKit"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "QuickstartTests",
      dependencies: ["Quickstart", .product(name: "CRMKit", package: "CRMKit")], swiftSettings: settings),
  ]
)
