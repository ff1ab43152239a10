extension HistoryEntry {
  /// The entries of a transaction's changes.
  ///
  /// Insertions need none.
  static func entries(
    of changes: [TransactionChanges.Change], at instant: Instant, in environment: CRMEnvironment
  ) throws -> [HistoryEntry] {
    try changes.compactMap { change in
      if let before = change.before {
        guard before.type.keepsHistory else { return nil }
        var entry = HistoryEntry(before.key, at: instant, in: environment)
        if let after = change.after, !change.isDeleted {
          try entry.tell(.updated, from: before, to: after)
        } else {
          entry.kind = .deleted
          entry.revisionBefore = before.stamp.revision
          entry.recordRevision = before.stamp.revision
          entry.changes = try FieldChange.removal(of: before)
        }
        return entry
      }
      guard let restored = change.restored, let after = change.after else { return nil }
      var entry = HistoryEntry(after.key, at: instant, in: environment)
      try entry.tell(.restored, from: restored, to: after)
      return entry
    }
  }

  /// The entries of changes that were made outside of transactions.
  package static func entries(
    of changes: [RecordChange], at instant: Instant, in environment: CRMEnvironment
  ) throws -> [HistoryEntry] {
    let changes = changes.map {
      TransactionChanges.Change(before: $0.before, after: $0.after, isDeleted: $0.after == nil, restored: nil)
    }
    return try entries(of: changes, at: instant, in: environment)
  }

  private mutating func tell(_ kind: Kind, from before: AnyRecord, to after: AnyRecord) throws {
    self.kind = kind
    revisionBefore = before.stamp.revision
    recordRevision = after.stamp.revision
    changes = try FieldChange.between(before, after)
  }

  private init(_ key: RecordKey, at instant: Instant, in environment: CRMEnvironment) {
    self.init(id: RecordID(environment.identifiers.next(at: instant)))
    stamp = Stamp(ofNewAt: instant, in: environment)
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
