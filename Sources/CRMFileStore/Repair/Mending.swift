import CRMCore
import CRMMemoryStore

/// Makes a state that keeps the declarations' rules of the records that were saved.
///
/// A rule is broken where a record is missing that another refers to, or where two hold the same values in a unique index, since what changed
/// one of them is lost. The field that breaks it is cleared where the declaration allows that: it is optional and not required, or a list. Where
/// it does not, the record is left out. What is left out and what is changed is in the history, so that it can be restored from there.
struct Mending {
  private let catalog: Catalog
  private let environment: CRMEnvironment
  private let instant: Instant
  private(set) var master: Master
  private(set) var changes: [FileStoreRepair.Change] = []
  /// The records that are not as they were saved, as they were.
  private var originals: [RecordKey: AnyRecord] = [:]

  /// Mends what was saved.
  init(_ salvage: Salvage, _ catalog: Catalog, _ environment: CRMEnvironment) throws {
    self.catalog = catalog
    self.environment = environment
    instant = environment.clock()
    master = Master(catalog)
    for type in catalog.types { try insert(salvage.rows[type.entity] ?? [:], of: type) }
    while try mendReferences() {}
    try writeHistory()
    master.sequence = salvage.lastCommit
  }

  /// Fills a table: the records written last come first, since they hold what others held before.
  private mutating func insert(_ rows: [Identifier: Salvage.Row], of type: RecordType) throws {
    let ordered = rows.values.sorted { ($1.sequence, $0.record.id) < ($0.sequence, $1.record.id) }
    for row in ordered {
      var record: AnyRecord? = AnyRecord(type: type, storage: row.record)
      while let next = record {
        do {
          try master.change(type.entity) { try $0.insert(next.storage) }
          break
        } catch let problem as StoreError {
          guard case .duplicate(_, let fields, _) = problem else { throw problem }
          record = fields.first(where: { mayBeNil($0, in: type) }).flatMap { try? changed(next, [$0: .null]) }
          note(problem, before: next, after: record)
        }
      }
    }
  }

  /// Clears the references that lead nowhere.
  ///
  /// - Returns: Whether a record had to go, which others may refer to.
  private mutating func mendReferences() throws -> Bool {
    var hasRemoved = false
    for type in catalog.types {
      let references = type.fields.indices.filter { type.fields[$0].onDelete != nil }
      guard !references.isEmpty else { continue }
      for record in try broken(type, references) {
        let mended = try mend(record, references)
        hasRemoved = hasRemoved || !mended
      }
    }
    return hasRemoved
  }

  /// The records of a type that refer to what is not there.
  private func broken(_ type: RecordType, _ references: [Int]) throws -> [AnyRecord] {
    let table = try master.table(type)
    var broken: [AnyRecord] = []
    var cursor = table.identifiers.start
    while let entry = cursor.next() {
      guard let storage = table.records[entry.slot] else { continue }
      let record = AnyRecord(type: type, storage: storage)
      if try references.contains(where: { try !missing(record, $0).isEmpty }) { broken.append(record) }
    }
    return broken
  }

  private func missing(_ record: AnyRecord, _ slot: Int) throws -> [Identifier] {
    guard let target = record.type.fields[slot].target, catalog.keeps(target) else { return [] }
    let table = try master.table(catalog.type(of: target))
    return try record.value(at: slot).references.filter { table[$0] == nil }
  }

  /// - Returns: Whether the record could stay.
  private mutating func mend(_ record: AnyRecord, _ references: [Int]) throws -> Bool {
    var values: [String: AnyValue] = [:]
    var problem: StoreError?
    var canStay = true
    for slot in references {
      let lost = try missing(record, slot)
      guard let first = lost.first else { continue }
      let field = record.type.fields[slot]
      let target = RecordKey(entity: field.target ?? "", id: first)
      problem = problem ?? .missingTarget(record.key, field: field.name, target: target)
      guard case .list(let elements) = try record.value(at: slot) else {
        canStay = canStay && mayBeNil(field.name, in: record.type)
        values[field.name] = .null
        continue
      }
      let left = elements.filter { element in !element.references.contains(where: lost.contains) }
      canStay = canStay && !(left.isEmpty && field.options.contains(.required))
      values[field.name] = .list(left)
    }
    guard let problem else { return true }
    if canStay, let after = try? changed(record, values) {
      do {
        try master.change(record.type.entity) { try $0.update(after.storage) }
        note(problem, before: record, after: after)
        return true
      } catch StoreError.duplicate {
        // What is left of a list is unique no more.
      }
    }
    try master.change(record.type.entity) { try $0.delete(record.id) }
    note(problem, before: record, after: nil)
    return false
  }

  private func mayBeNil(_ name: String, in type: RecordType) -> Bool {
    guard let field = type.field(named: name) else { return false }
    return field.isOptional && !field.isDerived && !field.options.contains(.required)
  }

  /// A record with other values in some fields, as the environment's actor would have written it.
  private func changed(_ record: AnyRecord, _ changes: [String: AnyValue]) throws -> AnyRecord {
    var stamp = record.stamp
    if originals[record.key] == nil { stamp.revision += 1 }
    stamp.updatedAt = instant
    stamp.updatedBy = environment.actor
    var values = try record.values()
    for (name, value) in changes { values[name] = value }
    let changed = try AnyRecord(preserving: values, of: record.type, id: record.id, stamp: stamp)
    return (try? changed.recoded()) ?? changed
  }

  private mutating func note(_ problem: StoreError, before: AnyRecord, after: AnyRecord?) {
    let original = originals[before.key] ?? before
    originals[before.key] = original
    changes.append(FileStoreRepair.Change(problem: problem, before: before, after: after))
  }

  private mutating func writeHistory() throws {
    let done = try originals.sorted { ($0.key.entity, $0.key.id) < ($1.key.entity, $1.key.id) }.compactMap {
      let storage = try master.table($0.value.type)[$0.key.id]
      let original = $0.value
      return RecordChange(before: original, after: storage.map { AnyRecord(type: original.type, storage: $0) })
    }
    for entry in try HistoryEntry.entries(of: done, at: instant, in: environment) {
      let record = try HistoryEntry.schema.encode(entry)
      try master.change(HistoryEntry.entity) { try $0.insert(record.storage) }
    }
  }
}
