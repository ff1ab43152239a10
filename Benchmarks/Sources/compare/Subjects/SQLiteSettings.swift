/// What the connections of raw SQLite, of tuned GRDB and of CRMKit's own store are told.
enum SQLiteSettings {
  static let cacheInMebibytes = 512
  static let mappedMebibytes = 2047

  /// In WAL mode; the whole database in the cache's reach, so that reading is not the disk's.
  static let pragmas = [
    "cache_size = -\(cacheInMebibytes << 10)", "mmap_size = \(mappedMebibytes << 20)", "temp_store = MEMORY",
  ]

  static func synchronous(_ syncing: Syncing) -> String {
    "PRAGMA synchronous = \(syncing == .synced ? "FULL" : "NORMAL")"
  }
}
