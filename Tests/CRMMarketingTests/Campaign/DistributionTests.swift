import CRMContacts
import CRMCore
import CRMMarketing
import Testing

@Suite("The work of an activity")
struct DistributionTests {
  @Test("Each member is their owner's, once however often it is distributed, and what becomes of it is counted")
  func owners() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let reza = try await office.user("رضا")
    let gone = try await office.user("رفته") { $0.isActive = false }
    let mine = try office.store.acting(as: office.sara.id.identifier, with: Rights())
    let people = [
      try await office.contact("الف") { $0.owner = reza.id }, try await office.contact("ب") { $0.owner = gone.id },
      try await office.contact("پ"),
    ]
    let campaign = try await store.marketing.plan(CampaignDraft("بهار"))
    try await store.marketing.target(people.map(\.key), by: campaign.id)
    let day = try CalendarDate(year: 2025, month: 3, day: 21)
    let calls = try await mine.marketing.plan("زنگ بزن", as: .call, in: campaign.id, on: day)
    #expect(try await store.marketing.progress(of: calls.id).unassigned == 3)
    #expect(try await store.marketing.distribute(calls.id, limit: 2).unassigned == 1)
    try await store.marketing.distribute(calls.id)
    let progress = try await store.marketing.distribute(calls.id)
    #expect(progress.open == 3 && progress.unassigned == 0)
    let toDos = try await store.fetch(ToDo.self)
    #expect(toDos.map(\.owner) == [reza.id, office.sara.id, office.sara.id])
    #expect(
      toDos.map(\.regarding) == people.map(\.key) && toDos.allSatisfy { $0.dueOn == day && $0.title == "زنگ بزن" })
    #expect(try await store.get(calls.id).statusReason == .inProgress)

    try await store.contacts.complete(toDos[0].id)
    try await store.delete(toDos[1].id)
    let late = try await office.contact("ت")
    try await store.marketing.target([late.key], by: campaign.id)
    let then = try await store.marketing.progress(of: calls.id)
    #expect(then.completed == 1 && then.deleted == 1 && then.open == 1)
    #expect(then.unassigned == 1 && then.assigned == 3)

    try await store.marketing.cancel(calls.id)
    #expect(try await store.marketing.progress(of: calls.id).canceled == 1)
    #expect(try await store.get(toDos[0].id).state == .completed)
    await #expect(throws: MarketingError.isClosed(calls.key)) { try await store.marketing.distribute(calls.id) }
    await #expect(throws: RecordError.self) { try await store.update(calls.id) { $0.title = "x" } }
    try await store.marketing.reopen(calls.id)
    #expect(try await store.marketing.distribute(calls.id).unassigned == 0)
  }

  @Test("A team's people take turns over all calls, or get what the others have too much of")
  func teams() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    var team = Team(id: store.newID())
    team.name = "تلفن"
    team = try await store.insert(team)
    var people: [User] = []
    for name in ["الف", "ب", "پ"] { people.append(try await office.user(name) { $0.teams = [team.id] }) }
    try await office.user("رفته") { ($0.teams, $0.isActive) = ([team.id], false) }
    let campaign = try await store.marketing.plan(CampaignDraft("بهار"))
    for number in 0..<8 {
      try await store.marketing.target([try await office.contact("\(number)").key], by: campaign.id)
    }
    let turns = try await store.marketing.plan("به نوبت", in: campaign.id)
    while try await store.marketing.distribute(turns.id, by: TurnDistribution(team.id), limit: 2).unassigned > 0 {}
    let order = try await store.fetch(ToDo.self).map(\.owner)
    #expect(order == (0..<8).map { people[$0 % 3].id })

    // Loads are 3, 3, 2 by now, and one of the first has done theirs.
    for toDo in try await store.fetch(ToDo.self, where: \.owner == people[0].id) {
      try await store.contacts.complete(toDo.id)
    }
    let loads = try await store.marketing.plan("به اندازه", in: campaign.id)
    try await store.marketing.distribute(loads.id, by: LoadDistribution(team.id))
    var counts: [Int] = []
    for person in people {
      let open: Filter<ToDo> = \.owner == person.id && \.state == .open
      counts.append(try await store.count(where: open))
    }
    #expect(counts.sorted() == [4, 4, 5])

    let empty = Team.ID(store.environment.newIdentifier())
    let nobody = try await store.marketing.plan("به هیچ‌کس", in: campaign.id)
    await #expect(throws: MarketingError.nobodyToAssign(nobody.key)) {
      try await store.marketing.distribute(nobody.id, by: TurnDistribution(empty))
    }
  }
}
