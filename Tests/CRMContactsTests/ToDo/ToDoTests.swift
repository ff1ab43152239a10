import CRMContacts
import CRMCore
import CRMMemoryStore
import Testing

@Suite("To-dos")
struct ToDoTests {
  @Test("What is done is read-only until it is reopened, whatever writes it")
  func closing() async throws {
    let office = try await Office()
    let store = office.store
    let toDo = try await office.hers.contacts.plan("تماس با احمدی", priority: .high)
    #expect(toDo.owner == office.sara.id && toDo.state == .open && toDo.statusReason == .notStarted)
    await #expect(throws: ContactsError.isOpen(toDo.key)) { try await store.contacts.reopen(toDo.id) }
    let done = try await store.contacts.complete(toDo.id)
    #expect(done.state == .completed && done.statusReason == nil && done.closedAt == done.stamp.updatedAt)
    await #expect(throws: ContactsError.isClosed(toDo.key)) { try await store.contacts.cancel(toDo.id) }
    let refusal = RecordError.invalid(
      toDo.key, [FieldProblem("state", "is completed; reopen the to-do before you change it")])
    await #expect(throws: refusal) { try await store.update(toDo.id) { $0.title = "دیگر" } }
    await #expect(throws: refusal) { try await store.update(toDo.id) { $0.state = .canceled } }
    let again = try await store.contacts.reopen(toDo.id)
    #expect(again.state == .open && again.closedAt == nil)
    #expect(try await store.update(toDo.id) { $0.title = "دیگر" }.title == "دیگر")
    #expect(try await store.contacts.cancel(toDo.id).state == .canceled)
  }

  @Test("Everything that contradicts itself is said at once")
  func problems() async throws {
    let office = try await Office()
    var toDo = ToDo(id: office.store.newID())
    toDo.state = .open
    toDo.closedAt = office.store.environment.clock()
    toDo.dueAt = toDo.closedAt
    toDo.dueOn = try CalendarDate(year: 1402, month: 1, day: 1, in: .persian)
    let error = await #expect(throws: RecordError.self) { try await office.store.insert(toDo) }
    guard case .invalid(_, let problems)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problems.map(\.field) == ["title", "dueOn", "closedAt"])
  }

  @Test("What is due on a day is due before what is due at a time of the next; what is due whenever comes last")
  func order() async throws {
    let office = try await Office()
    let crm = try office.hers
    let day = try CalendarDate(year: 1402, month: 9, day: 1, in: .persian)
    let midnight = try office.store.environment.calendar.instants(of: day..<day.adding(days: 1)).upperBound
    try await crm.contacts.plan("whenever")
    try await crm.contacts.plan("after", due: .at(midnight.advanced(by: .seconds(1))))
    try await crm.contacts.plan("day", due: .on(day))
    try await crm.contacts.plan("before", due: .at(midnight.advanced(by: .seconds(-1))))
    try await crm.contacts.plan("reza's", due: .on(day), for: office.reza.id)
    let done = try await crm.contacts.plan("done", due: .on(day))
    try await crm.contacts.complete(done.id)
    let open = try await crm.contacts.openToDos(of: office.sara.id)
    #expect(open.map(\.title) == ["before", "day", "after", "whenever"])
    #expect(try await crm.contacts.openToDos(of: office.sara.id, limit: 2).map(\.title) == ["before", "day"])
  }

  private func remind(_ office: Office, until instant: Instant) async throws -> [InboxItem] {
    var runner = AgendaRunner(office.store)
    runner.handleContacts()
    let run = try await runner.runDue(until: instant)
    #expect(run.failures.isEmpty)
    return try await office.store.fetch(InboxItem.self, where: \.kind == .reminder)
  }

  @Test("A reminder lands in the owner's inbox at its time, once")
  func reminder() async throws {
    let office = try await Office()
    let account = try await office.account("رویا")
    let at = try office.store.environment.clock().advanced(by: .seconds(3600))
    let toDo = try await office.hers.contacts.plan(
      "تماس", for: office.reza.id, regarding: account.key, remindAt: at)
    #expect(try await remind(office, until: office.store.environment.clock()).isEmpty)
    let items = try await remind(office, until: at)
    #expect(items.map(\.recipient) == [office.reza.id.description] && items.map(\.text) == ["تماس"])
    #expect(items.first?.regarding == toDo.key)
    #expect(try await remind(office, until: at).count == 1)
  }

  @Test("A reminder moves with the to-do, goes to its owner at the time, and is gone when there is nothing to do")
  func movedReminder() async throws {
    let office = try await Office()
    let store = office.store
    let soon = try store.environment.clock().advanced(by: .seconds(3600))
    let later = try soon.advanced(by: .seconds(3600))
    let moved = try await office.hers.contacts.plan("moved", remindAt: soon)
    let done = try await office.hers.contacts.plan("done", remindAt: soon)
    let deleted = try await office.hers.contacts.plan("deleted", remindAt: soon)
    let reopened = try await office.hers.contacts.plan("reopened", remindAt: soon)
    try await store.update(moved.id) {
      $0.remindAt = later
      $0.owner = office.reza.id
    }
    try await store.contacts.complete(done.id)
    try await store.contacts.complete(reopened.id)
    try await store.contacts.reopen(reopened.id)
    try await store.delete(deleted.id)
    #expect(try await store.count(AgendaEntry.self) == 2)
    #expect(try await remind(office, until: soon).map(\.text) == ["reopened"])
    let items = try await remind(office, until: later)
    #expect(items.map(\.text) == ["reopened", "moved"] && items.last?.recipient == office.reza.id.description)
  }
}
