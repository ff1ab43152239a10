import CRMKit

/// Questions and commits of somebody whose role reaches as far as their own records, held against the same by the program itself, which
/// names those records by a condition.
final class RightsTrial: EngineTrial {
  private static let owners = 100
  /// How many questions and commits one sample has.
  private static let rounds = 50

  private let crm: CRM
  private let acting: CRM
  private let me: User.ID
  private let note: Role.ID
  private let mine: [Opportunity.ID]
  private var round: Int64 = 0

  /// Fills a store with so many opportunities of a hundred people.
  init(_ store: EngineStore, records: Int, in folder: String) async throws {
    crm = try store.crm(in: folder)
    var users: [User] = []
    for number in 0..<Self.owners {
      var user = User(id: crm.newID())
      user.name = "user \(number)"
      users.append(try await crm.insert(user))
    }
    me = users[0].id
    let opportunities = (0..<records).map { [crm] number in
      var opportunity = Opportunity(id: crm.newID())
      opportunity.name = "sale \(number)"
      opportunity.owner = users[number % Self.owners].id
      opportunity.actualValue = Money(minorUnits: Int64(number), currency: .usd)
      return opportunity
    }
    try await crm.load(opportunities, inBatchesOf: 10_000)
    mine = stride(from: 0, to: records, by: Self.owners).map { opportunities[$0].id }
    var agent = Role(id: crm.newID())
    agent.name = "agent"
    agent.allow(Opportunity.self, [.read, .update], within: .own)
    agent.allow(User.self, [.read])
    agent = try await crm.insert(agent)
    try await crm.give(agent.id, to: me.identifier)
    // A role that nobody holds, by whose change all that is known of rights is out of date.
    var other = Role(id: crm.newID())
    other.name = "other"
    note = try await crm.insert(other).id
    acting = crm.acting(as: me)
  }

  func sample() async throws -> [EngineWork: Costs] {
    let (me, crm) = (me, crm)
    let filter = Filter<Opportunity>(.compare("state", .equal, "open"))
    let own = filter && \.owner == me
    let report = AggregateQuery(
      Opportunity.recordType, where: filter.expression, by: [Grouping("state")],
      measures: [.count, .sum("actualValue")])
    var ownReport = report
    ownReport.filter = own.expression
    return [
      .rightsGet: try await compare { crm, number in
        try await crm.get(self.mine[number % self.mine.count]).name
      },
      .rightsFilter: try await compare { asked, _ in
        try await asked.fetch(where: asked.environment.actor == nil ? own : filter).count
      },
      .rightsReport: try await compare { asked, _ in
        try await asked.reading { try await $0.aggregate(asked.environment.actor == nil ? ownReport : report) }
      },
      .rightsCommit: try await compare { asked, number in
        self.round += 1
        try await asked.update(self.mine[number % self.mine.count]) { $0.closeReason = "round \(self.round)" }
        return 0
      },
      .rightsFresh: try await compare {
        self.round += 1
        try await crm.update(self.note) { $0.note = "\(self.round)" }
      } ask: { crm, number in
        try await crm.get(self.mine[number % self.mine.count]).name
      },
    ]
  }

  /// Asks with and without rights, which must come to the same.
  private func compare<Answer: Equatable>(
    after prepare: () async throws -> Void = {}, ask: (CRM, Int) async throws -> Answer
  ) async throws -> Costs {
    var (limited, free) = (0.0, 0.0)
    for number in 0..<Self.rounds {
      try await prepare()
      var answers: [Answer] = []
      limited += try await nanoseconds { answers.append(try await ask(acting, number)) }
      free += try await nanoseconds { answers.append(try await ask(crm, number)) }
      guard answers[0] == answers[1] else { throw WrongOutcome(description: "rights change the answer") }
    }
    return Costs(work: limited / Double(Self.rounds), yardstick: free / Double(Self.rounds))
  }
}
