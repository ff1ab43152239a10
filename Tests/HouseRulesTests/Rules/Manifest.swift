/// The root's `Package.swift`: the rows of its `modules`, one module each.
struct Manifest {
  let source: SwiftSource
  /// The modules and what they depend on, with the line of each.
  let rows: [(module: String, imports: [String], line: Int)]

  init(text: String) {
    source = SwiftSource(path: "Package.swift", text: text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.firstIndex { $0.hasPrefix("let modules") } ?? lines.endIndex
    rows = lines[first...].prefix { !$0.hasPrefix("]") }.enumerated().compactMap { offset, line in
      let names = line.matches(of: /"(\w+)"/).map { String($0.1) }
      return names.first.map { ($0, Array(names.dropFirst()), first + offset + 1) }
    }
  }

  /// What disagrees with the table of imports, or with the folders that there are in `Sources`.
  func violations(modules: Set<String>) -> [Violation] {
    let missing = modules.subtracting(rows.map(\.module)).sorted().map {
      source.violation(at: 1, "Sources/\($0) has no row in `modules`, or not one on a line of its own")
    }
    let rowViolations = rows.flatMap { row -> [Violation] in
      guard let allowed = ImportTable.modules[row.module] else {
        return [source.violation(at: row.line, "\(row.module) has no row in ImportTable")]
      }
      return row.imports.filter { !allowed.contains($0) }.map {
        source.violation(at: row.line, "\(row.module) may not depend on \($0)")
      }
    }
    let packages = Ban(".package(", "the root depends on no package").violations(in: source)
    return missing + rowViolations + packages
  }
}

/// What may lie at the top level of the repository, besides names that begin with a dot.
enum TopLevel {
  private static let names: Set = [
    "Package.swift", "Sources", "Tests", "Examples", "Benchmarks", "README.md", "CHANGELOG.md",
  ]

  static func strangers(among found: Set<String>) -> [String] {
    found.subtracting(names).filter { !$0.hasPrefix(".") }.sorted()
  }
}
