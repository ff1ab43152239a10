import CRMCore
import CRMMemoryStore
import Foundation

/// Makes deals, and questions about them, from a seed.
struct DealMaker {
  var random: SplitMix64
  let environment: CRMEnvironment
  var buyers: [Buyer] = []

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    environment = .replayable(seed: seed)
    for number in 0..<12 {
      var buyer = Buyer(id: environment.newID())
      buyer.name = "buyer \(number % 5)"
      buyer.size = number % 4 == 0 ? nil : number % 3
      buyer.parent = number > 3 ? buyers[number % 4].id : nil
      buyers.append(buyer)
    }
  }

  mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  mutating func fill(_ deal: inout Deal) throws {
    deal.name = "deal \(number(below: 40))"
    deal.stage = [nil, .new, .open, .won, .lost][number(below: 5)]
    deal.count = number(below: 6) == 0 ? nil : number(below: 9) - 4
    let currency: Currency = number(below: 3) == 0 ? .eur : .usd
    deal.value = number(below: 5) == 0 ? nil : Money(minorUnits: Int64(number(below: 5000)) - 100, currency: currency)
    deal.rate = number(below: 4) == 0 ? nil : try ExactDecimal("\(number(below: 9)).\(number(below: 100))")
    deal.weight = number(below: 4) == 0 ? nil : Double(number(below: 64) - 32) / 4
    deal.isHot = [nil, true, false][number(below: 3)]
    deal.day = number(below: 7) == 0 ? nil : try CalendarDate(daysSince1970: 19_000 + number(below: 900))
    deal.seen =
      number(below: 7) == 0
      ? nil : Instant(microsecondsSince1970: 1_600_000_000_000_000 + Int64(number(below: 90_000)) * 1_000_000_000)
    deal.pause = number(below: 3) == 0 ? nil : .microseconds(number(below: 4000))
    deal.buyer = number(below: 6) == 0 ? nil : buyers[number(below: buyers.count)].id
  }

  static let paths: [FieldPath] = [
    "name", "stage", "count", "value", "value.amount", "value.currency", "rate", "weight", "isHot", "day", "seen",
    "pause",
    "buyer", "buyer.name", "buyer.size", "buyer.parent", "buyer.parent.name",
  ]

  mutating func path() -> FieldPath { Self.paths[number(below: Self.paths.count)] }

  mutating func filter(depth: Int = 0) throws -> FilterExpression {
    switch number(below: depth > 2 ? 12 : 15) {
    case 0: .compare(path(), number(below: 2) == 0 ? .equal : .notEqual, .null)
    case 1: .compare("stage", .notEqual, "won")
    case 2: .isIn("stage", ["won", "lost", .null])
    case 3: .compare("count", .lessOrEqual, .integer(Int64(number(below: 6) - 2)))
    case 4: .isIn("count", [1, 3, -2])
    case 5: .compare("value", .greater, .money(Money(minorUnits: Int64(number(below: 5000)), currency: .usd)))
    case 6: .compare("value.amount", .less, .integer(Int64(number(below: 50))))
    case 7: .compare("value.currency", .equal, "EUR")
    case 8:
      .between("day", .date(try CalendarDate(daysSince1970: 19_200)), .date(try CalendarDate(daysSince1970: 19_600)))
    case 9: .text(number(below: 2) == 0 ? "name" : "buyer.name", .hasSuffix, "\(number(below: 5))")
    case 10: .compare("buyer.parent.size", .greaterOrEqual, 1)
    case 11: .compare("weight", .less, .number(Double(number(below: 9)) - 4))
    case 12: .and([try filter(depth: depth + 1), try filter(depth: depth + 1)])
    case 13: .or([try filter(depth: depth + 1), try filter(depth: depth + 1)])
    default: .not(try filter(depth: depth + 1))
    }
  }

  mutating func grouping() -> Grouping {
    let calendar: ReportCalendar = number(below: 2) == 0 ? .persian(in: .gmt) : .gregorian(in: .gmt)
    return switch number(below: 6) {
    case 0: Grouping("day", by: GroupingPeriod(.month, in: calendar))
    case 1: Grouping("seen", by: GroupingPeriod(.quarter, in: calendar))
    default: Grouping(path())
    }
  }

  mutating func measure() -> Measure {
    let number = number(below: 14)
    return switch number {
    case 0: .count
    case 1: .distinct(path())
    case 2: .sum("count")
    case 3: .average("count")
    case 4: .sum("value.amount")
    case 5: .average("value")
    case 6: .sum("rate")
    case 7: .average("weight")
    case 8: .minimum("day")
    case 9: .maximum("name")
    case 10: .median("seen")
    case 11: .percentile(90, "pause")
    case 12: .average("isHot")
    default: .maximum("rate")
    }
  }

  mutating func query() throws -> AggregateQuery {
    AggregateQuery(
      Deal.recordType, where: number(below: 3) == 0 ? .constant(true) : try filter(),
      by: (0..<number(below: 4)).map { _ in grouping() },
      measures: [.count] + (0..<number(below: 4)).map { _ in measure() })
  }
}

extension AggregateQuery {
  /// The same question, asked of fields that are no columns.
  var plain: AggregateQuery {
    var plain = self
    plain.filter = filter.plain
    plain.groups = groups.map { Grouping(Deal.plain($0.path), by: $0.period) }
    plain.measures = measures.map(\.plain)
    return plain
  }
}

extension Measure {
  fileprivate var plain: Measure {
    switch self {
    case .count: .count
    case .distinct(let path): .distinct(Deal.plain(path))
    case .sum(let path): .sum(Deal.plain(path))
    case .average(let path): .average(Deal.plain(path))
    case .minimum(let path): .minimum(Deal.plain(path))
    case .maximum(let path): .maximum(Deal.plain(path))
    case .median(let path): .median(Deal.plain(path))
    case .percentile(let percent, let path): .percentile(percent, Deal.plain(path))
    }
  }
}

extension FilterExpression {
  fileprivate var plain: FilterExpression {
    switch self {
    case .constant, .any, .all: self
    case .and(let parts): .and(parts.map(\.plain))
    case .or(let parts): .or(parts.map(\.plain))
    case .not(let part): .not(part.plain)
    case .compare(let path, let comparison, let value): .compare(Deal.plain(path), comparison, value)
    case .isIn(let path, let values): .isIn(Deal.plain(path), values)
    case .between(let path, let low, let high): .between(Deal.plain(path), low, high)
    case .text(let path, let test, let words): .text(Deal.plain(path), test, words)
    case .matches(let path, let words): .matches(Deal.plain(path), words)
    case .during(let path, let period): .during(Deal.plain(path), period)
    }
  }
}
