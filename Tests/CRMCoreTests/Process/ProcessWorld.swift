import CRMCore
import CRMMemoryStore

/// A sale for tests of processes: what goes through the stages.
struct Deal: Record {
  static let entity = "deal"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var progress: String?
  var budget: Money?
  var size = 0
  var owner: String?
  var closedOn: CalendarDate?
  init(id: RecordID<Deal>) { self.id = id }

  static let schema = Schema<Deal> { f in
    f("name", \.name)
    f("progress", \.progress, .indexed)
    f("budget", \.budget)
    f("size", \.size)
    f("owner", \.owner)
    f("closedOn", \.closedOn)
  }
}

/// A store with a process, and a clock that is moved by hand.
struct ProcessWorld {
  let clock = HandClock()
  let store: MemoryStore
  let sara = Identifier(high: 1, low: 1)
  let reza = Identifier(high: 2, low: 2)

  static let types: [any Record.Type] = [Deal.self, Visit.self] + AutomatedStore.recordTypes

  init() throws { store = try MemoryStore(Self.types, environment: clock.environment) }

  func acting(as actor: Identifier) throws -> RestrictedStore { try store.acting(as: actor, with: Rights()) }

  func newDeal(_ name: String = "deal", _ change: (inout Deal) -> Void = { _ in }) async throws -> Deal {
    var deal = Deal(id: store.newID())
    deal.name = name
    change(&deal)
    return try await store.insert(deal)
  }

  static let isLarge: FilterExpression = .compare("size", .greaterOrEqual, .integer(100))

  /// Small deals are closed at once, large ones need an approval; every deal may be given up.
  static let sale = BusinessProcess(
    "sale", label: "فروش", of: "deal", keepingStageIn: "progress",
    stages: [
      .init(
        "qualify", exits: [.init(to: "review", when: isLarge), .init(to: "won"), .init(to: "lost", isFree: true)],
        gates: [
          .fields(["budget"]), .tasks(["Call", "Visit"]),
          .condition(.compare("size", .greater, .integer(0)), "say how large it is"),
        ]),
      .init(
        "review", exits: [.init(to: "won"), .init(to: "qualify", isFree: true)],
        gates: [.approval("discount", by: "manager", within: .seconds(3600))]),
      .init(
        "won", isEnd: true,
        onEntry: [
          .set(["closedOn": .today(plusDays: 0), "owner": .actor]),
          .create(entity: "visit", ["note": .field("name")]),
          .post(channel: "letters", to: .field("name"), message: #"{"text": "Won {name} of {budget}"}"#),
        ]),
      .init("lost", isEnd: true),
    ])

  func ready(_ deal: Deal) async throws -> ProcessInstance {
    let way = try await store.startProcess("sale", for: deal.key)
    for task in ["Call", "Visit"] { try await store.finishTask(task, of: way.id) }
    return way
  }
}
