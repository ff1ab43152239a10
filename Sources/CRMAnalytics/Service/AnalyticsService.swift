public import CRMCore

/// The reports of CRMAnalytics, on whatever can be asked: `crm.analytics`.
///
/// ```swift
/// let winRate = try await crm.analytics.report(.winRate())
/// for try await funnel in crm.analytics.live(.funnel()) { show(funnel) }
/// ```
///
/// Each report is answered from one view of the store, of what the one who asks may see. It can't be kept: hold the `CRM`.
public struct AnalyticsService<Scope: RecordReading & ~Copyable>: ~Copyable {
  let scope: Scope
}

extension AnalyticsService where Scope: ~Copyable {
  /// Answers a report.
  ///
  /// - Throws: What the report throws.
  public func report<R: Report>(_ report: R) async throws -> R.Answer {
    try await scope.reading { try await report.answer(from: Snapshot(sharing: $0)) }
  }
}

extension AnalyticsService where Scope == ObservedScope {
  /// The answer of a report as it is now, and again whenever it has changed.
  public func live<R: Report>(_ report: R) -> LiveReport<R> { LiveReport(report, of: scope.observed) }
}

extension RecordReading where Self: ~Copyable {
  /// What can be reported.
  public var analytics: AnalyticsService<ReadingScope> { _read { yield AnalyticsService(scope: readingScope()) } }
}

extension LiveReading {
  /// What can be reported, and observed.
  public var analytics: AnalyticsService<ObservedScope> {
    _read { yield AnalyticsService(scope: ObservedScope(observed: observed)) }
  }
}

/// A store or `CRM` whose reports can be observed.
public struct ObservedScope: LiveReading {
  /// The store whose answers are observed.
  public let observed: any Store

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    try await observed.reading(body)
  }
}
