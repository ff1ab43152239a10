// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

let dependencies: [Target.Dependency] = [
  .product(name: "CRMCore", package: "CRMKit"),
  .product(name: "CRMTransports", package: "CRMKit"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

let package = Package(
  name: "SMTPMail",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "CRMKit", path: "../.."),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
  ],
  targets: [
    .executableTarget(name: "SMTPMail", dependencies: dependencies, swiftSettings: settings),
    .testTarget(name: "SMTPMailTests", dependencies: ["SMTPMail"] + dependencies, swiftSettings: settings),
  ]
)
