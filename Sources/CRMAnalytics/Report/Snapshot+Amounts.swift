import CRMCore

/// A sum of money of a group of records.
struct GroupAmount {
  /// What the group's records share.
  let group: [AnyValue]
  /// How many they are.
  let count: Int
  /// What they come to.
  let amount: Money
}

extension Snapshot {
  /// Sums of money by groups, in one currency.
  ///
  /// Other currencies are converted amount by amount by the rate of their day, each rounded once, so that the sums come to the same however
  /// they are divided. A group may occur twice: with amounts of the currency itself, and with others.
  ///
  /// - Parameters:
  ///   - field: The field of the amounts.
  ///   - type: The type of the records.
  ///   - condition: Which records.
  ///   - groups: What they are divided by.
  ///   - day: The field of the day whose rate counts; today's where it is nil.
  ///   - currency: The currency of the sums.
  ///   - rates: What other currencies are worth.
  /// - Throws: `ValueError.noExchangeRate`, `ValueError.moneyOutOfRange`.
  func amounts(
    of field: FieldPath, of type: RecordType, where condition: FilterExpression, by groups: [FieldPath],
    on day: FieldPath,
    in currency: Currency, _ rates: ExchangeRates
  ) async throws -> [GroupAmount] {
    let home = AnyValue.text(currency.code)
    let path = field.appending("currency")
    let known = condition && .compare(field, .notEqual, .null)
    let own = try await rows(
      of: type, where: known && .compare(path, .equal, home), by: groups, .count, .sum(field))
    let foreign = try await rows(
      of: type, where: known && .compare(path, .notEqual, home), by: groups + [day, field], .count)
    return try own.compactMap(GroupAmount.init) + foreign.compactMap { try converted($0, to: currency, rates) }
  }

  private func converted(_ row: AggregateRow, to currency: Currency, _ rates: ExchangeRates) throws -> GroupAmount? {
    guard let amount = row.group.last?.money, let count = row.values[0].wholeNumber else { return nil }
    let one = try rates.convert(amount, to: currency, on: row.group[row.group.count - 2].day ?? today).result
    return GroupAmount(
      group: Array(row.group.dropLast(2)), count: count,
      amount: try one.multiplied(by: ExactDecimal(Int64(count)), rounding: .halfEven))
  }
}

extension GroupAmount {
  /// A group of one currency; nil where there is nothing to add up.
  fileprivate init?(_ row: AggregateRow) {
    guard let count = row.values[0].wholeNumber, let amount = row.values[1].money else { return nil }
    self.init(group: row.group, count: count, amount: amount)
  }
}
