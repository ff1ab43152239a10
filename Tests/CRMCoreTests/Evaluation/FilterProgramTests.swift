import CRMCore
import Testing

@Suite("Filter programs")
struct FilterProgramTests {
  @Test("Compiled filters agree with the plain model on random records", arguments: 0..<6)
  func agreeWithModel(seed: UInt64) throws {
    var maker = WorldMaker(random: SplitMix64(seed: seed))
    let world = try maker.world(trades: 40)
    var filters = FilterMaker(values: maker, houses: world.houses.map(\.id) + world.trades.prefix(2).map(\.id))
    let model = NaiveModel(world: world)
    var telling = 0
    for _ in 0..<100 {
      let filter = try filters.filter(depth: 3)
      let expected = try world.trades.indices.filter { try model.meets(filter, .record(world.trades[$0])) }
      let found = try world.matches(filter)
      #expect(found == expected, "\(filter)")
      if !found.isEmpty, found.count < world.trades.count { telling += 1 }
    }
    #expect(telling > 30, "most of the filters accept all or nothing")
  }

  @Test("Hidden records are nil at the end of references and do not occur in lists", arguments: 0..<6)
  func agreeWithModelWhereRecordsAreHidden(seed: UInt64) throws {
    var maker = WorldMaker(random: SplitMix64(seed: seed))
    var world = try maker.world(trades: 30)
    world.scope.visible = [
      "house": .or([.compare("floors", .greater, 1), .compare("parent.floors", .equal, .integer(1))]),
      "user": .compare("name", .notEqual, "ab"),
    ]
    var filters = FilterMaker(values: maker, houses: world.houses.map(\.id))
    let model = NaiveModel(world: world)
    for _ in 0..<100 {
      let filter = try filters.filter(depth: 3)
      let expected = try world.trades.indices.filter { try model.meets(filter, .record(world.trades[$0])) }
      let found = try world.matches(filter)
      #expect(found == expected, "\(filter)")
    }
  }
}
