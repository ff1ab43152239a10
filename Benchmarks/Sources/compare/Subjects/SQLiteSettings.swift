/// What the connections of raw SQLite and of tuned GRDB are told.
enum SQLiteSettings {
  /// In WAL mode; the whole database in the cache's reach, so that reading is not the disk's.
  static let pragmas = [
    "cache_size = -524288", "mmap_size = 2147418112", "temp_store = MEMORY",
  ]

  static func synchronous(_ syncing: Syncing) -> String {
    "PRAGMA synchronous = \(syncing == .synced ? "FULL" : "NORMAL")"
  }
}
