public enum DateGranularity: String, Hashable, Sendable, Codable { case day, week, month, quarter, year, fiscalYear }
public struct ReportCalendar: Hashable, Sendable, Codable { public static let utc = ReportCalendar() }
public enum RelativePeriod: Hashable, Sendable, Codable { case today }
