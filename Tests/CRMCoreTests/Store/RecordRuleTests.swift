import CRMCore
import CRMMemoryStore
import Testing

@Suite("Rules that records bring with them")
struct RecordRuleTests {
  private let store: MemoryStore

  init() throws {
    store = try MemoryStore([Folder.self, Note.self, NoteCount.self], environment: .replayable(seed: 1))
  }

  private func folder(_ name: String, in parent: Folder.ID? = nil) async throws -> Folder {
    var folder = Folder(id: store.newID())
    folder.name = name
    folder.parent = parent
    return try await store.insert(folder)
  }

  private func note(_ text: String) async throws -> Note {
    var note = Note(id: store.newID())
    note.text = text
    return try await store.insert(note)
  }

  @Test("An acyclic reference that would lead back is refused with the way that it would go")
  func cycles() async throws {
    let top = try await folder("top")
    let middle = try await folder("middle", in: top.id)
    let bottom = try await folder("bottom", in: middle.id)
    await #expect(throws: StoreError.cycle(top.key, field: "parent", path: [bottom.key, middle.key])) {
      try await store.update(top.id) { $0.parent = bottom.id }
    }
    await #expect(throws: StoreError.cycle(top.key, field: "parent", path: [])) {
      try await store.update(top.id) { $0.parent = $0.id }
    }
    // Turned round in one transaction, in an order in which no step leads back.
    try await store.write { store in
      try await store.update(bottom.id) { $0.parent = nil }
      try await store.update(top.id) { $0.parent = bottom.id }
    }
    #expect(try await store.get(top.id).parent == bottom.id)
  }

  @Test("The way of a cycle names only what the one who acts may see")
  func hiddenCycle() async throws {
    let top = try await folder("top")
    let hidden = try await folder("hidden", in: top.id)
    let bottom = try await folder("bottom", in: hidden.id)
    var rights = Rights()
    rights.limit("folder", [.read], to: .compare("name", .notEqual, "hidden"))
    let mine = try store.acting(as: nil, with: rights)
    await #expect(throws: StoreError.cycle(top.key, field: "parent", path: [bottom.key])) {
      try await mine.update(top.id) { $0.parent = bottom.id }
    }
  }

  @Test("Only a reference to the record's own type can be acyclic")
  func declaration() {
    struct Odd: Record {
      static let entity = "odd"
      var id: ID
      var stamp = Stamp()
      var folder: Folder.ID?
      init(id: RecordID<Odd>) { self.id = id }
      static let schema = Schema<Odd> { f in f("folder", \.folder, .acyclic, onDelete: .nullify) }
    }
    #expect(throws: StoreError.self) { try MemoryStore([Folder.self, Odd.self], environment: .replayable(seed: 1)) }
  }

  @Test("A record that is closed takes no change but its opening, through typed and untyped writes alike")
  func guarded() async throws {
    let note = try await note("draft")
    try await store.update(note.id) { $0.isClosed = true }
    let refusal = RecordError.invalid(note.key, [FieldProblem("isClosed", "is true; open the note first")])
    await #expect(throws: refusal) { try await store.update(note.id) { $0.text = "other" } }
    await #expect(throws: refusal) {
      try await store.writing { context in
        let record = try #require(try await context.record(note.key))
        var values = try record.values()
        values["text"] = "other"
        return try await context.update(
          AnyRecord(type: record.type, id: record.id, stamp: record.stamp, values: values))
      }
    }
    try await store.update(note.id) { $0.isClosed = false }
    #expect(try await store.update(note.id) { $0.text = "other" }.text == "other")
  }

  @Test("What follows from changes is a part of their transaction, once for each record, whatever wrote them")
  func consequences() async throws {
    func count() async throws -> Int? { try await store.first(NoteCount.self)?.notes }
    let first = try await note("one")
    #expect(try await count() == 1)
    try await store.write { store in
      for text in ["two", "three"] {
        var note = Note(id: store.newID())
        note.text = text
        try await store.insert(note)
      }
      try await store.update(first.id) { $0.text = "changed" }
      try await store.update(first.id) { $0.text = "changed again" }
    }
    #expect(try await count() == 3)
    try await store.delete(first.id)
    #expect(try await count() == 2)
    await #expect(throws: Note.Refusal()) { try await note("forbidden") }
    #expect(try await store.count(Note.self) == 2)
    var loaded = Note(id: store.newID())
    loaded.text = "loaded"
    try await store.load([loaded])
    #expect(try await count() == 3)
  }

  @Test("What follows is the engine's business, whatever the rights of the one who acts")
  func consequencesOfOthers() async throws {
    var rights = Rights()
    rights.limit("noteCount", [.read, .create, .update, .delete], to: .constant(false))
    let mine = try store.acting(as: nil, with: rights)
    var note = Note(id: store.newID())
    note.text = "mine"
    try await mine.insert(note)
    #expect(try await store.first(NoteCount.self)?.notes == 1)
  }

  @Test("A service works alone, joins a transaction, and asks a snapshot")
  func service() async throws {
    try await store.notes.add("alone")
    await #expect(throws: Note.Refusal()) {
      try await store.write { store in
        try await store.notes.add("undone")
        #expect(try await store.notes.count() == 2)
        try await store.notes.add("forbidden")
      }
    }
    #expect(try await store.notes.count() == 1)
    let erased: any Store = store
    try await erased.notes.add("through an existential")
    let (before, after) = try await store.read { snapshot in
      let before = try await snapshot.notes.count()
      try await store.notes.add("meanwhile")
      return (before, try await snapshot.notes.count())
    }
    #expect(before == 2 && after == 2)
    let held = try await store.snapshot()
    #expect(try await held.notes.count() == 3)
    await held.end()
  }

  @Test("What an application chooses for a module reaches every transaction, whoever acts")
  func policies() async throws {
    var environment = CRMEnvironment.replayable(seed: 1)
    #expect(environment.notes.greatestLength == 10)
    environment.notes.greatestLength = 3
    let store = try MemoryStore([Note.self, NoteCount.self], environment: environment)
    let chosen = try await store.acting(as: nil, with: Rights()).write { $0.environment.notes.greatestLength }
    #expect(chosen == 3)
  }
}

private struct Folder: Record {
  static let entity = "folder"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var parent: Folder.ID?
  init(id: RecordID<Folder>) { self.id = id }

  static let schema = Schema<Folder> { f in
    f("name", \.name, .required)
    f("parent", \.parent, .acyclic, onDelete: .nullify)
  }
}

private struct Note: GuardedRecord, ConsequentRecord {
  static let entity = "note"
  var id: ID
  var stamp = Stamp()
  var text = ""
  var isClosed = false
  init(id: RecordID<Note>) { self.id = id }

  static let schema = Schema<Note> { f in
    f("text", \.text)
    f("isClosed", \.isClosed)
  }

  struct Refusal: Error, Equatable {}

  func problems(replacing old: Note) -> [FieldProblem] {
    old.isClosed && isClosed && !hasSameContent(as: old)
      ? [FieldProblem("isClosed", "is true; open the note first")] : []
  }

  static func follow(_ before: Note?, _ after: Note?, in transaction: borrowing StoreTransaction) async throws {
    if after?.text == "forbidden" { throw Refusal() }
    let change = (after == nil ? 0 : 1) - (before == nil ? 0 : 1)
    if let count = try await transaction.first(NoteCount.self) {
      try await transaction.update(count.id) { $0.notes += change }
    } else {
      var count = NoteCount(id: transaction.newID())
      count.notes = change
      try await transaction.insert(count)
    }
  }
}

private struct NoteCount: Record {
  static let entity = "noteCount"
  var id: ID
  var stamp = Stamp()
  var notes = 0
  init(id: RecordID<NoteCount>) { self.id = id }

  static let schema = Schema<NoteCount> { f in f("notes", \.notes) }
}

private struct Notes<Scope: RecordReading & ~Copyable>: ~Copyable {
  let scope: Scope
}

extension Notes where Scope: ~Copyable {
  func count() async throws -> Int { try await scope.count(Note.self) }
}

extension Notes where Scope: RecordWriting & ~Copyable {
  func add(_ text: String) async throws {
    try await scope.writing { context in
      var note = Note(id: context.reading.environment.newID())
      note.text = text
      _ = try await context.insert(Note.schema.encode(note))
    }
  }
}

extension RecordReading where Self: ~Copyable {
  fileprivate var notes: Notes<ReadingScope> { _read { yield Notes(scope: readingScope()) } }
}

extension RecordWriting where Self: ~Copyable {
  fileprivate var notes: Notes<WritingScope> { _read { yield Notes(scope: writingScope()) } }
}

private struct NotePolicies: ModulePolicies {
  var greatestLength = 10
}

extension CRMEnvironment {
  fileprivate var notes: NotePolicies {
    get { self[NotePolicies.self] }
    set { self[NotePolicies.self] = newValue }
  }
}
