import CRMCore

extension PlainModel {
  /// Adds a record.
  ///
  /// - Throws: The ``StoreError`` that a store throws.
  mutating func insert(_ record: AnyRecord) throws {
    let record = try record.recoded()
    try insert(PlainModel.row(of: record), record.key, record.type, revision: 1)
    begin(record.key)
  }

  private mutating func begin(_ key: RecordKey) {
    lives[key, default: 0] += 1
    transaction?.restored.remove(key)
  }

  /// Adds records of one type in transactions of so many, and says what comes of it.
  mutating func load(_ records: [AnyRecord], of type: RecordType, inBatchesOf size: Int) -> String {
    var loaded = 0
    while loaded < records.count {
      let batch = records[loaded..<min(loaded + size, records.count)]
      var next = self
      next.begin()
      var position = batch.startIndex
      do {
        try next.insert(batch, of: type, &position)
      } catch {
        return "\(RandomScript.label(error)) at \(records[position].id.ordinal), \(loaded) loaded"
      }
      next.commit()
      self = next
      loaded += batch.count
    }
    return "\(loaded) loaded"
  }

  /// Adds the records of a batch, all of which are checked first where none can refer to another.
  private mutating func insert(_ batch: ArraySlice<AnyRecord>, of type: RecordType, _ position: inout Int) throws {
    if type.fields.contains(where: { $0.onDelete != nil && $0.target == type.entity }) {
      for index in batch.indices {
        position = index
        try insert(batch[index])
      }
      return
    }
    var rows: [Row] = []
    for index in batch.indices {
      position = index
      rows.append(try PlainModel.row(of: batch[index].recoded()))
      try check(rows[index - batch.startIndex], batch[index].key, type, replacing: nil)
    }
    for index in batch.indices {
      position = index
      try place(rows[index - batch.startIndex], batch[index].key, type, revision: 1)
      begin(batch[index].key)
    }
  }

  /// Adds a row.
  mutating func insert(_ row: Row, _ key: RecordKey, _ type: RecordType, revision: Int64) throws {
    try check(row, key, type, replacing: nil)
    try place(row, key, type, revision: revision)
  }

  private func check(_ row: Row, _ key: RecordKey, _ type: RecordType, replacing old: Row?) throws {
    let wrong = wrongCustomValues(of: row, type, replacing: old).union(PlainModel.missingFields(of: row, type)).union(
      PlainModel.tooLongForIndexes(of: row, type))
    if !wrong.isEmpty { throw RecordError.invalid(key, wrong.map { FieldProblem($0, "is wrong") }) }
    try checkReferences(of: row, type, replacing: old)
  }

  private static func missingFields(of row: Row, _ type: RecordType) -> [String] {
    type.fields.filter { field in
      guard field.options.contains(.required) else { return false }
      return switch row[field.name] ?? .null {
      case .null: true
      case .text(let text): text.allSatisfy(\.isWhitespace)
      case .list(let values): values.isEmpty
      default: false
      }
    }.map(\.name)
  }

  /// The longest text of each index for which the texts of a row are too long.
  private static func tooLongForIndexes(of row: Row, _ type: RecordType) -> [String] {
    type.indexes.compactMap { index in
      if !index.isUnique, index.fields.count == 1, type.field(named: index.fields[0])?.isKey == true { return nil }
      let lengths = index.fields.map { name in
        if case .text(let text)? = row[name] { text.utf8.count } else { 0 }
      }
      guard lengths.reduce(0, +) > 2000 else { return nil }
      return zip(index.fields, lengths).max { $0.1 < $1.1 }?.0
    }
  }

  private mutating func place(_ row: Row, _ key: RecordKey, _ type: RecordType, revision: Int64) throws {
    var row = row
    row["revision"] = .integer(revision)
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
    try check(row, record.key, record.type, replacing: old)
    guard row != old else { return false }
    row["revision"] = PlainModel.next(old["revision"])
    try checkUniqueness(of: row, record.key, record.type)
    self[record.key] = row
    return true
  }

  /// Replaces the values of a record by those of another version, if it was made from the newest.
  ///
  /// - Throws: The ``StoreError`` that a store throws.
  mutating func update(_ record: AnyRecord, readAs base: AnyRecord) throws {
    guard let current = self[record.key] else { throw StoreError.notFound(record.key) }
    let revision = PlainModel.revision(current)
    if record.stamp.revision == revision {
      _ = try update(record)
      return
    }
    let (mine, read) = (try PlainModel.row(of: record), try PlainModel.row(of: base))
    let names = Set(mine.keys).union(current.keys).union(read.keys).subtracting(["revision"]).filter { name in
      mine[name] != current[name] && mine[name] != read[name] && current[name] != read[name]
    }
    throw StoreError.stale(
      RevisionConflict(
        key: record.key, base: record.stamp.revision, current: revision, fields: declared(names, record.key.entity),
        isBaseKnown: true))
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
        let isItself = target.entity == type.entity && row["id"] == .reference(id)
        if !isItself, self[target] == nil { throw StoreError.missingTarget(target, field: field.name, target: target) }
        if field.options.contains(.acyclic) { try checkCycle(from: row, to: id, through: field.name, type) }
      }
    }
  }

  private func checkCycle(from row: Row, to first: Identifier, through field: String, _ type: RecordType) throws {
    var next: Identifier? = first
    var seen: Set<Identifier> = []
    while let id = next, seen.insert(id).inserted {
      let key = RecordKey(entity: type.entity, id: id)
      if row["id"] == .reference(id) { throw StoreError.cycle(key, field: field, path: []) }
      next = PlainModel.references(self[key]?[field]).first
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
