import CRMCore

/// Random worlds of few different values, so that much is equal, and much is nil.
struct WorldMaker {
  var random: SplitMix64

  mutating func pick<T>(_ values: [T]) -> T { values[Int(random.next() % UInt64(values.count))] }
  mutating func chance(_ part: UInt64) -> Bool { random.next() % part == 0 }
  mutating func some<T>(_ values: [T], upTo count: Int) -> [T] {
    values.isEmpty ? [] : (0..<Int(random.next() % UInt64(count + 1))).map { _ in pick(values) }
  }

  static let texts = [
    "", "a", "ab", "Ahmadi", "احمدی", "احمدي", "علی رضا", "café", "Zürich", "zurich", "\u{1F600}", "%_",
  ]
  static let integers = [0, 1, -1, 2, 3, 127, 128, -129, 40_000, Int.max, Int.min]
  static let decimals = [
    "0", "1", "-1", "0.5", "2.5", "-12.75", "0.000000000000000001", "99999999999999999999999999999999999999",
  ]
  static let numbers = [0, 1, -1.5, 0.1, 2.5, 1e300, -1e-300]
  static let dates = ["2024-01-01", "2024-02-29", "2024-03-15", "2023-12-31", "0001-01-01"]
  static let instants = [
    "2024-03-15T00:00:00Z", "2024-03-14T23:59:59.999999Z", "2024-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
  ]
  static let durations: [Duration] = [.zero, .seconds(60), .microseconds(-1), .seconds(86_400)]
  static let stages = Trade.Stage.allCases
  static let colours = ["red", "green", "violet"]

  mutating func world(trades: Int, houses: Int = 6) throws -> World {
    var world = try World()
    let clerks = (0..<2).map { _ in id() }
    for (number, id) in clerks.enumerated() {
      var clerk = Clerk(id: RecordID(id))
      clerk.name = Self.texts[number + 2]
      try world.add(clerk)
    }
    let ids: [House.ID] = (0..<houses).map { _ in RecordID(id()) }
    // The last one does not exist: a reference that leads nowhere.
    for id in ids.dropLast() { try world.add(try house(id, among: ids, clerks)) }
    for _ in 0..<trades { try world.add(try trade(houses: ids, clerks: clerks)) }
    return world
  }

  mutating func id() -> Identifier { Identifier(high: random.next(), low: random.next()) }

  private mutating func house(_ id: House.ID, among ids: [House.ID], _ clerks: [Identifier]) throws -> House {
    var house = House(id: id)
    house.name = pick(Self.texts)
    house.floors = pick([nil, 1, 2, 3])
    house.rate = pick([nil, try ExactDecimal(pick(Self.decimals))])
    house.parent = pick([nil] + ids)
    house.keeper = pick([nil] + clerks).map { RecordID($0) }
    if chance(2) { house.custom["grade"] = .text(pick(Self.texts)) }
    return house
  }

  mutating func money() throws -> Money {
    let currency: Currency = pick([.usd, .usd, .irr, try Currency(declaring: "MILES", minorUnits: 0)])
    return Money(minorUnits: pick([0, 1, 250, 250, -100, 99_999, .max, .min]), currency: currency)
  }

  private mutating func trade(houses: [House.ID], clerks: [Identifier]) throws -> Trade {
    var trade = Trade(id: RecordID(id()))
    trade.title = pick(Self.texts)
    trade.note = pick(Self.texts + [nil, nil])
    trade.score = pick(Self.integers)
    trade.rank = pick([nil, nil, 1, 2, 3])
    trade.rate = chance(4) ? nil : try ExactDecimal(pick(Self.decimals))
    trade.weight = chance(4) ? nil : pick(Self.numbers)
    trade.isHot = pick([nil, true, false])
    trade.value = chance(4) ? nil : try money()
    trade.due = chance(4) ? nil : try CalendarDate(iso8601: pick(Self.dates))
    trade.seen = chance(4) ? nil : try Instant(iso8601: pick(Self.instants))
    trade.length = chance(4) ? nil : pick(Self.durations)
    trade.stage = pick([nil] + Self.stages)
    trade.colour = pick([nil] + Self.colours).map(Trade.Colour.init)
    trade.house = pick([nil] + houses)
    trade.partners = some(houses, upTo: 3)
    trade.tags = some(Self.texts, upTo: 3)
    trade.sizes = some(Self.integers, upTo: 3)
    trade.place.city = pick([nil, "Tehran", "تهران"])
    trade.place.zip = pick([nil, 1, 2])
    for _ in 0..<random.next() % 3 {
      var person = Trade.Person()
      person.name = pick(Self.texts + [nil])
      person.age = pick([nil, 1, 40])
      person.house = pick([nil] + houses)
      trade.people.append(person)
    }
    if chance(2) { trade.custom["tier"] = .text(pick(["gold", "silver"])) }
    if chance(2) { trade.custom["points"] = .integer(Int64(pick([0, 1, 2]))) }
    if chance(2) { trade.custom["labels"] = .list(some(Self.texts, upTo: 2).map(AnyValue.text)) }
    if chance(2) { trade.custom["fee"] = .money(try money()) }
    trade.stamp = Stamp(
      revision: pick([1, 2]), createdAt: Instant(microsecondsSince1970: Int64(random.next() % 5)),
      createdBy: pick([nil] + clerks))
    return trade
  }
}
