import ArgumentParser

/// What is measured, in the order of the table.
enum Work: String, CaseIterable, Codable, ExpressibleByArgument {
  case bulkLoad = "bulk-load"
  case commit
  case commitSynced = "commit-synced"
  case commitSynced64 = "commit-synced-64"
  case getByID = "get-by-id"
  case getByUnique = "get-by-unique"
  case filter = "filter-1pct"
  case page = "page-50"
  case groupBy = "group-by"
  case open
  case diskBytes = "disk-bytes"
  case memoryBytes = "memory-bytes"

  /// The order in which works are done: those that read first, while all subjects hold the same rows as when they were loaded.
  static let sequence: [Work] = [
    .bulkLoad, .getByID, .getByUnique, .filter, .page, .groupBy, .open, .diskBytes, .memoryBytes, .commit,
    .commitSynced, .commitSynced64,
  ]

  static let reading: Set<Work> = [.getByID, .getByUnique, .filter, .page, .groupBy]

  /// Whether figures are bytes a record, and not times.
  var isSize: Bool { self == .diskBytes || self == .memoryBytes }

  /// What one figure is about.
  var unit: String {
    switch self {
    case .bulkLoad, .diskBytes, .memoryBytes: "a record"
    case .commit, .commitSynced, .commitSynced64: "a commit"
    case .getByID, .getByUnique: "a record"
    case .filter, .page, .groupBy: "a query"
    case .open: "an opening"
    }
  }
}
