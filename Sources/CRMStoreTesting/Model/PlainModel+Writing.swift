import CRMCore

extension PlainModel {
  /// Adds a record.
  ///
  /// - Throws: The ``StoreError`` that a store throws.
  mutating func insert(_ record: AnyRecord) throws {
    let record = try record.recoded()
    try insert(PlainModel.row(of: record), record.key, record.type, revision: 1)
    lives[record.key, default: 0] += 1
    transaction?.restored.remove(record.key)
  }

  /// Adds a row.
  mutating func insert(_ row: Row, _ key: RecordKey, _ type: RecordType, revision: Int64) throws {
    var row = row
    row["revision"] = .integer(revision)
    try checkCustomValues(of: row, key, type, replacing: nil)
    try checkReferences(of: row, type, replacing: nil)
    guard self[key] == nil else { throw StoreError.alreadyExists(key) }
    try checkUniqueness(of: row, key, type)
    self[key] = row
  }

  /// Replaces the values of a record by those of another version.
  ///
  /// - Returns: Whether there was a change.
  /// - Throws: The ``StoreError`` that a store throws.
  mutating func update(_ record: AnyRecord) throws -> Bool {
    let record = try record.recoded()
    guard let old = self[record.key] else { throw StoreError.notFound(record.key) }
    var row = try PlainModel.row(of: record)
    row["revision"] = old["revision"]
    try checkCustomValues(of: row, record.key, record.type, replacing: old)
    try checkReferences(of: row, record.type, replacing: old)
    guard row != old else { return false }
    row["revision"] = PlainModel.next(old["revision"])
    try checkUniqueness(of: row, record.key, record.type)
    self[record.key] = row
    return true
  }

  /// Deletes a record, and does to those that refer to it what their declaration says.
  ///
  /// - Throws: The ``StoreError`` that a store throws.
  mutating func delete(_ key: RecordKey) throws {
    guard self[key] != nil else { throw StoreError.notFound(key) }
    var doomed: Set<RecordKey> = [key]
    var count = 0
    // Until nobody new is found who goes with those that go.
    while doomed.count > count {
      count = doomed.count
      for (referrer, field, target) in references() where doomed.contains(target) && field.onDelete == .cascade {
        doomed.insert(referrer)
      }
    }
    for (referrer, field, target) in references() where doomed.contains(target) && field.onDelete == .restrict {
      if !doomed.contains(referrer) { throw StoreError.stillReferenced(target, by: referrer, field: field.name) }
    }
    var touched: Set<RecordKey> = []
    for (referrer, field, target) in references()
    where doomed.contains(target) && !doomed.contains(referrer) && field.onDelete == .nullify {
      clear(field, of: referrer, from: target.id)
      touched.insert(referrer)
    }
    for key in touched {
      let revision = PlainModel.next(self[key]?["revision"])
      self[key]?["revision"] = revision
    }
    for key in doomed { self[key] = nil }
    transaction?.deleted.formUnion(doomed)
  }

  private mutating func clear(_ field: FieldDescription, of key: RecordKey, from id: Identifier) {
    if case .list(let values)? = self[key]?[field.name] {
      let rest = values.filter { $0 != .reference(id) }
      self[key]?[field.name] = .list(rest)
    } else {
      self[key]?[field.name] = nil
    }
  }

  /// Every reference that is held: by whom, in which field, to whom.
  private func references() -> [(RecordKey, FieldDescription, RecordKey)] {
    var found: [(RecordKey, FieldDescription, RecordKey)] = []
    for type in catalog.types {
      for field in type.fields where field.onDelete != nil {
        for (id, row) in tables[type.entity] ?? [:] {
          for target in PlainModel.references(row[field.name]) {
            found.append(
              (RecordKey(entity: type.entity, id: id), field, RecordKey(entity: field.target ?? "", id: target)))
          }
        }
      }
    }
    return found
  }

  private static func references(_ value: AnyValue?) -> [Identifier] {
    switch value {
    case .reference(let id): [id]
    case .list(let values): values.flatMap { references($0) }
    default: []
    }
  }

  private func checkReferences(of row: Row, _ type: RecordType, replacing old: Row?) throws {
    for field in type.fields where field.onDelete != nil && catalog.keeps(field.target ?? "") {
      let known = PlainModel.references(old?[field.name])
      for id in PlainModel.references(row[field.name]) where !known.contains(id) {
        let target = RecordKey(entity: field.target ?? "", id: id)
        if target.entity == type.entity, row["id"] == .reference(id) { continue }
        if self[target] == nil { throw StoreError.missingTarget(target, field: field.name, target: target) }
      }
    }
  }

  private func checkUniqueness(of row: Row, _ key: RecordKey, _ type: RecordType) throws {
    for index in type.indexes where index.isUnique {
      let values = index.fields.map { row[$0] ?? .null }
      if values.contains(.null) { continue }
      for (id, other) in tables[type.entity] ?? [:] where id != key.id {
        if zip(index.fields, values).allSatisfy({ PlainModel.order(other[$0] ?? .null, $1) == 0 && other[$0] != nil }) {
          throw StoreError.duplicate(key, fields: index.fields, other: RecordKey(entity: type.entity, id: id))
        }
      }
    }
  }

  private static func next(_ revision: AnyValue?) -> AnyValue {
    if case .integer(let revision)? = revision { .integer(revision + 1) } else { .integer(1) }
  }
}
