import CRMCore
import Foundation
import Testing

/// The sentences of what values mean, one by one.
@Suite("What filters mean")
struct FilterSemanticsTests {
  @Test("Comparison with nil is two-valued")
  func nothing() throws {
    let world = try World.of { $0.rank = nil }
    #expect(try world.holds(.compare("rank", .equal, .null)))
    #expect(try world.holds(.compare("rank", .notEqual, 3)))
    #expect(try !world.holds(.compare("rank", .notEqual, .null)))
    #expect(try !world.holds(.compare("rank", .equal, 3)))
    for comparison in [FilterExpression.Comparison.less, .lessOrEqual, .greater, .greaterOrEqual] {
      #expect(try !world.holds(.compare("rank", comparison, 3)))
      #expect(try world.holds(.not(.compare("rank", comparison, 3))))
    }
    #expect(try !world.holds(.between("rank", 0, 9)))
    #expect(try world.holds(.isIn("rank", [1, .null])))
    for test in FilterExpression.TextTest.allCases { #expect(try !world.holds(.text("note", test, ""))) }
    #expect(try !world.holds(.matches("note", "")))
  }

  @Test("A path through a nil reference is nil, and so is one through a reference that leads nowhere")
  func pathsThroughNil() throws {
    let nowhere = House.ID(Identifier(high: 5, low: 5))
    for house in [nil, nowhere] {
      let world = try World.of { $0.house = house }
      #expect(try world.holds(.compare("house.name", .equal, .null)))
      #expect(try world.holds(.compare("house.name", .notEqual, "x")))
      #expect(try world.holds(.compare("house.parent.floors", .equal, .null)))
    }
    #expect(try World.of { $0.house = nowhere }.holds(.compare("house", .notEqual, .null)))
  }

  @Test("Text is compared by the bytes of its normal form C")
  func text() throws {
    let world = try World.of(["e\u{301}", "\u{E9}", "z", "\u{1F600}", "\u{FB01}"], \.title)
    #expect(try world.matches(.compare("title", .equal, "\u{E9}")) == [0, 1])
    #expect(try world.matches(.compare("title", .greater, "z")) == [0, 1, 3, 4])
    // UTF-16 would put U+1F600 before U+FB01.
    #expect(try world.matches(.compare("title", .greater, "\u{FB01}")) == [3])
    #expect(try world.matches(.text("title", .contains, "e\u{301}")) == [0, 1])
  }

  @Test("Matching ignores case, diacritics and the variants of letters, with and without a derived key")
  func matching() throws {
    let names = ["Renée O’Brien", "علي رضائي", "Ahmadi"]
    for path: FieldPath in ["title", "note"] {
      var world = try World()
      for (number, name) in names.enumerated() {
        var trade = Trade(id: RecordID(Identifier(high: 1, low: UInt64(number))))
        trade.title = name
        trade.note = name
        try world.add(trade)
      }
      #expect(try world.matches(.matches(path, "RENEE o'b")) == [0])
      #expect(try world.matches(.matches(path, "علی رضایی")) == [1])
      #expect(try world.matches(.matches(path, "")) == [0, 1, 2])
    }
  }

  @Test("Money is ordered within its currency only, and a bare number compares the amount in whatever currency")
  func money() throws {
    let values = try ["1.00 USD", "2.00 USD", "1.00 EUR", "3 JPY"].map { try Money(text: $0) }
    let world = try World.of(values.map(Optional.some) + [nil], \.value)
    #expect(try world.matches(.compare("value", .less, "2.00 USD")) == [0])
    #expect(try world.matches(.compare("value", .equal, "1.00 USD")) == [0])
    #expect(try world.matches(.compare("value", .notEqual, "1.00 USD")) == [1, 2, 3, 4])
    #expect(try world.matches(.compare("value", .greaterOrEqual, 2)) == [1, 3])
    #expect(try world.matches(.compare("value", .equal, 1)) == [0, 2])
    #expect(try world.matches(.compare("value.currency", .equal, "JPY")) == [3])
    #expect(try world.matches(.isIn("value", [1, "3 JPY", .null])) == [0, 2, 3, 4])
    #expect(try world.matches(.between("value", 1, .decimal(ExactDecimal("2.5")))) == [0, 1, 2])
  }

  @Test("An integer beside a number with a fraction is compared rightly, however large the number")
  func fractions() throws {
    let world = try World.of([nil, 2, 3, .max, .min], \.rank)
    let half = AnyValue.decimal(try ExactDecimal("2.5"))
    #expect(try world.matches(.compare("rank", .less, half)) == [1, 4])
    #expect(try world.matches(.compare("rank", .greaterOrEqual, half)) == [2, 3])
    #expect(try world.matches(.compare("rank", .equal, half)) == [])
    #expect(try world.matches(.compare("rank", .notEqual, half)) == [0, 1, 2, 3, 4])
    let huge = AnyValue.number(1e30)
    #expect(try world.matches(.compare("rank", .less, huge)) == [1, 2, 3, 4])
    #expect(try world.matches(.compare("rank", .greater, huge)) == [])
    #expect(try world.matches(.compare("rank", .greater, .number(-1e30))) == [1, 2, 3, 4])
    #expect(try world.matches(.compare("rank", .lessOrEqual, .number(0x1p63))) == [1, 2, 3, 4])
    #expect(try world.matches(.compare("rank", .greater, .integer(.max))) == [])
    #expect(try world.matches(.compare("rank", .less, .integer(.min))) == [])
  }

  @Test("Any of no elements is false, all of them true; a nil list is like an empty one")
  func lists() throws {
    let empty = try World.of { _ in }
    #expect(try !empty.holds(.any("tags", .constant(true))))
    #expect(try empty.holds(.all("tags", .constant(false))))
    #expect(try !empty.holds(.any("labels", .constant(true))))
    #expect(try empty.holds(.all("labels", .constant(false))))
    let world = try World.of { trade in
      trade.tags = ["a", "b"]
      trade.custom["labels"] = .list(["x", "y"])
      var person = Trade.Person()
      person.name = "Reza"
      trade.people = [person]
    }
    #expect(try world.holds(.any("tags", .compare("it", .equal, "b"))))
    #expect(try !world.holds(.all("tags", .compare("it", .equal, "b"))))
    #expect(try world.holds(.all("labels", .compare("it", .greaterOrEqual, "x"))))
    #expect(try world.holds(.any("people", .and([.matches("name", "REZA"), .compare("age", .equal, .null)]))))
  }

  @Test("A custom value of another type than the definition's is nil")
  func customValuesOfOldTypes() throws {
    let world = try World.of { trade in
      trade.custom["points"] = "many"
      trade.custom["labels"] = .list(["x", 2])
    }
    #expect(try world.holds(.compare("points", .equal, .null)))
    #expect(try world.holds(.all("labels", .compare("it", .equal, "x"))))
  }

  @Test("A name that a newer program added to an enumeration is kept apart from those that are known")
  func unknownNames() throws {
    var world = try World()
    try world.add(
      AnyRecord(type: Trade.recordType, id: Identifier(high: 0, low: 1), values: ["stage": "paused"]))
    #expect(try world.matches(.compare("stage", .notEqual, "won")) == [0])
    #expect(try world.matches(.compare("stage", .equal, .null)) == [])
  }

  @Test("Two hidden houses are as if they did not exist")
  func hiddenRecords() throws {
    var world = try World()
    let ids = (1...2).map { House.ID(Identifier(high: 9, low: $0)) }
    for (number, id) in ids.enumerated() {
      var house = House(id: id)
      house.floors = number
      try world.add(house)
    }
    var trade = Trade(id: RecordID(Identifier(high: 1, low: 1)))
    trade.house = ids[0]
    trade.partners = ids
    try world.add(trade)
    world.scope.visible["house"] = .compare("floors", .equal, 1)
    #expect(try world.holds(.compare("house", .equal, .null)))
    #expect(try world.holds(.compare("house.id", .equal, .null)))
    #expect(try world.holds(.compare("house.floors", .equal, .null)))
    #expect(try world.holds(.all("partners", .compare("floors", .equal, 1))))
    #expect(try world.holds(.all("partners", .compare("it", .equal, .reference(ids[1].identifier)))))
    #expect(try !world.holds(.any("partners", .compare("it", .equal, .null))))
  }

  @Test("A day that an instant is compared with is that day of the calendar's time zone")
  func days() throws {
    let zone = try #require(TimeZone(identifier: "Asia/Tehran"))
    // Midnight in Tehran is 20:30 in UTC.
    let texts = ["2024-03-14T20:29:59Z", "2024-03-14T20:30:00Z", "2024-03-15T20:29:59.999999Z", "2024-03-15T20:30:00Z"]
    let world = try World.of(try texts.map { Optional.some(try Instant(iso8601: $0)) } + [nil], \.seen)
    func found(_ filter: FilterExpression) throws -> [Int] {
      let context = FilterContext.record(Trade.recordType)
      let resolved = try filter.checked(in: context, catalog: world.catalog)
        .resolved(at: World.now, in: .persian(in: zone), context: context, catalog: world.catalog)
      let program = try FilterProgram(resolved, on: Trade.recordType, catalog: world.catalog)
      return try world.trades.indices.filter { try program.matches(world.trades[$0], world.lookup) }
    }
    let day: AnyValue = "2024-03-15"
    #expect(try found(.compare("seen", .equal, day)) == [1, 2])
    #expect(try found(.compare("seen", .notEqual, day)) == [0, 3, 4])
    #expect(try found(.compare("seen", .less, day)) == [0])
    #expect(try found(.compare("seen", .lessOrEqual, day)) == [0, 1, 2])
    #expect(try found(.compare("seen", .greater, day)) == [3])
    #expect(try found(.compare("seen", .greaterOrEqual, day)) == [1, 2, 3])
    #expect(try found(.between("seen", day, day)) == [1, 2])
    #expect(try found(.isIn("seen", [day, .null])) == [1, 2, 4])
    #expect(try found(.during("seen", .today)) == [1, 2])
    #expect(try found(.during("seen", .tomorrow)) == [3])
  }

  @Test("A period relative to now is a range of days")
  func periods() throws {
    let days = try ["2024-02-29", "2024-03-01", "2024-03-15", "2024-03-31", "2024-04-01"]
      .map { Optional.some(try CalendarDate(iso8601: $0)) }
    let world = try World.of(days + [nil], \.due)
    #expect(try world.matches(.during("due", .current(.month))) == [1, 2, 3])
    #expect(try world.matches(.during("due", .previous(.month))) == [0])
    #expect(try world.matches(.not(.during("due", .current(.month)))) == [0, 4, 5])
    #expect(try world.matches(.during("due", .last(15, .days))) == [1, 2])
  }
}
