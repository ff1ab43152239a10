extension WriteContext {
  /// Adds a record of a Swift type, which is encoded once.
  func insert<R: Record>(_ record: R) async throws -> R {
    var record = record
    record.stamp = firstStamp
    let proposed = try R.schema.propose(record)
    _ = try await add(proposed)
    return try R.schema.decode(proposed, of: record)
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
    let proposed = try R.schema.propose(next, replacing: current)
    guard try await replace(current, by: proposed) else { return try R.schema.decode(current) }
    return try R.schema.decode(proposed, of: next)
  }
}
