extension WriteContext {
  /// Adds a record of a Swift type, which is encoded once.
  @usableFromInline
  func insert<R: Record>(_ record: R) async throws -> R {
    let schema = R.schema
    var record = record
    record.stamp = firstStamp
    let proposed = try schema.propose(record)
    _ = try await add(proposed)
    return try schema.decode(proposed, of: consume record)
  }

  /// Adds records of a Swift type.
  ///
  /// - Parameter prepared: What was made of the records before the transaction began; of use when it is the same that would be made now.
  /// - Returns: The definitions of the type's custom fields, by name.
  /// - Throws: ``RefusedInsertion``, and `CancellationError`.
  func load<R: Record>(_ records: ArraySlice<R>, _ prepared: PreparedBatch?) async throws -> [String: CustomField] {
    let (type, custom) = (R.recordType, try await customFields(of: R.recordType))
    let encoded: [AnyRecord]
    var refusal: RefusedInsertion?
    if let prepared, prepared.stamp == firstStamp, prepared.custom == custom {
      encoded = prepared.records
    } else {
      func encode(_ records: ArraySlice<R>) throws(RefusedInsertion) -> [AnyRecord] {
        try PreparedBatch(records, stamp: firstStamp, in: reading.catalog, custom: custom).records
      }
      do throws(RefusedInsertion) { encoded = try encode(records) } catch {
        // One before it may be refused, too: for what it refers to.
        (encoded, refusal) = (try encode(records.prefix(error.position)), error)
      }
    }
    // References to records of the same type may lead to others of the batch.
    let refersToItself = type.references.contains { $0.target == R.entity }
    if !type.references.isEmpty {
      for (position, record) in encoded.enumerated() {
        try Task.checkCancellation()
        do {
          try await checkReferences(of: record, replacing: nil)
          if refersToItself { try await add(record) }
        } catch {
          throw RefusedInsertion(position: position, cause: error)
        }
      }
    }
    if let refusal { throw refusal }
    try Task.checkCancellation()
    if !refersToItself { try await add(encoded) }
    return custom
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
    return try R.schema.decode(proposed, of: consume next)
  }
}
