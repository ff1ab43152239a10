extension ReadContext {
  /// What the one who acts may do with a field of records of a type, declared or custom: for who shows a form or a table.
  public func access(to field: String, of type: RecordType) -> FieldAccess {
    reader.restrictions?.view.access(to: field, of: type.entity) ?? .write
  }

  /// Whether the one who acts may do something to a record: nobody may to one that is out of sight.
  ///
  /// For `create` the answer is whether they could have created the record as it is.
  ///
  /// - Throws: What the store throws.
  public func allows(_ operation: Rights.Operation, _ key: RecordKey) async throws -> Bool {
    guard let record = try await record(key) else { return false }
    return try await reader.restrictions?.view.whollyAllows(operation, record) ?? true
  }

  /// Whether the one who acts may do something to any record of a type at all, as far as their rights alone tell.
  public func allowsEver(_ operation: Rights.Operation, _ type: RecordType) -> Bool {
    reader.restrictions?.view.allowsEver(operation, type.entity) ?? true
  }

  /// The same view as an export sees it, in which only what may be read and exported exists.
  ///
  /// - Parameters:
  ///   - type: What is exported.
  ///   - body: Reads what is exported.
  /// - Throws: ``StoreError/kindNotAllowed(_:entity:)`` when the one who acts may export no record of the type.
  public func exporting<T>(
    _ type: RecordType, _ body: (borrowing ReadContext) async throws -> T
  ) async throws -> T {
    guard let view = reader.restrictions?.view else { return try await body(self) }
    guard view.allowsEver(.export, type.entity) else {
      throw view.refused(.kindNotAllowed("export", entity: type.entity))
    }
    return try await body(ReadContext(self, through: view.exporting.reader))
  }
}

extension RecordReading where Self: ~Copyable {
  /// Whether the one who acts may do something to a record: ``ReadContext/allows(_:_:)`` with its Swift type.
  ///
  /// - Throws: What the store throws.
  public func allows<R: Record>(_ operation: Rights.Operation, _ id: RecordID<R>) async throws -> Bool {
    try await reading { try await $0.allows(operation, id.key) }
  }

  /// What the one who acts may do with a field: ``ReadContext/access(to:of:)`` with its Swift type.
  ///
  /// - Throws: What the store throws.
  public func access<R: Record, V: FieldValue>(to field: KeyPath<R, V>) async throws -> FieldAccess {
    let name = Field(field)._path.text
    return try await reading { $0.access(to: name, of: R.recordType) }
  }
}

extension RestrictedView {
  /// Whether all rights allow an operation on a record that is in sight.
  fileprivate func whollyAllows(_ operation: Rights.Operation, _ record: AnyRecord) async throws -> Bool {
    // The conditions see everything.
    guard let stored = try await base.unrestricted.record(record.key, of: record.type) else { return false }
    guard try await allows(operation, stored) else { return false }
    return try await base.restrictions?.view.whollyAllows(operation, record) ?? true
  }

  fileprivate func allowsEver(_ operation: Rights.Operation, _ entity: String) -> Bool {
    rights.condition(for: operation, on: entity) != .constant(false)
      && base.restrictions?.view.allowsEver(operation, entity) ?? true
  }
}
