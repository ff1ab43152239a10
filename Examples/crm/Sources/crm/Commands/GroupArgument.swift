public import ArgumentParser
public import CRMKit

/// What a report groups by, as it is written: `PATH` or `PATH:PERIOD`.
struct GroupArgument: ExpressibleByArgument {
  let path: FieldPath
  let granularity: DateGranularity?
  /// How it was written.
  let text: String

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let path = parts.first, !path.isEmpty else { return nil }
    if parts.count == 2 {
      guard let granularity = DateGranularity(argument: String(parts[1])) else { return nil }
      self.granularity = granularity
    } else {
      granularity = nil
    }
    self.path = FieldPath(String(path))
    text = argument
  }

  func grouping(in calendar: ReportCalendar) -> Grouping {
    Grouping(path, by: granularity.map { GroupingPeriod($0, in: calendar) })
  }
}

extension DateGranularity: @retroactive ExpressibleByArgument {
  /// The period of a name such as `month` or `fiscal-quarter`.
  public init?(argument: String) {
    let period = DateGranularity.allCases.first { granularity in
      switch granularity {
      case .fiscalQuarter: argument == "fiscal-quarter"
      case .fiscalYear: argument == "fiscal-year"
      default: argument == granularity.rawValue
      }
    }
    guard let period else { return nil }
    self = period
  }
}
