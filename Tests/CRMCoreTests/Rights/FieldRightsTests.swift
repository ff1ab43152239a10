import CRMCore
import CRMMemoryStore
import Testing

@Suite("Rights to single fields")
struct FieldRightsTests {
  private let store: MemoryStore
  private let officer = Officer.ID(Identifier(high: 1, low: 1))

  init() async throws {
    store = try MemoryStore([Officer.self, Dossier.self], environment: HandClock().environment)
    var record = Officer(id: officer)
    record.name = "Sara"
    record.badge = "4711-0815-99"
    record.salary = Money(minorUnits: 900, currency: .usd)
    record.grade = 7
    record.home.city = "Shiraz"
    try await store.insert(record)
  }

  private func limited(_ limit: (inout Rights) -> Void) throws -> RestrictedStore {
    var rights = Rights()
    limit(&rights)
    return try store.acting(as: Identifier(high: 9, low: 9), with: rights)
  }

  @Test("A hidden field holds nothing, or what it holds in a new record; a mask shows a text's end")
  func reading() async throws {
    let store = try limited {
      $0.limit(Officer.self, \.badge, to: .masked)
      $0.limit(Officer.self, \.salary, to: .masked)
      $0.limit(Officer.self, \.grade, to: .hidden)
      $0.limit("user", field: "home", to: .hidden)
    }
    let seen = try await store.get(officer)
    #expect(seen.name == "Sara")
    #expect(seen.badge == "••••-99")
    #expect(seen.salary == nil)
    #expect(seen.grade == 1)
    #expect(seen.home == Officer.Home())
    let listed = try await store.fetch(Officer.self)
    #expect(listed == [seen])
    let badge = try await store.access(to: \Officer.badge)
    let city = try await store.access(to: \Officer.home.city)
    let name = try await store.access(to: \Officer.name)
    #expect([badge, city, name] == [.masked, .hidden, .write])
  }

  @Test("Short texts are masked wholly, and masks do not tell how long a text is", arguments: ["", "1", "123"])
  func shortMasks(_ text: String) {
    #expect(FieldAccess.mask(text) == "••••")
    #expect(FieldAccess.mask("abcdefghijklmnop" + text).count == 8)
  }

  @Test(
    "What may not be read can't be asked by, wherever it lies",
    arguments: [
      "badge == \"4711-0815-99\"", "not (badge == null)", "name == \"x\" or badge hasPrefix \"4\"",
      "home.city == \"Shiraz\"",
      "salary.amount > 1", "name == \"Sara\"",
    ])
  func conditions(_ text: String) async throws {
    let store = try limited {
      for field in ["badge", "salary", "home", "name"] { $0.limit("user", field: field, to: .masked) }
    }
    var dossier = Dossier(id: store.newID())
    dossier.title = "x"
    dossier.owner = officer
    try await store.insert(dossier)
    let filter = try FilterExpression(parsing: text)
    await #expect(throws: StoreError.self) { try await store.fetch(Officer.self, where: Filter(filter)) }
    await #expect(throws: StoreError.self) { try await store.count(Officer.self, where: Filter(filter)) }
    await #expect(throws: StoreError.self) { try await store.fetch(Officer.self, sort: .ascending("home.city")) }
    await #expect(throws: StoreError.self) { try await store.aggregate(Officer.self, .maximum("salary.amount")) }
    await #expect(throws: StoreError.self) { try await store.aggregate(Officer.self, by: [Grouping("badge")], .count) }
    await #expect(throws: StoreError.fieldNotReadable("name.order", entity: "user")) {
      try await store.fetch(Dossier.self, sort: .ascending("owner.name.order"))
    }
    await #expect(throws: StoreError.fieldNotReadable("badge", entity: "user")) {
      try await store.count(Dossier.self, where: \.owner / \.badge == "4711-0815-99")
    }
    let live = store.liveAggregate(Dossier.self, by: [Grouping("owner.badge")], .count)
    await #expect(throws: StoreError.fieldNotReadable("badge", entity: "user")) {
      for try await _ in live { break }
    }
  }

  @Test("A name that may not be read finds nobody")
  func naming() async throws {
    let store = try limited { $0.limit("user", field: "name", to: .masked) }
    await #expect(throws: RecordNameError.none("Sara", entity: "user")) {
      try await store.get(Officer.self, named: "Sara")
    }
    #expect(try await store.get(Officer.self, named: "4711-0815-99").id == officer)
  }

  @Test("A record that is written back as it was shown keeps what was not")
  func writingBack() async throws {
    let limited = try limited {
      $0.limit(Officer.self, \.name, to: .masked)
      $0.limit(Officer.self, \.badge, to: .masked)
      $0.limit(Officer.self, \.grade, to: .hidden)
      $0.limit(Officer.self, \.salary, to: .read)
    }
    var seen = try await limited.get(officer)
    seen.isRetired = true
    let written = try await limited.update(seen)
    #expect(written.badge == "••••-99")
    #expect(written.grade == 1)
    let stored = try await store.get(officer)
    #expect(stored.isRetired)
    #expect(stored.name == "Sara")
    #expect(stored.badge == "4711-0815-99")
    #expect(stored.grade == 7)
    // What follows from other fields is made of those that are stored.
    let summary = try await store.count(Officer.self, where: Filter(.compare("summary", .equal, "Sara 7")))
    #expect(summary == 1)
    let changed = try await store.history(of: officer).last?.changes.map(\.field)
    #expect(changed == ["isRetired"])
  }

  @Test("A field that may not be changed takes no other value, from nobody who may not change it")
  func refusedChanges() async throws {
    let limited = try limited {
      $0.limit(Officer.self, \.badge, to: .masked)
      $0.limit(Officer.self, \.salary, to: .read)
    }
    await #expect(throws: StoreError.fieldNotAllowed("change", "salary", of: officer.key)) {
      try await limited.update(officer) { $0.salary = Money(minorUnits: 1, currency: .usd) }
    }
    await #expect(throws: StoreError.fieldNotAllowed("change", "badge", of: officer.key)) {
      try await limited.update(officer) { $0.badge = "mine" }
    }
    var other = Officer(id: store.newID())
    other.name = "Reza"
    other.salary = Money(minorUnits: 1, currency: .usd)
    await #expect(throws: StoreError.fieldNotAllowed("set", "salary", of: other.key)) {
      try await limited.insert(other)
    }
    other.salary = nil
    try await limited.insert(other)
    #expect(try await store.get(officer).salary == Money(minorUnits: 900, currency: .usd))
  }

  @Test("The history tells nothing of a field that may not be read, and a deleted record is not restored without it")
  func history() async throws {
    let limited = try limited { $0.limit(Officer.self, \.badge, to: .masked) }
    try await store.update(officer) {
      $0.badge = "secret"
      $0.grade = 8
    }
    let changes = try await limited.history(of: officer).flatMap(\.changes).map(\.field)
    #expect(changes == ["grade"])
    let asked = Filter<HistoryEntry>(.any("changes", .text("after", .hasPrefix, "s")))
    await #expect(throws: StoreError.fieldNotReadable("changes", entity: "historyEntry")) {
      try await limited.count(HistoryEntry.self, where: asked)
    }
    try await limited.delete(officer)
    await #expect(throws: StoreError.notAllowed("restore", officer.key)) { try await limited.restore(officer) }
    let restored = try await store.restore(officer)
    #expect(restored.badge == "secret")
  }

  @Test("The history tells nothing of it under the name that it had once either")
  func formerNames() async throws {
    let limited = try limited { $0.limit(Officer.self, \.badge, to: .hidden) }
    var entry = HistoryEntry(id: store.newID())
    (entry.subject, entry.record) = ("user", officer.description)
    var change = FieldChange()
    (change.field, change.type, change.before, change.after) = ("pass", "text", "secret", "4711-0815-99")
    entry.changes = [change]
    try await store.insert(entry)
    let told = try await limited.fetch(HistoryEntry.self).flatMap(\.changes)
    #expect(told.isEmpty)
  }

  @Test("The feed shows masks")
  func feed() async throws {
    let limited = try limited { $0.limit(Officer.self, \.badge, to: .masked) }
    var changes = limited.feed.changes().makeAsyncIterator()
    try await store.update(officer) { $0.badge = "secret 0123456789" }
    let change = try #require(await changes.next())
    let shown = try change.changes.compactMap { try $0.after?.value(of: "badge") }
    #expect(shown.contains("••••6789"))
    let texts = change.changes.flatMap { [$0.before, $0.after] }.compactMap { try? $0?.values() }.map { "\($0)" }
    #expect(texts.allSatisfy { !$0.contains("secret") && !$0.contains("4711") })
  }

  @Test("Custom fields are limited by their names")
  func customFields() async throws {
    var field = CustomField(id: store.newID())
    (field.subject, field.name) = ("user", "note")
    try await store.insert(field)
    try await store.update(officer) { $0.custom["note"] = "secret" }
    let limited = try limited { $0.limit("user", field: "note", to: .hidden) }
    let seen = try await limited.get(officer)
    #expect(seen.custom["note"] == .null)
    try await limited.update(officer) { $0.grade = 3 }
    #expect(try await store.get(officer).custom["note"] == "secret")
    await #expect(throws: StoreError.fieldNotReadable("note", entity: "user")) {
      try await limited.count(Officer.self, where: Filter(.compare("note", .equal, "secret")))
    }
  }

  @Test("A limit on a field that there is not is refused when the rights are composed")
  func unknownField() {
    var rights = Rights()
    rights.limit("dossier", field: "titel", to: .hidden)
    var common = Rights()
    common.limit("user", field: "createdBy", to: .hidden)
    #expect(throws: FilterError.self) { try store.acting(as: nil, with: common) }
    var nameless = Rights()
    nameless.limit("user", field: "no.such field", to: .hidden)
    #expect(throws: FilterError.self) { try store.acting(as: nil, with: nameless) }
    #expect(throws: FilterError.unknownField("titel", entity: "dossier", suggestions: ["title"])) {
      try store.acting(as: nil, with: rights)
    }
  }

  @Test("Limits of several rights add up, and masks of masks are written back")
  func nested() async throws {
    var inner = Rights()
    inner.limit(Officer.self, \.badge, to: .masked)
    inner.limit(Officer.self, \.grade, to: .hidden)
    var outer = Rights()
    outer.limit(Officer.self, \.badge, to: .hidden)
    outer.limit(Officer.self, \.salary, to: .masked)
    let both = try store.acting(as: nil, with: inner).acting(as: nil, with: outer)
    let seen = try await both.get(officer)
    #expect(seen.badge == nil)
    #expect(seen.grade == 1)
    #expect(seen.salary == nil)
    try await both.update(officer) { $0.name = "Sarah" }
    let stored = try await store.get(officer)
    #expect(stored.badge == "4711-0815-99")
    #expect(stored.grade == 7)
    #expect(stored.salary != nil)
  }
}

@Suite("Owners and exports")
struct OwnershipTests {
  private let store: MemoryStore
  private let sara = Officer.ID(Identifier(high: 1, low: 1))
  private let reza = Officer.ID(Identifier(high: 1, low: 2))
  private let dossier = Dossier.ID(Identifier(high: 2, low: 1))

  init() async throws {
    store = try MemoryStore([Officer.self, Dossier.self], environment: HandClock().environment)
    for (id, name) in [(sara, "Sara"), (reza, "Reza")] {
      var officer = Officer(id: id)
      officer.name = name
      try await store.insert(officer)
    }
    var record = Dossier(id: dossier)
    record.title = "Roya Trading"
    record.owner = sara
    try await store.insert(record)
  }

  private func acting(_ limit: (inout Rights) -> Void) throws -> RestrictedStore {
    var rights = Rights()
    limit(&rights)
    return try store.acting(as: sara.identifier, with: rights)
  }

  @Test("Who may assign a record gives it away, also to those whose records they may not change")
  func assigning() async throws {
    let own = try acting { $0.limit(Dossier.self, [.update, .assign], to: \.owner == sara) }
    try await own.update(dossier) { $0.owner = reza }
    await #expect(throws: StoreError.notAllowed("assign", dossier.key)) {
      try await own.update(dossier) { $0.owner = sara }
    }
    #expect(try await store.get(dossier).owner == reza)
  }

  @Test("Who may not assign changes all but the owner")
  func withoutAssigning() async throws {
    let own = try acting { $0.forbid(Dossier.self, [.assign]) }
    try await own.update(dossier) { $0.title = "Roya" }
    await #expect(throws: StoreError.notAllowed("assign", dossier.key)) {
      try await own.update(dossier) {
        $0.title = "Other"
        $0.owner = reza
      }
    }
    #expect(try await store.get(dossier).title == "Roya")
  }

  @Test("Who may only assign changes nothing but the owner")
  func onlyAssigning() async throws {
    let dispatcher = try acting { $0.forbid(Dossier.self, [.update]) }
    await #expect(throws: StoreError.notAllowed("change", dossier.key)) {
      try await dispatcher.update(dossier) {
        $0.owner = reza
        $0.title = "Other"
      }
    }
    try await dispatcher.update(dossier) { $0.owner = reza }
    #expect(try await store.get(dossier).owner == reza)
  }

  @Test("An export holds what may be exported, and nothing behind it that may not")
  func exporting() async throws {
    var other = Dossier(id: store.newID())
    other.title = "Other"
    other.owner = reza
    try await store.insert(other)
    let query = RecordQuery(Dossier.recordType, sort: [.ascending("owner.name")])
    let rights = try acting {
      $0.limit(Dossier.self, [.export], to: \.owner == sara)
      $0.forbid(Officer.self, [.export])
    }
    let titles = try await rights.reading { context in
      let all = try await context.records(query)
      let exported = try await context.exporting(Dossier.recordType) { try await $0.records(query) }
      return try [all, exported].map { try $0.map { try $0.value(of: "title") } }
    }
    #expect(titles == [["Other", "Roya Trading"], ["Roya Trading"]])
    let count = try await rights.reading { context in
      try await context.exporting(Dossier.recordType) {
        try await $0.count(RecordQuery(Dossier.recordType, where: .compare("owner.name", .equal, "Sara")))
      }
    }
    #expect(count == 0)
    await #expect(throws: StoreError.kindNotAllowed("export", entity: "user")) {
      try await rights.reading { try await $0.exporting(Officer.recordType) { _ in } }
    }
  }

  @Test("One can ask what one may do")
  func asking() async throws {
    let own = try acting {
      $0.limit(Dossier.self, [.update], to: \.owner / \.name == "Sara")
      $0.forbid(Dossier.self, [.delete])
    }
    let answers = try await (own.allows(.update, dossier), own.allows(.delete, dossier), own.allows(.read, dossier))
    #expect(answers == (true, false, true))
    try await store.update(dossier) { $0.owner = reza }
    #expect(try await !own.allows(.update, dossier))
    #expect(try await !own.allows(.read, Dossier.ID(Identifier(high: 7, low: 7))))
  }
}
