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

  func validate() throws { _ = try calendar }
}
