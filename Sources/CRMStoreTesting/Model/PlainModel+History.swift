import CRMCore

extension PlainModel {
  /// One item of a record's history.
  struct Event: Hashable, Sendable, CustomStringConvertible {
    let kind: HistoryEntry.Kind
    let revision: Int64
    let fields: [String]

    init(_ kind: HistoryEntry.Kind, _ revision: Int64, _ fields: [String] = []) {
      self.kind = kind
      self.revision = revision
      // A deletion tells all that there was, which restoring tries.
      self.fields = kind == .updated ? fields : []
    }

    var description: String { "\(kind) \(revision) \(fields)" }
  }

  /// What a transaction has to know of the state before it, and of what it restored.
  struct Transaction: Sendable {
    var before: [String: [Identifier: Row]] = [:]
    var lives: [RecordKey: Int] = [:]
    var restored: Set<RecordKey> = []
    var deleted: Set<RecordKey> = []

    func row(_ key: RecordKey) -> Row? { before[key.entity]?[key.id] }
  }

  /// Begins a transaction.
  mutating func begin() { transaction = Transaction(before: tables, lives: lives) }

  /// Ends a transaction: the history tells what came of it, one event for each record.
  mutating func commit() {
    guard let begun = transaction else { return }
    transaction = nil
    for type in catalog.types where type != CustomField.recordType && type.keepsHistory {
      let (old, new) = (begun.before[type.entity] ?? [:], tables[type.entity] ?? [:])
      for id in Set(old.keys).union(new.keys) where old[id] != new[id] {
        note(RecordKey(entity: type.entity, id: id), old[id], new[id], begun)
      }
    }
  }

  private mutating func note(_ key: RecordKey, _ old: Row?, _ new: Row?, _ begun: Transaction) {
    if let old, let new, begun.lives[key] == lives[key] {
      let names = Set(old.keys).union(new.keys).subtracting(["revision"]).filter { old[$0] != new[$0] }
      log[key, default: []].append(Event(.updated, PlainModel.revision(new), declared(names, key.entity)))
      return
    }
    if let old {
      log[key, default: []].append(Event(.deleted, PlainModel.revision(old)))
      graves[key] = old
    }
    guard let new else { return }
    log[key, default: []].append(Event(begun.restored.contains(key) ? .restored : .created, PlainModel.revision(new)))
  }

  /// The names in the order of their declaration, custom fields behind them, without those that follow from others.
  func declared(_ names: Set<String>, _ entity: String) -> [String] {
    let fields = (try? catalog.type(of: entity))?.fields ?? []
    let declared = fields.filter { names.contains($0.name) && !$0.isDerived }.map(\.name)
    return declared + names.subtracting(fields.map(\.name)).sorted()
  }

  /// What happened to a record in the transactions that were committed.
  func events(of key: RecordKey) -> [Event] { log[key] ?? [] }

  /// Whether the transaction has deleted a record that was there before it, of which nothing is told then.
  func hasLost(_ key: RecordKey) -> Bool { transaction?.row(key) != nil && self[key] == nil }

  /// Keeps the state as that after a step.
  mutating func remember() {
    var state = self
    state.past = []
    past.append(state)
  }

  /// Writes a deleted record back.
  ///
  /// - Throws: The ``StoreError`` that a store throws.
  mutating func restore(_ key: RecordKey) throws {
    guard self[key] == nil else { throw StoreError.alreadyExists(key) }
    // What the transaction itself has deleted is not in the history yet.
    guard transaction?.deleted.contains(key) != true, let grave = graves[key],
      let type = try? catalog.type(of: key.entity)
    else {
      throw StoreError.notFound(key)
    }
    try insert(grave, key, type, revision: PlainModel.revision(grave) + 1)
    transaction?.restored.insert(key)
  }

  static func revision(_ row: Row) -> Int64 {
    if case .integer(let revision)? = row["revision"] { revision } else { 0 }
  }
}
