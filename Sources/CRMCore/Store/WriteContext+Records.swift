extension WriteContext {
  /// Adds a record of a Swift type, which is encoded once.
  func insert<R: Record>(_ record: R) async throws -> R {
    var record = record
    record.stamp = firstStamp
    return try R.schema.decode(await add(R.schema.propose(record)))
  }

  /// Adds a record of a Swift type, and gives it its stamp and nothing else of what is stored.
  func load<R: Record>(_ record: inout R) async throws {
    record.stamp = firstStamp
    _ = try await add(R.schema.propose(record))
  }

  /// Writes a changed record of a Swift type, which is encoded once.
  func update<R: Record>(_ record: R, readAs base: R?) async throws -> R {
    let current = try await current(
      of: record.key, at: record.stamp.revision, mine: R.schema.encode(record), readAs: base.map(R.schema.encode))
    var next = record
    next.stamp = nextStamp(after: current)
    return try R.schema.decode(await replace(current, by: R.schema.propose(next, replacing: current)))
  }
}
