import CRMContacts
import CRMCore
import CRMSales
import Testing

@Suite("Pipelines")
struct PipelineTests {
  private static let machines = SalesPipeline(
    "Machines", for: ["GTX"],
    steps: [
      .init("Qualify", probability: 20, gates: [.fields(["estimatedValue"])]),
      .init("Demonstrate", probability: 50, gates: [.tasks(["Show it"])]),
      .init("Negotiate", probability: 80, forecast: .committed),
    ])

  @Test("An opportunity begins in the pipeline of its product's family, or in the default one")
  func choice() async throws {
    let store = try await SalesOffice().store
    let pipeline = try await store.sales.define(Self.machines)
    var product = Product(id: store.newID())
    (product.name, product.family) = ("GTX Pro", "GTX")
    product = try await store.insert(product)
    let machine = try await store.sales.open(OpportunityDraft("Order", product: product.id))
    #expect(machine.pipeline == pipeline.id)
    let stage = try await store.get(try #require(machine.stage))
    #expect(stage.name == "Qualify" && stage.probability == 20)
    let other = try await store.sales.open(OpportunityDraft("Other"))
    let standard = try await store.get(try #require(other.pipeline))
    #expect(standard.name == "Standard" && standard.isDefault)
    #expect(try await store.get(other.id) == other)
  }

  @Test("Stage and process are one: whichever is moved, the other follows or both stay")
  func oneTruth() async throws {
    let store = try await SalesOffice().store
    let pipeline = try await store.sales.define(Self.machines)
    var stages: [String: Stage.ID] = [:]
    for stage in try await store.fetch(Stage.self) { stages[stage.name] = stage.id }
    var deal = try await store.sales.open(OpportunityDraft("Order", pipeline: pipeline.id))
    let way = try #require(try await store.first(ProcessInstance.self))
    // A gate refuses the stage that is written.
    await #expect(throws: ProcessError.self) { try await store.update(deal.id) { $0.stage = stages["Demonstrate"] } }
    #expect(try await store.get(deal.id).stage == stages["Qualify"])
    deal = try await store.update(deal.id) { ($0.stage, $0.estimatedValue) = (stages["Demonstrate"], .usd(100)) }
    #expect(try await store.get(way.id).stage == "Demonstrate")
    // The engine takes the record along.
    try await store.finishTask("Show it", of: way.id)
    try await store.advance(way.id)
    #expect(try await store.get(deal.id).stage == stages["Negotiate"])
    // Back is always open; nowhere never is.
    deal = try await store.sales.advance(deal.id, to: "Qualify")
    #expect(deal.stage == stages["Qualify"])
    await #expect(throws: ProcessError.self) { try await store.sales.advance(deal.id, to: "nowhere") }
    await #expect(throws: SalesError.noStage(deal.key)) { try await store.update(deal.id) { $0.stage = nil } }
    let lone = try await store.insert(lone("Lone", in: store))
    await #expect(throws: SalesError.stageElsewhere(deal.key, stage: lone.key)) {
      try await store.update(deal.id) { $0.stage = lone.id }
    }
    let visits = try await store.sales.stageHistory(of: deal.id)
    #expect(visits.map(\.stage) == ["Qualify", "Demonstrate", "Negotiate", "Qualify"])
    #expect(visits.dropLast().allSatisfy { $0.duration.map { $0 > .zero } ?? false })
    // The end is reached by closing only.
    await #expect(throws: ProcessError.self) { try await store.advance(way.id, to: "won") }
  }

  private func lone(_ name: String, in store: AutomatedStore) -> Stage {
    var stage = Stage(id: store.newID())
    stage.name = name
    return stage
  }

  @Test("What comes in from elsewhere begins where it stands, and a move to another pipeline begins another way")
  func imported() async throws {
    let store = try await SalesOffice().store
    let machines = try await store.sales.define(Self.machines)
    let standard = try await store.sales.define(.standard)
    let negotiate = try #require(try await store.first(Stage.self, where: \.name == "Negotiate"))
    var deal = Opportunity(id: store.newID())
    (deal.name, deal.pipeline, deal.stage) = ("Old", machines.id, negotiate.id)
    deal = try await store.insert(deal)
    #expect(try await store.sales.stageHistory(of: deal.id).map(\.stage) == ["Negotiate"])
    let develop = try #require(try await store.first(Stage.self, where: \.name == "Develop"))
    deal = try await store.update(deal.id) { ($0.pipeline, $0.stage) = (standard.id, develop.id) }
    let ways = try await store.fetch(ProcessInstance.self)
    #expect(ways.map(\.state) == [.abandoned, .running] && ways.map(\.stage) == ["Negotiate", "Develop"])
    // Stages that stand alone are no more than names.
    var free = Opportunity(id: store.newID())
    free.stage = try await store.insert(lone("Anything", in: store)).id
    free = try await store.insert(free)
    #expect(try await store.sales.stageHistory(of: free.id).isEmpty)
  }

  @Test("A pipeline that is defined anew keeps its records; what is under way stays on its steps")
  func redefined() async throws {
    let store = try await SalesOffice().store
    let pipeline = try await store.sales.define(Self.machines)
    let old = try await store.sales.open(OpportunityDraft("Old", value: .usd(1), pipeline: pipeline.id))
    var changed = Self.machines
    changed.steps.remove(at: 1)
    changed.steps[1].probability = 70
    #expect(try await store.sales.define(changed).id == pipeline.id)
    let stages = try await store.fetch(Stage.self, where: \.pipeline == pipeline.id, sort: .ascending(\.position))
    #expect(stages.filter(\.isInUse).map(\.name) == ["Qualify", "Negotiate"] && stages.count == 3)
    #expect(stages.first { $0.name == "Negotiate" }?.probability == 70)
    let moved = try await store.sales.advance(old.id)
    #expect(try await store.get(try #require(moved.stage)).name == "Demonstrate")
    let new = try await store.sales.open(OpportunityDraft("New", value: .usd(1), pipeline: pipeline.id))
    let next = try await store.sales.advance(new.id)
    #expect(try await store.get(try #require(next.stage)).name == "Negotiate")
  }

  @Test("Stages that are changed without the process are refused")
  func divergence() async throws {
    let store = try await SalesOffice().store
    let pipeline = try await store.sales.define(Self.machines)
    let stage = try #require(try await store.first(Stage.self, where: \.name == "Qualify"))
    await #expect(throws: SalesError.self) { try await store.update(stage.id) { $0.name = "Check" } }
    await #expect(throws: SalesError.self) { try await store.update(stage.id) { $0.position = 9 } }
    await #expect(throws: SalesError.self) { try await store.delete(stage.id) }
    var other = Stage(id: store.newID())
    (other.name, other.pipeline, other.position) = ("Other", pipeline.id, 4)
    let added = other
    await #expect(throws: SalesError.self) { try await store.insert(added) }
    // How likely it is to win from there is the record's own.
    try await store.update(stage.id) { $0.probability = 25 }
    try await store.delete(pipeline.id)
    #expect(try await store.count(Stage.self) == 0)
  }
}
