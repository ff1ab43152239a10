import CRMCore

extension AnyValue {
  /// A count, or another whole number.
  var wholeNumber: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
  var exactNumber: ExactDecimal? { if case .decimal(let number) = self { number } else { nil } }
  var money: Money? { if case .money(let money) = self { money } else { nil } }
  var day: CalendarDate? { if case .date(let day) = self { day } else { nil } }
  var moment: Instant? { if case .instant(let instant) = self { instant } else { nil } }
  var identifier: Identifier? { if case .reference(let id) = self { id } else { nil } }
}
