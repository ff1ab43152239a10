public import CRMCore

/// The reports of CRMAnalytics, on whatever can be asked: `crm.analytics`.
public struct AnalyticsService<Scope: RecordReading & ~Copyable>: ~Copyable {
  let scope: Scope
}

extension RecordReading where Self: ~Copyable {
  /// What can be reported.
  public var analytics: AnalyticsService<ReadingScope> { _read { yield AnalyticsService(scope: readingScope()) } }
}
