public import ArgumentParser
public import CRMKit
import Foundation

extension CalendarSystem: @retroactive ExpressibleByArgument {}

/// The calendar in which a command divides time: months and years of reports, and periods of filters such as `this
/// month`.
struct CalendarOptions: ParsableArguments {
  @Option(name: .customLong("calendar"), help: "The calendar of months and years.")
  var system = CalendarSystem.gregorian

  @Option(help: ArgumentHelp("The time zone in which instants fall on days, such as Asia/Tehran.", valueName: "name"))
  var zone = "UTC"

  @Option(
    name: .customLong("fiscal-start"), help: ArgumentHelp("The month in which fiscal years begin.", valueName: "month"))
  var fiscalStart = 1

  @Option(
    help: ArgumentHelp(
      "The day that periods such as “last 90 days” are counted from: 2017-12-31, or 1396/10/10. Today otherwise.",
      valueName: "day"))
  var today: DayArgument?

  /// The world in which a command asks: its calendar, and the day that it is.
  var environment: CRMEnvironment {
    get throws {
      var environment = CRMEnvironment.system(calendar: try calendar)
      if let day = today?.date {
        let now = try environment.calendar.instants(of: day..<day.adding(days: 1)).lowerBound
        environment.clock = { now }
      }
      return environment
    }
  }

  /// The calendar as asked for.
  ///
  /// Weeks begin on Saturday in the Persian one and on Monday otherwise.
  var calendar: ReportCalendar {
    get throws {
      guard let timeZone = TimeZone(identifier: zone) else {
        throw ValidationError("There is no time zone “\(zone)” on this machine; use a name such as Asia/Tehran.")
      }
      guard (1...12).contains(fiscalStart) else { throw ValidationError("--fiscal-start is a month from 1 to 12.") }
      return try ReportCalendar(
        system, timeZone: timeZone, firstWeekday: system == .persian ? .saturday : .monday,
        fiscalYearStartMonth: fiscalStart)
    }
  }

  func validate() throws { _ = try environment }
}

/// A day as it is written: `2017-12-31`, or by the Persian calendar `1396/10/10`.
struct DayArgument: ExpressibleByArgument {
  let date: CalendarDate

  init?(argument: String) {
    guard case .date(let date)? = try? AnyValue(typed: argument, as: .date) else { return nil }
    self.date = date
  }
}
