/// Who may import whom: the table of the house.
enum ImportTable {
  static let modules: [String: Set<String>] = [
    "CRMCore": [],
    "CRMMemoryStore": ["CRMCore"],
    "CRMFileStore": ["CRMCore", "CRMMemoryStore"],
    "CRMSQL": ["CRMCore"],
    "CRMSQLiteStore": ["CRMCore", "CRMSQL"],
    "CRMPostgresStore": ["CRMCore", "CRMSQL"],
    "CRMStoreTesting": ["CRMCore", "CRMMemoryStore"],
    "CRMTransports": ["CRMCore"],
    "CRMContacts": ["CRMCore"],
    "CRMSales": ["CRMCore", "CRMContacts"],
    "CRMMarketing": ["CRMCore", "CRMContacts"],
    "CRMService": ["CRMCore", "CRMContacts"],
    "CRMAnalytics": ["CRMCore", "CRMContacts", "CRMSales", "CRMMarketing", "CRMService"],
    "CRMKit": [
      "CRMCore", "CRMContacts", "CRMSales", "CRMMarketing", "CRMService", "CRMAnalytics", "CRMMemoryStore",
      "CRMFileStore",
    ],
  ]

  /// What the toolchain brings with it.
  static let toolchain: Set<String> = [
    "Android", "Darwin", "Dispatch", "Foundation", "FoundationNetworking", "Glibc", "Musl", "RegexBuilder",
    "Synchronization",
  ]

  /// What a module may import besides: the conformance suite speaks to the test runner, a store to the system's library behind its trait.
  static let extras: [String: Set<String>] = [
    "CRMStoreTesting": ["Testing"], "CRMSQLiteStore": ["CRMKitSQLite"], "CRMPostgresStore": ["CRMKitPostgreSQL"],
  ]

  /// The module maps of the system's libraries, which hold no Swift.
  static let systemLibraries: Set<String> = ["CRMKitSQLite", "CRMKitPostgreSQL"]
}

extension HouseRule {
  static let imports = HouseRule(name: "A module imports only what the table of the house allows") { source in
    guard let module = source.module else { return [] }
    guard let ours = ImportTable.modules[module] else {
      return [source.violation(at: 1, "\(module) has no row in ImportTable")]
    }
    let allowed = ours.union(ImportTable.toolchain).union(ImportTable.extras[module] ?? [])
    return source.imports.filter { !allowed.contains($0.text) }.map {
      source.violation(at: $0.line, "\(module) may not import \($0.text)")
    }
  }
}

extension SwiftSource {
  /// The modules imported, each at its line.
  var imports: [Token] {
    let kinds: Set = ["class", "enum", "func", "let", "protocol", "struct", "typealias", "var"]
    return places(of: "import").compactMap { index in
      guard token(at: index - 1) != ".", index + 1 < tokens.count else { return nil }
      let next = kinds.contains(tokens[index + 1].text) ? index + 2 : index + 1
      return next < tokens.count && tokens[next].isWord ? tokens[next] : nil
    }
  }
}
