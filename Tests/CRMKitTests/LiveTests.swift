import CRMKit
import Testing

@Suite("A CRM observed")
struct LiveTests {
  @Test("What can be asked of a CRM can be observed, as far as the one who acts may see it")
  func observing() async throws {
    let crm = try await CRM(store: .memory, environment: .replayable(seed: 1))
    var users = [User(id: crm.newID()), User(id: crm.newID())]
    for index in users.indices {
      users[index].name = "user \(index)"
      users[index] = try await crm.insert(users[index])
    }
    let sara = users[0].id
    let own = crm.acting(as: sara)
    let all = crm.liveCount(Opportunity.self, where: \.state == .open)
    var count = all.makeAsyncIterator()
    var worth = own.liveAggregate(Opportunity.self, by: [Grouping("account.industry")], .count).makeAsyncIterator()
    var deals = own.live(Opportunity.self, sort: .descending(\.name), limit: 5).makeAsyncIterator()
    let none = try await worth.next()

    var draft = Opportunity(id: crm.newID())
    draft.name = "Spring order"
    draft.owner = sara
    let deal = try await crm.insert(draft)
    var other = Opportunity(id: crm.newID())
    other.owner = users[1].id
    other.name = "Somebody else’s"
    try await crm.insert(other)

    let (open, groups, list) = (try await count.next(), try await worth.next(), try await deals.next())
    #expect(all.maintenance == .kept)
    #expect(open == 2)
    #expect(none == [])
    #expect(groups == [AggregateRow(group: [.null], values: [1])])
    #expect(list == [deal])
  }
}
