extension HistoryEntry {
  /// The entries of what a transaction did, one for each record at most.
  ///
  /// Insertions need none.
  static func entries(
    of changes: TransactionChanges, at instant: Instant, in environment: CRMEnvironment
  ) throws -> [HistoryEntry] {
    let restored = changes.restored
    return try changes.all.compactMap { change in
      guard let key = change.key, change.type?.keepsHistory == true else { return nil }
      var entry = HistoryEntry(key, at: instant, in: environment)
      switch (change.before, change.after) {
      case (let before?, let after?) where after.isLaterVersion(of: before):
        entry.kind = .updated
        entry.revisionBefore = before.stamp.revision
        entry.recordRevision = after.stamp.revision
        entry.changes = try FieldChange.between(before, after)
      case (let before?, _):
        // Also where another record was inserted under the same identifier.
        entry.kind = .deleted
        entry.revisionBefore = before.stamp.revision
        entry.recordRevision = before.stamp.revision
        entry.changes = try FieldChange.removal(of: before)
      case (nil, let after):
        guard let after, let revision = restored[key] else { return nil }
        entry.kind = .restored
        entry.revisionBefore = revision
        entry.recordRevision = after.stamp.revision
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

extension AnyRecord {
  /// Whether this is the same record, changed since; not one that took its place.
  fileprivate func isLaterVersion(of other: AnyRecord) -> Bool {
    stamp.createdAt == other.stamp.createdAt && stamp.revision > other.stamp.revision
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
