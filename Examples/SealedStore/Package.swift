// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault",
].map { .enableUpcomingFeature($0) }

let package = Package(
  name: "SealedStore",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "CRMKit", path: "../.."),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
  ],
  targets: [
    .executableTarget(
      name: "SealedStore",
      dependencies: [
        .product(name: "CRMCore", package: "CRMKit"),
        .product(name: "CRMFileStore", package: "CRMKit"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SealedStoreTests",
      dependencies: [
        "SealedStore",
        .product(name: "CRMCore", package: "CRMKit"),
        .product(name: "CRMFileStore", package: "CRMKit"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
  ]
)
