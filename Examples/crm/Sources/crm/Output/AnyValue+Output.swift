import CRMKit

extension AnyValue {
  /// The value for people: nothing is blank, amounts of money have their thousands apart.
  var display: String {
    switch self {
    case .null: ""
    case .money(let value): AnyValue.amount(value.amount, value.currency).display
    case .amount(let amount, let currency):
      "\(amount.text(minimumScale: currency.minorUnits).groupingThousands) \(currency.code)"
    case .list(let values): values.map(\.display).joined(separator: ", ")
    default: text ?? ""
    }
  }

  /// The value for people, with the names of records instead of their identifiers where they are known.
  func display(names: [Identifier: String]) -> String {
    switch self {
    case .reference(let id): names[id] ?? display
    case .list(let values): values.map { $0.display(names: names) }.joined(separator: ", ")
    default: display
    }
  }

  /// The identifiers that the value refers to.
  var references: [Identifier] {
    switch self {
    case .reference(let id): [id]
    case .list(let values): values.flatMap(\.references)
    default: []
    }
  }

  /// Whether people compare it by its size, so that a table aligns it to the right.
  var isQuantity: Bool {
    switch self {
    case .integer, .decimal, .number, .money, .amount: true
    default: false
    }
  }
}

extension String {
  /// A number with a comma between thousands: `10,005,534.00`.
  var groupingThousands: String {
    let start = firstIndex { $0.isNumber } ?? startIndex
    let end = firstIndex(of: ".") ?? endIndex
    var grouped = ""
    for (position, digit) in self[start..<end].reversed().enumerated() {
      if position > 0 && position.isMultiple(of: 3) { grouped.append(",") }
      grouped.append(digit)
    }
    return self[..<start] + String(grouped.reversed()) + self[end...]
  }
}
