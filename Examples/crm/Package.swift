// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

let package = Package(
  name: "crm",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "CRMKit", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "crm",
      dependencies: [
        .product(name: "CRMKit", package: "CRMKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .testTarget(name: "crmTests", dependencies: ["crm"], swiftSettings: settings),
  ]
)
