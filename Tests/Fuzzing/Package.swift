// swift-tools-version: 6.2

import PackageDescription

/// The fuzzers, which `Tests/fuzz` builds and runs.
let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

/// What is read of bytes that may be anything: each has a program of its own, whose `main` is the fuzzing library's.
let readers = ["journal", "checkpoint", "filter", "csv"]

let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "CRMKit", path: "../..")],
  targets: [
    .target(
      name: "FuzzChecks",
      dependencies: ["CRMCore", "CRMContacts", "CRMFileStore"].map { .product(name: $0, package: "CRMKit") },
      swiftSettings: settings)
  ]
    + readers.map { .executableTarget(name: "fuzz-\($0)", dependencies: ["FuzzChecks"], swiftSettings: settings) }
)
