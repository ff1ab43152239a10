import CRMCore

/// A sum over several currencies is an error that names them, or a sum per currency when asked so.
enum MoneyChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a sum over several currencies is an error that names them", mixed),
    ConformanceCheck("a sum per currency when asked so", perCurrency),
    ConformanceCheck("groups without several currencies have sums", groups),
    ConformanceCheck("the currency of nothing does not count", nothing),
  ]

  private static func prepared(_ t: Trial) async throws -> any Store {
    let store = try await t.store()
    let amounts: [(Int64, Currency)?] = [(100, .usd), (250, .usd), (300, .eur), (7, .jpy), nil, (50, .eur)]
    try await store.insert(
      all: amounts.enumerated().map { position, amount in
        Specimen(position) {
          $0.fee = amount.map { Money(minorUnits: $0.0, currency: $0.1) }
          $0.price = $0.fee ?? .zero(.usd)
          $0.level = position < 2 ? .low : .high
        }
      })
    return store
  }

  private static func mixed(_ t: Trial) async throws {
    let store = try await prepared(t)
    for path in ["fee", "price"] as [FieldPath] {
      let error = StoreError.mixedCurrencies(["EUR", "JPY", "USD"], path: path.text)
      for measure in [
        Measure.sum(path), .average(path), .minimum(path), .maximum(path), .median(path), .percentile(90, path),
      ] {
        await t.expect(throws: error, "\(measure)") { _ = try await store.aggregate(Specimen.self, .count, measure) }
      }
    }
    let levels = StoreError.mixedCurrencies(["EUR", "JPY"], path: "fee")
    await t.expect(throws: levels, "one group of two") {
      _ = try await store.aggregate(Specimen.self, by: [Grouping("level")], .sum("fee"))
    }
    let rows = try await store.aggregate(Specimen.self, .count, .distinct("fee"))
    t.expect(rows.first?.values, is: [6, 5], "counts, which need no one currency")
  }

  private static func perCurrency(_ t: Trial) async throws {
    let store = try await prepared(t)
    let rows = try await store.aggregate(
      Specimen.self, by: [Grouping("fee.currency")], .count, .sum("fee"), .maximum("fee"))
    let expected = [
      AggregateRow(group: [.null], values: [1, .null, .null]), row("EUR", 2, 350, 300, .eur), row("JPY", 1, 7, 7, .jpy),
      row("USD", 2, 350, 250, .usd),
    ]
    t.expect(rows, is: expected, "by currency")
  }

  private static func row(_ code: String, _ count: Int64, _ sum: Int64, _ maximum: Int64, _ currency: Currency)
    -> AggregateRow
  {
    AggregateRow(
      group: [.text(code)],
      values: [
        .integer(count), .money(Money(minorUnits: sum, currency: currency)),
        .money(Money(minorUnits: maximum, currency: currency)),
      ])
  }

  private static func groups(_ t: Trial) async throws {
    let store = try await prepared(t)
    let rows = try await store.aggregate(Specimen.self, where: \.level == .low, by: [Grouping("level")], .sum("fee"))
    t.expect(rows.first?.values, is: [.money(Money(minorUnits: 350, currency: .usd))], "a group of one currency")
    let amounts = try await store.aggregate(Specimen.self, .sum("fee.amount"))
    t.expect(
      amounts.first?.values, is: [.decimal(try ExactDecimal("14"))], "amounts without their currency, when asked so")
  }

  private static func nothing(_ t: Trial) async throws {
    let store = try await prepared(t)
    let rows = try await store.aggregate(
      Specimen.self, where: \.fee == nil || \.fee == Money(minorUnits: 7, currency: .jpy), .sum("fee"), .average("fee"),
      .minimum("fee"))
    let seven = Money(minorUnits: 7, currency: .jpy)
    t.expect(rows.first?.values, is: [.money(seven), .amount(7, .jpy), .money(seven)], "one amount and nothing")
  }
}
