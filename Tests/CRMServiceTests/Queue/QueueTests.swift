import CRMContacts
import CRMCore
import CRMService
import Testing

@Suite("Queues")
struct QueueTests {
  @Test("A case goes to the first queue that takes it, and belongs to nobody there")
  func routing() async throws {
    let desk = try await ServiceDesk(types: [Ware.self])
    let account = try await desk.account("رویا") { $0.lifecycleStage = .customer }
    var printer = Ware(id: desk.store.newID())
    (printer.name, printer.family) = ("چاپگر", "machines")
    printer = try await desk.store.insert(printer)
    let machines = try await desk.queue("ماشین‌ها", takes: "product.family == 'machines'", at: 2)
    let large = try await desk.queue("مشتریان", takes: "customer.account.lifecycleStage == 'customer'", at: 1)
    let closed = try await desk.queue("قدیمی", takes: "true", at: 0)
    try await desk.store.update(closed.id) { $0.state = .inactive }
    let hers = try desk.acting(as: desk.sara)
    let first = try await hers.service.open(
      CaseDraft("یک", of: account.id, product: printer.id.identifier))
    #expect(first.queue == large.id && first.owner == nil)
    let second = try await hers.service.open(CaseDraft("دو", product: printer.id.identifier))
    #expect(second.queue == machines.id && second.owner == nil)
    let third = try await hers.service.open(CaseDraft("سه"))
    #expect(third.queue == nil && third.owner == desk.sara.id)
    let fourth = try await hers.service.open(
      CaseDraft("چهار", of: account.id, queue: machines.id, owner: desk.reza.id))
    #expect(fourth.queue == machines.id && fourth.owner == desk.reza.id)
    // Who writes a case without the service and names nobody has it routed, too.
    var plain = Case(id: desk.store.newID())
    (plain.title, plain.product) = ("پنج", printer.id.identifier)
    plain = try await desk.store.insert(plain)
    #expect(try await desk.store.get(plain.id).queue == machines.id)
    // Another product, another queue, when it is asked for.
    try await desk.store.update(second.id) { $0.customer = CustomerReference(account.id) }
    #expect(try await hers.service.route(second.id).queue == large.id)
    #expect(try await hers.service.route(third.id).owner == desk.sara.id)
    await #expect(throws: StoreError.self) { try await desk.store.delete(large.id) }
    // A product that goes leaves its cases.
    try await desk.store.delete(printer.id)
    #expect(try await desk.store.get(second.id).product == nil)
  }

  @Test("What waits is picked by priority, then by what is due first, then the oldest")
  func order() async throws {
    let desk = try await ServiceDesk()
    let queue = try await desk.queue("پشتیبانی", [desk.sara])
    try await desk.store.service.define(
      SLADefinition(
        "Known", during: officeHours(), for: "customer.contact != nil",
        promises: [
          .init(.resolution, within: .hours(2), when: "type == 'problem'"), .init(.resolution, within: .hours(4)),
        ]))
    let contact = try await desk.contact("پناهی")
    func open(_ title: String, _ type: CaseType? = nil, _ priority: Case.Priority, isKnown: Bool) async throws {
      try await desk.store.service.open(
        isKnown
          ? CaseDraft(title, of: contact.id, type: type, priority: priority, queue: queue.id)
          : CaseDraft(title, type: type, priority: priority, queue: queue.id))
    }
    try await open("6", nil, .normal, isKnown: false)
    try await open("7", nil, .normal, isKnown: false)
    try await open("5", .question, .normal, isKnown: true)
    try await open("4", .problem, .normal, isKnown: true)
    try await open("3", nil, .high, isKnown: false)
    try await open("2", .question, .urgent, isKnown: true)
    try await open("1", .problem, .urgent, isKnown: true)
    #expect(try await desk.store.service.waiting(in: queue.id).map(\.title) == ["1", "2", "3", "4", "5", "6", "7"])
    #expect(try await desk.store.service.waiting(in: queue.id, limit: 3).map(\.title) == ["1", "2", "3"])
    let hers = try desk.acting(as: desk.sara)
    for number in 1...7 {
      let picked = try await hers.service.pickNext(from: queue.id)
      #expect(picked?.title == "\(number)" && picked?.owner == desk.sara.id && picked?.queue == queue.id)
    }
    #expect(try await hers.service.pickNext(from: queue.id) == nil)
  }

  @Test("Only members pick, each case once, however many try at the same time")
  func picking() async throws {
    let desk = try await ServiceDesk()
    let queue = try await desk.queue("پشتیبانی", [desk.sara, desk.reza])
    let other = try await desk.queue("فروش", [desk.reza])
    let record = try await desk.store.service.open(CaseDraft("یک", queue: queue.id))
    let hers = try desk.limited(to: desk.sara)
    await #expect(throws: ServiceError.nobodyActs) { try await desk.store.service.pick(record.id) }
    await #expect(throws: ServiceError.notMember(other.key)) { try await hers.service.pickNext(from: other.id) }
    let elsewhere = try await desk.store.service.open(CaseDraft("دو", queue: other.id))
    await #expect(throws: ServiceError.notMember(other.key)) { try await hers.service.pick(elsewhere.id) }
    let nowhere = try await desk.store.service.open(CaseDraft("سه"))
    await #expect(throws: ServiceError.inNoQueue(nowhere.key)) { try await hers.service.pick(nowhere.id) }
    #expect(try await hers.service.pick(record.id).owner == desk.sara.id)
    let his = try desk.acting(as: desk.reza)
    await #expect(throws: ServiceError.isOwned(record.key, by: desk.sara.key)) {
      try await his.service.pick(record.id)
    }
    for number in 0..<30 { try await desk.store.service.open(CaseDraft("\(number)", queue: queue.id)) }
    let picked = try await withThrowingTaskGroup(of: [Case.ID].self) { group in
      for store in [hers, his] {
        group.addTask {
          var picked: [Case.ID] = []
          while let next = try await store.service.pickNext(from: queue.id) { picked.append(next.id) }
          return picked
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(picked.count == 30 && Set(picked).count == 30)
  }

  @Test("A case is assigned, moved, and handed back")
  func moving() async throws {
    let desk = try await ServiceDesk()
    let queue = try await desk.queue("پشتیبانی", [desk.reza])
    let hers = try desk.acting(as: desk.sara)
    let id = try await hers.service.open(CaseDraft("یک")).id
    #expect(try await hers.service.assign(id, to: desk.reza.id).owner == desk.reza.id)
    let moved = try await hers.service.move(id, to: queue.id)
    #expect(moved.owner == nil && moved.queue == queue.id)
    #expect(try await desk.store.count(InboxItem.self, where: \.kind == .assignment) == 1)
    let wrong = #"titel == "x""#
    await #expect(throws: FilterSyntaxError.self) { try await desk.store.update(queue.id) { $0.acceptsWhen = wrong } }
  }
}
