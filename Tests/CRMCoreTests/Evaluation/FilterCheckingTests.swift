import CRMCore
import Testing

@Suite("Checked filters")
struct FilterCheckingTests {
  let world: World

  init() throws { world = try World() }

  private func check(_ filter: FilterExpression) throws -> FilterExpression {
    try filter.checked(in: .record(Trade.recordType), catalog: world.catalog, scope: world.scope)
  }

  private func literal(_ path: FieldPath, _ value: AnyValue) throws -> AnyValue? {
    guard case .compare(path, .equal, let value) = try check(.compare(path, .equal, value)) else { return nil }
    return value
  }

  @Test("Literals take their field's type")
  func literals() throws {
    #expect(try literal("rate", 3) == .decimal(3))
    #expect(try literal("rate", .number(0.1)) == .decimal(try ExactDecimal("0.1")))
    #expect(try literal("rate", .number(1e-7)) == .decimal(try ExactDecimal("0.0000001")))
    #expect(try literal("rate", "12.50") == .decimal(try ExactDecimal("12.5")))
    #expect(try literal("weight", 3) == .number(3))
    #expect(try literal("weight", .decimal(try ExactDecimal("0.1"))) == .number(0.1))
    #expect(try literal("weight", .number(-0.0)) == .number(0))
    #expect(try literal("score", .decimal(try ExactDecimal("3.0"))) == .integer(3))
    #expect(try literal("score", .number(3)) == .integer(3))
    #expect(try literal("due", "2024-02-29") == .date(try CalendarDate(iso8601: "2024-02-29")))
    #expect(try literal("seen", "2024-02-29T10:00:00Z") == .instant(try Instant(iso8601: "2024-02-29T10:00:00Z")))
    #expect(try literal("length", "PT1H") == .duration(.seconds(3600)))
    #expect(try literal("length", .duration(.nanoseconds(1500))) == .duration(.microseconds(1)))
    #expect(try literal("value", "12.50 USD") == .money(Money(minorUnits: 1250, currency: .usd)))
    let miles = try Currency(declaring: "MILES", minorUnits: 0)
    #expect(try literal("value", "500 MILES/0") == .money(Money(minorUnits: 500, currency: miles)))
    let id = Identifier(high: 7, low: 9)
    #expect(try literal("house", .text(id.description)) == .reference(id))
    #expect(try literal("id", .text(id.description)) == .reference(id))
  }

  @Test("Text literals are brought into normal form C")
  func normalForm() throws {
    guard case .text(let text) = try literal("title", "cafe\u{301}") else { throw CancellationError() }
    #expect(Array(text.utf8) == Array("caf\u{E9}".utf8))
    #expect(throws: FilterError.self) { try check(.text("title", .contains, "a\u{0}b")) }
  }

  @Test("Checking twice changes nothing", arguments: 0..<4)
  func idempotence(seed: UInt64) throws {
    let maker = WorldMaker(random: SplitMix64(seed: seed))
    var filters = FilterMaker(values: maker, houses: [Identifier(high: 1, low: 2)])
    for _ in 0..<200 {
      let once = try check(try filters.filter(depth: 3))
      #expect(try check(once) == once)
    }
  }

  @Test("A closed enumeration refuses other names and knows better ones; an open one takes all")
  func enumerations() throws {
    #expect(
      throws: FilterError.unknownName(
        "wonn", path: "stage", names: ["new", "open", "won", "lost"], suggestions: ["won"])
    ) { try check(.compare("stage", .equal, "wonn")) }
    #expect(throws: FilterError.self) { try check(.isIn("tier", ["gold", "bronze"])) }
    #expect(try literal("colour", "ultraviolet") == "ultraviolet")
  }

  @Test(
    "What a field can't be compared with is refused, with advice",
    arguments: [
      ("score", "12", "quotation marks"), ("isHot", 1, ""), ("isHot", "true", "quotation marks"),
      ("title", 12, "quotation marks"), ("length", 3600, "PT1H30M"), ("length", "1 hour", "PT1H30M"),
      ("due", "15.3.2024", "YYYY-MM-DD"), ("seen", "noon", "offset"), ("value", "12.50", "currency"),
      ("value", "12.505 USD", "round"), ("rate", "many", "point"), ("house", "Acme", "UUID"),
      ("weight", .number(.infinity), ""), ("due", .instant(World.now), "without a time"),
      ("value.amount", "12 USD", ""), ("score", .list([1]), ""),
    ] as [(FieldPath, AnyValue, String)])
  func unsuitableValues(path: FieldPath, value: AnyValue, advice: String) {
    let error = #expect(throws: FilterError.self) { try check(.compare(path, .equal, value)) }
    guard case .unsuitableValue(_, path, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(advice.isEmpty || error?.description.contains(advice) == true, "\(String(describing: error))")
  }

  @Test("Operators that don't fit the field's type are refused")
  func operators() {
    #expect(throws: FilterError.unordered("house", .reference(to: "house"))) {
      try check(.compare("house", .less, .reference(Identifier(high: 0, low: 0))))
    }
    #expect(throws: FilterError.orderingWithNull("score")) { try check(.compare("score", .less, .null)) }
    #expect(throws: FilterError.orderingWithNull("score")) { try check(.between("score", .null, 3)) }
    #expect(throws: FilterError.notText("score", .integer)) { try check(.text("score", .contains, "1")) }
    #expect(throws: FilterError.notText("score", .integer)) { try check(.matches("score", "1")) }
    #expect(throws: FilterError.notInTime("title", .text)) { try check(.during("title", .today)) }
    #expect(throws: FilterError.listNeedsAnyOrAll("tags")) { try check(.compare("tags", .equal, "a")) }
    #expect(throws: FilterError.listNeedsAnyOrAll("tags")) { try check(.compare("tags", .equal, .null)) }
    #expect(throws: FilterError.notAList("title", .text)) { try check(.any("title", .constant(true))) }
  }

  @Test("Errors deep inside are found")
  func nesting() {
    let wrong = FilterExpression.compare("agee", .equal, 1)
    #expect(throws: FilterError.unknownField("agee", entity: "a list’s element", suggestions: ["age"])) {
      try check(.not(.and([.constant(true), .or([.any("people", wrong)])])))
    }
  }

  @Test("A filter that is nested without end is refused before it exhausts the stack")
  func depth() throws {
    var deep = FilterExpression.compare("score", .equal, 1)
    for _ in 0..<98 { deep = .not(deep) }
    #expect(try check(deep) == deep)
    for _ in 0..<10 { deep = .not(deep) }
    #expect(throws: FilterError.tooDeep) { try check(deep) }
    #expect(throws: FilterError.tooDeep) {
      try FilterProgram(deep, on: Trade.recordType, catalog: world.catalog, scope: world.scope)
    }
    #expect(throws: FilterError.tooDeep) { try world.prepared(deep) }
  }

  @Test("A program is not made of a filter that was not checked")
  func unchecked() {
    func compile(_ filter: FilterExpression) throws {
      _ = try FilterProgram(filter, on: Trade.recordType, catalog: world.catalog, scope: world.scope)
    }
    #expect(throws: FilterError.self) { try compile(.compare("score", .equal, "12")) }
    #expect(throws: FilterError.self) { try compile(.compare("rate", .less, 12)) }
    #expect(throws: FilterError.self) { try compile(.isIn("title", [1])) }
    #expect(throws: FilterError.self) { try compile(.text("score", .contains, "1")) }
    #expect(throws: FilterError.self) { try compile(.compare("house", .less, .reference(Identifier(high: 0, low: 0)))) }
    #expect(throws: FilterError.unresolvedPeriod("due")) { try compile(.during("due", .today)) }
    #expect(throws: FilterError.unresolvedPeriod("seen")) {
      try compile(.compare("seen", .less, .date(CalendarDate(daysSince1970: 1))))
    }
  }
}
