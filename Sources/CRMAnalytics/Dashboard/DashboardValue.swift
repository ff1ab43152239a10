public import CRMCore

/// A value as a dashboard shows it, in the language of the page.
public enum DashboardValue: Hashable, Sendable {
  /// There is none.
  case none
  /// A text.
  case text(BilingualText)
  /// A number of things.
  case count(Int)
  /// A part of a whole, shown in percent; nil of nothing.
  case share(ExactDecimal?)
  /// So many days; nil of nothing.
  case days(ExactDecimal?)
  /// A length of time; nil of nothing.
  case time(Duration?)
  /// An amount of money; nil of nothing.
  case money(Money?)
  /// A period of a calendar.
  case period(DateBucket)
  /// Any other value.
  case value(AnyValue)
  /// Several beside each other.
  case list([DashboardValue])

  /// A name, as it is.
  public static func name(_ name: String) -> DashboardValue { .text(BilingualText(name)) }

  /// What customers have in common.
  public static func segment(_ segment: CustomerSegment) -> DashboardValue {
    switch segment {
    case .unknown: .text(BilingualText("Unknown", persian: "نامشخص"))
    case .age(let band): .text(BilingualText(band.description, persian: band.persian))
    case .value(.text(let text)): .text(BilingualText(known: text))
    case .value(let value): .value(value)
    }
  }

  /// The value as people read it.
  func text(in style: ValueStyle) -> String {
    let text = written(in: style)
    // The sign of a number stands on its left, also where reading goes to the left.
    return style.language == .persian && text.hasPrefix("-") ? "\u{200E}" + text : text
  }

  private func written(in style: ValueStyle) -> String {
    switch self {
    case .none, .share(nil), .days(nil), .time(nil), .money(nil): "–"
    case .text(let text): text.text(in: style.language)
    case .count(let count): style.figure(ExactDecimal(Int64(count)))
    case .share(let share?): style.percent(share)
    case .days(let days?): style.days(days)
    case .time(let time?): style.time(time)
    case .money(let money?): style.text(of: .money(money)) ?? "–"
    case .period(let bucket): bucket.title(in: style.language)
    case .value(let value): style.text(of: value) ?? "–"
    case .list(let values):
      values.map { $0.text(in: style) }.joined(separator: style.language == .persian ? "، " : ", ")
    }
  }
}

extension AgeBand {
  fileprivate var persian: String {
    PersianText.withPersianDigits(to.map { "\(from) تا \($0) سال" } ?? "\(from) سال و بیشتر")
  }
}

extension ValueStyle {
  /// A number with marks before every three digits.
  func figure(_ number: ExactDecimal) -> String {
    let parts = number.description.split(separator: ".", maxSplits: 1).map(String.init)
    let whole = grouped(parts.first ?? "0")
    let fraction = parts.count > 1 ? (language == .persian ? "٫" : ".") + parts[1] : ""
    return language == .persian ? PersianText.withPersianDigits(whole + fraction) : whole + fraction
  }

  fileprivate func percent(_ share: ExactDecimal) -> String {
    let percent = try? share.multiplied(by: 100, scale: 1, rounding: .halfEven)
    return percent.map { figure($0) + (language == .persian ? "٪" : "%") } ?? "–"
  }

  fileprivate func days(_ days: ExactDecimal) -> String {
    let rounded = (try? days.rounded(toScale: 1, .halfEven)) ?? days
    let unit = language == .persian ? "روز" : rounded == 1 ? "day" : "days"
    return "\(figure(rounded)) \(unit)"
  }

  /// The two greatest units of a length of time, the smaller one rounded down.
  fileprivate func time(_ time: Duration) -> String {
    let minutes = max(0, time.components.seconds) / 60
    let isPersian = language == .persian
    let units = [
      (minutes / 1440, isPersian ? "روز" : "d"), (minutes / 60 % 24, isPersian ? "ساعت" : "h"),
      (minutes % 60, isPersian ? "دقیقه" : "min"),
    ]
    let first = units.firstIndex { $0.0 > 0 } ?? units.count - 1
    return units[first...].prefix(2).enumerated().filter { $0 == 0 || $1.0 > 0 }
      .map { figure(ExactDecimal($1.0)) + " " + $1.1 }.joined(separator: isPersian ? " و " : " ")
  }
}
