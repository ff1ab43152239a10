import ArgumentParser
import CRMKit

/// Names of fields or paths with commas between them.
struct ColumnNames: ExpressibleByArgument {
  let paths: [FieldPath]

  init?(argument: String) {
    paths = argument.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }.map { FieldPath($0) }
    if paths.isEmpty { return nil }
  }
}

/// A key of an order as it is written: `PATH`, `PATH:asc` or `PATH:desc`.
struct SortArgument: ExpressibleByArgument {
  let name: String
  let isDescending: Bool

  init?(argument: String) {
    // The key may hold a colon itself: percentile(90:actualValue).
    let parts = argument.hasSuffix(":desc") || argument.hasSuffix(":asc") ? argument.lastIndex(of: ":") : nil
    name = parts.map { String(argument[..<$0]) } ?? argument
    isDescending = argument.hasSuffix(":desc")
    if name.isEmpty { return nil }
  }

  var term: SortTerm { SortTerm(FieldPath(name), isDescending: isDescending) }
}

/// A record's identifier.
struct IdentifierArgument: ExpressibleByArgument {
  let id: Identifier

  init?(argument: String) {
    guard let id = Identifier(argument) else { return nil }
    self.id = id
  }
}

/// An amount of money as it is written: `12,500 USD`.
struct MoneyArgument: ExpressibleByArgument {
  let money: Money

  init?(argument: String) {
    guard case .money(let money)? = try? AnyValue(typed: argument.withoutThousands, as: .money) else { return nil }
    self.money = money
  }
}

/// A currency by its code.
struct CurrencyArgument: ExpressibleByArgument {
  let currency: Currency

  init?(argument: String) {
    guard let currency = try? Currency(isoCode: argument.uppercased()) else { return nil }
    self.currency = currency
  }
}

/// A length of time in ISO 8601: `PT1H30M`.
struct DurationArgument: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    guard let duration = try? Duration(iso8601: argument) else { return nil }
    self.duration = duration
  }
}
