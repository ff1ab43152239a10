import CRMCore
import CRMMemoryStore
import Testing

@Suite("The history through rights")
struct RightsHistoryTests {
  private let clock = HandClock()
  private let store: MemoryStore
  private let limited: RestrictedStore
  private let own: Customer

  /// Sees and changes customers of Shiraz only, and the colleague Sara only.
  init() async throws {
    store = try MemoryStore([Customer.self, Colleague.self, Note.self], environment: clock.environment)
    var rights = Rights()
    rights.limit(Customer.self, to: \.city == "Shiraz")
    rights.limit(Colleague.self, to: \.name == "Sara")
    limited = try store.acting(as: nil, with: rights)
    own = try await limited.insert(limited.newCustomer("own") { $0.city = "Shiraz" })
  }

  private func kinds(of id: Customer.ID) async throws -> [HistoryEntry.Kind] {
    try await limited.history(of: id).map(\.kind)
  }

  @Test("Who could read a deleted record reads its history and restores it")
  func ownDeletion() async throws {
    try await limited.update(own.id) { $0.name = "own 2" }
    try await limited.delete(own.id)
    let deleted = try await kinds(of: own.id)
    let restored = try await limited.restore(own.id)
    let after = try await kinds(of: own.id)
    #expect(deleted == [.created, .updated, .deleted])
    #expect(restored.name == "own 2")
    #expect(after == [.created, .updated, .deleted, .restored])
  }

  @Test("A deleted record that was out of sight at last is neither told of nor restored")
  func hiddenDeletion() async throws {
    try await store.update(own.id) { $0.city = "Yazd" }
    let hidden = try await kinds(of: own.id)
    try await store.delete(own.id)
    let deleted = try await kinds(of: own.id)
    let past = try await limited.get(own.id, asOf: own.stamp.createdAt)
    #expect(hidden.isEmpty)
    #expect(deleted.isEmpty)
    #expect(past == nil)
    await #expect(throws: StoreError.notFound(own.key)) { try await limited.restore(own.id) }
  }

  @Test("Who may read a record reads its history from when it was out of sight, too")
  func comingIntoSight() async throws {
    let other = try await store.insert(store.newCustomer("other") { $0.city = "Yazd" })
    try await store.update(other.id) { $0.city = "Shiraz" }
    let items = try await limited.history(of: other.id)
    let past = try await limited.get(other.id, asOf: other.stamp.createdAt)
    #expect(items.last?.changes.first?.before == "Yazd")
    #expect(past?.stamp.revision == 2)
  }

  @Test("A record inserted under the identifier of a deleted one has nothing of that one's history")
  func secondLife() async throws {
    let secret = try await store.insert(store.newCustomer("secret") { $0.city = "Yazd" })
    try await store.update(secret.id) { $0.name = "secret 2" }
    try await store.delete(secret.id)
    // The clock stands still, so the lives are told apart by the order of the entries alone.
    try await limited.insert(limited.customer(secret.id, "mine") { $0.city = "Shiraz" })
    try await limited.update(secret.id) { $0.name = "mine 2" }
    let items = try await limited.history(of: secret.id)
    #expect(items.map(\.kind) == [.created, .updated])
    #expect(items.last?.changes.map(\.before) == ["mine"])
    try await limited.delete(secret.id)
    try await limited.restore(secret.id)
    let later = try await kinds(of: secret.id)
    let entries = try await limited.fetch(HistoryEntry.self)
    #expect(later == [.created, .updated, .deleted, .restored])
    #expect(!"\(entries)".contains("secret"))
    let whole = try await store.count(HistoryEntry.self, where: \.record == secret.id.description)
    #expect(whole == 5)
  }

  @Test(
    "Figures and counts over the history are those of what may be read, and go by paths as far as these are in sight")
  func figures() async throws {
    let colleagues = (store.colleague("Sara"), store.colleague("Omid"))
    try await store.insert(colleagues.0)
    try await store.insert(colleagues.1)
    let other = try await store.insert(store.newCustomer("other") { $0.city = "Yazd" })
    for (colleague, id) in [(colleagues.0, own.id), (colleagues.1, own.id), (colleagues.1, other.id)] {
      try await store.acting(as: colleague.id.identifier, with: Rights()).update(id) { $0.name += "!" }
    }
    let rows = try await limited.aggregate(HistoryEntry.self, by: [Grouping("createdBy.name")], .count)
    let byName = try await limited.count(HistoryEntry.self, where: Filter(.compare("createdBy.name", .equal, "Omid")))
    let count = try await limited.reading {
      try await $0.count(RecordQuery(HistoryEntry.recordType, limit: 1))
    }
    let sorted = try await limited.fetch(HistoryEntry.self, sort: .descending("createdBy.name"))
    #expect(rows.map(\.group) == [[.null], ["Sara"]])
    #expect(rows.map(\.values) == [[1], [1]])
    #expect(byName == 0)
    #expect(count == 2)
    #expect(sorted.first?.stamp.createdBy == colleagues.0.id.identifier)
  }

  @Test("A limit on the history itself holds, too")
  func ownLimit() async throws {
    try await limited.update(own.id) { $0.name = "own 2" }
    var rights = Rights()
    rights.limit(HistoryEntry.self, [.read], to: \.kind == .deleted)
    let others = try limited.acting(as: nil, with: rights)
    let before = try await others.count(HistoryEntry.self)
    try await store.delete(own.id)
    let after = try await others.fetch(HistoryEntry.self).map(\.kind)
    #expect(before == 0)
    #expect(after == [.deleted])
  }

  @Test("A reference to an entry leads nowhere unless all records of its kind may be read")
  func references() async throws {
    let other = try await store.insert(store.newCustomer("other") { $0.city = "Yazd" })
    try await store.update(other.id) { $0.name = "secret" }
    let entry = try #require(try await store.first(HistoryEntry.self))
    try await store.insert(Note(id: store.newID(), entry: entry.id))
    let filter = Filter<Note>(.compare("entry.record", .equal, .text(other.id.description)))
    let (open, closed) = (
      try await store.count(Note.self, where: filter), try await limited.count(Note.self, where: filter)
    )
    #expect(open == 1)
    #expect(closed == 0)
  }

  @Test("Nobody with rights writes the history")
  func writing() async throws {
    let free = try store.acting(as: nil, with: Rights())
    try await free.update(own.id) { $0.name = "own 2" }
    var entry = try #require(try await free.first(HistoryEntry.self))
    let forged = HistoryEntry(id: free.newID())
    await #expect(throws: StoreError.notAllowed("delete", entry.key)) { try await free.delete(entry.id) }
    entry.changes = []
    let changed = entry
    await #expect(throws: StoreError.notAllowed("change", entry.key)) { try await free.update(changed) }
    await #expect(throws: RecordError.self) { try await free.insert(forged) }
    entry = HistoryEntry(id: free.newID())
    (entry.subject, entry.record) = ("customer", own.id.description)
    let sound = entry
    await #expect(throws: StoreError.notAllowed("create", sound.key)) { try await free.insert(sound) }
  }
}

/// Somebody who acts.
private struct Colleague: Record {
  static let entity = "user"
  var id: ID
  var stamp = Stamp()
  var name = ""
  init(id: RecordID<Colleague>) { self.id = id }

  static let schema = Schema<Colleague> { f in f("name", \.name) }
}

/// A record that refers to an entry of the history.
private struct Note: Record {
  static let entity = "note"
  var id: ID
  var stamp = Stamp()
  var entry: HistoryEntry.ID?
  init(id: RecordID<Note>) { self.id = id }

  init(id: RecordID<Note>, entry: HistoryEntry.ID) {
    self.id = id
    self.entry = entry
  }

  static let schema = Schema<Note> { f in f("entry", \.entry, onDelete: .nullify) }
}

extension Store {
  fileprivate func colleague(_ name: String) -> Colleague {
    var colleague = Colleague(id: newID())
    colleague.name = name
    return colleague
  }
}
