/// What the connections of raw SQLite and of tuned GRDB are told.
enum SQLiteSettings {
  /// Of CRMKit's own store, too.
  static let cacheInMebibytes = 512

  /// In WAL mode; the whole database in the cache's reach, so that reading is not the disk's.
  static let pragmas = [
    "cache_size = -\(cacheInMebibytes << 10)", "mmap_size = 2147418112", "temp_store = MEMORY",
  ]

  static func synchronous(_ syncing: Syncing) -> String {
    "PRAGMA synchronous = \(syncing == .synced ? "FULL" : "NORMAL")"
  }
}
