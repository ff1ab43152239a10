extension RecordWriting where Self: ~Copyable {
  /// Lets a user or a team do with a record what their own rights would not allow, from the next view and transaction on.
  ///
  /// What was shared with them before is replaced. Who shares must have the right to share the record, and to do with it what they let others do.
  ///
  /// - Parameters:
  ///   - id: The record.
  ///   - grantee: The identifier of the user or team.
  ///   - operations: What they may do; reading is always among it.
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/notAllowed(_:_:)``.
  @discardableResult
  public func share<R: Record>(
    _ id: RecordID<R>, with grantee: Identifier, allowing operations: Set<Rights.Operation> = [.read]
  ) async throws -> RecordShare {
    try await writing { try await $0.share(id.key, with: grantee, allowing: operations) }
  }

  /// Takes back what was shared of a record with a user or a team; nothing happens when nothing was.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/notAllowed(_:_:)`` when the one who acts may not share the record.
  public func unshare<R: Record>(_ id: RecordID<R>, with grantee: Identifier) async throws {
    try await writing { try await $0.unshare(id.key, with: grantee) }
  }
}

extension RecordReading where Self: ~Copyable {
  /// With whom a record is shared, in the order in which it was.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/notAllowed(_:_:)`` when the one who acts may not share the record.
  public func shares<R: Record>(of id: RecordID<R>) async throws -> [RecordShare] {
    try await reading { try await $0.shares(of: id.key) }
  }
}

extension ReadContext {
  /// With whom a record is shared: ``RecordReading/shares(of:)`` without its Swift type.
  public func shares(of key: RecordKey) async throws -> [RecordShare] {
    try await require([.share], key)
    return try await Snapshot(unrestricting: self).shares(of: key)
  }

  /// Makes sure that the one who acts may do all that to a record.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/notAllowed(_:_:)``.
  package func require(_ operations: [Rights.Operation], _ key: RecordKey) async throws {
    guard try await record(key) != nil else { throw StoreError.notFound(key) }
    for operation in operations where try await !allows(operation, key) {
      let refusal = StoreError.notAllowed(operation.verb, key)
      throw reader.restrictions?.view.refused(refusal) ?? refusal
    }
  }
}

extension WriteContext {
  /// Shares a record: ``RecordWriting/share(_:with:allowing:)`` without its Swift type.
  @discardableResult
  public func share(
    _ key: RecordKey, with grantee: Identifier, allowing operations: Set<Rights.Operation> = [.read]
  ) async throws -> RecordShare {
    let operations = Rights.Operation.allCases.filter(operations.union([.read]).contains)
    try await reading.require([.share] + operations.filter { $0 != .create }, key)
    let engine = StoreTransaction(unrestricting: self)
    if var share = try await engine.share(of: key, with: grantee) {
      share.operations = operations
      return try await engine.update(share)
    }
    var share = RecordShare(id: engine.newID())
    (share.subject, share.record, share.grantee) = (key.entity, key.id.description, grantee.description)
    share.operations = operations
    return try await engine.insert(share)
  }

  /// Takes back what was shared: ``RecordWriting/unshare(_:with:)`` without its Swift type.
  public func unshare(_ key: RecordKey, with grantee: Identifier) async throws {
    try await reading.require([.share], key)
    let engine = StoreTransaction(unrestricting: self)
    if let share = try await engine.share(of: key, with: grantee) { try await engine.delete(share.id) }
  }
}

extension RecordReading where Self: ~Copyable {
  fileprivate func shares(of key: RecordKey) async throws -> [RecordShare] {
    try await fetch(RecordShare.self, where: \.record == key.id.description && \.subject == key.entity)
  }
}

extension StoreTransaction {
  fileprivate func share(of key: RecordKey, with grantee: Identifier) async throws -> RecordShare? {
    try await shares(of: key).first { $0.grantee == grantee.description }
  }

  /// Takes back what was shared of the records that the transaction deletes.
  func endSharesOfDeleted() async throws {
    guard context.reading.catalog.types.contains(RecordShare.recordType) else { return }
    for change in context.changes.all where change.after == nil {
      guard let key = change.before?.key, key.entity != RecordShare.entity else { continue }
      for share in try await shares(of: key) { try await delete(share.id) }
    }
  }
}
