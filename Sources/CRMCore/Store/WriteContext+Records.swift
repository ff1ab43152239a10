extension WriteContext {
  /// Adds a record of a Swift type, which is encoded once.
  @usableFromInline
  func insert<R: Record>(_ record: R) async throws -> R {
    var record = record
    record.stamp = firstStamp
    let proposed = try R.schema.propose(record)
    _ = try await add(proposed)
    return try R.schema.decode(proposed, of: record)
  }

  /// Adds records of a Swift type, and gives them their stamps and nothing else of what is stored.
  ///
  /// - Throws: ``RefusedInsertion``, and `CancellationError`.
  func load<R: Record>(_ records: inout [R]) async throws {
    let stamp = firstStamp
    for position in records.indices { records[position].stamp = stamp }
    // References to records of the same type may lead to others of the batch.
    let refersToItself = R.recordType.references.contains { $0.target == R.entity }
    var checked: [AnyRecord] = []
    checked.reserveCapacity(records.count)
    for (position, proposal) in R.schema.propose(records).enumerated() {
      try Task.checkCancellation()
      do {
        let proposed = try proposal.get()
        if refersToItself {
          _ = try await add(proposed)
        } else {
          try await check(proposed, replacing: nil)
          checked.append(proposed.encoded.record)
        }
      } catch {
        throw RefusedInsertion(position: position, cause: error)
      }
    }
    if !checked.isEmpty { try await add(checked) }
  }

  /// Writes a changed record of a Swift type, which is encoded once.
  func update<R: Record>(_ record: R, readAs base: R?) async throws -> R {
    if writer.restrictions != nil {
      return try R.schema.decode(
        await update(R.schema.encode(record), readAs: base.map(R.schema.encode)))
    }
    let current = try await current(
      of: record.key, at: record.stamp.revision, mine: R.schema.encode(record), readAs: base.map(R.schema.encode))
    var next = record
    next.stamp = nextStamp(after: current)
    let proposed = try R.schema.propose(next, replacing: current)
    guard try await replace(current, by: proposed) else { return try R.schema.decode(current) }
    return try R.schema.decode(proposed, of: next)
  }
}
