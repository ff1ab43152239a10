extension HistoryEntry {
  /// The entries of a transaction's changes.
  ///
  /// Insertions need none.
  static func entries(
    of changes: [RecordChange], at instant: Instant, in environment: CRMEnvironment
  ) throws -> [HistoryEntry] {
    try changes.compactMap { change in
      guard let before = change.before, before.type.keepsHistory else { return nil }
      var entry = HistoryEntry(before.key, at: instant, in: environment)
      entry.revisionBefore = before.stamp.revision
      if let after = change.after {
        entry.kind = .updated
        entry.recordRevision = after.stamp.revision
        entry.changes = try FieldChange.between(before, after)
      } else {
        entry.kind = .deleted
        entry.recordRevision = before.stamp.revision
        entry.changes = try FieldChange.removal(of: before)
      }
      return entry
    }
  }

  init(_ key: RecordKey, at instant: Instant, in environment: CRMEnvironment) {
    self.init(id: RecordID(environment.identifiers.next(at: instant)))
    stamp = Stamp(revision: 1, createdAt: instant, createdBy: environment.actor)
    subject = key.entity
    record = key.id.description
  }
}

extension FieldChange {
  init(_ field: String, _ type: FieldType, before: AnyValue, after: AnyValue) {
    self.init()
    self.field = field
    self.type = type.description
    self.before = before.text
    self.after = after.text
  }

  /// The fields in which two versions of a record differ.
  ///
  /// Derived fields are left out: they follow from the others.
  static func between(_ before: AnyRecord, _ after: AnyRecord) throws -> [FieldChange] {
    try after.fields(differingFrom: before).compactMap { name in
      let (old, new) = (try before.value(of: name), try after.value(of: name))
      return change(of: name, in: before.type, before: old, after: new)
    }
  }

  /// All that a record held when it was deleted, with who wrote it when.
  static func removal(of record: AnyRecord) throws -> [FieldChange] {
    let names = record.type.fields.map(\.name) + (try record.customValues.names)
    return try names.compactMap { name in
      let value = try record.value(of: name)
      return value.isNull ? nil : change(of: name, in: record.type, before: value, after: .null)
    }
  }

  private static func change(of name: String, in type: RecordType, before: AnyValue, after: AnyValue) -> FieldChange? {
    guard let field = type.field(named: name) else {
      return FieldChange(name, before.storedType ?? after.storedType ?? .text, before: before, after: after)
    }
    return field.isDerived ? nil : FieldChange(name, field.type, before: before, after: after)
  }
}
