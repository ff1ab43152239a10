extension RecordWriting where Self: ~Copyable {
  /// Gives a record another owner.
  ///
  /// - Throws: ``StoreError/notAllowed(_:_:)`` when the one who acts may not assign it, ``StoreError/invalidQuery(_:)`` when records of the type have
  ///   no owner, and what an update throws.
  @discardableResult
  public func assign<R: Record>(_ id: RecordID<R>, to owner: Identifier) async throws -> R {
    try await writing { try R.schema.decode(await $0.assign(id.key, to: owner)) }
  }

  /// Gives all records that somebody owns to somebody else, in one transaction: for who leaves.
  ///
  /// - Returns: How many records of each entity were given.
  /// - Throws: As ``assign(_:to:)``; then none is.
  /// - Complexity: O(*n*) in the number of those records, found by the index that every reference has.
  @discardableResult
  public func assignAll(of owner: Identifier, to other: Identifier) async throws -> [String: Int] {
    try await writing { context in
      var counts: [String: Int] = [:]
      for type in context.reading.catalog.types {
        guard let slot = type.ownerSlot else { continue }
        let path = FieldPath(type.fields[slot].name)
        let owned = try await context.reading.records(
          RecordQuery(type, where: .compare(path, .equal, .reference(owner))))
        for record in owned { _ = try await context.assign(record.key, to: other) }
        if !owned.isEmpty { counts[type.entity] = owned.count }
      }
      return counts
    }
  }
}

extension WriteContext {
  /// Gives a record another owner: ``RecordWriting/assign(_:to:)`` without its Swift type.
  public func assign(_ key: RecordKey, to owner: Identifier) async throws -> AnyRecord {
    guard let record = try await record(key) else { throw try await missing(key, for: .assign) }
    guard let slot = record.type.ownerSlot else {
      throw StoreError.invalidQuery("records of \(key.entity) have no owner")
    }
    var values = try record.values()
    values[record.type.fields[slot].name] = .reference(owner)
    return try await update(
      AnyRecord(preserving: values, of: record.type, id: record.id, stamp: record.stamp), readAs: record)
  }
}
