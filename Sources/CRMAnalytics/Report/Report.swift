public import CRMCore

/// A question about what a store holds, as a value: what is asked, and how it is answered from one view.
///
/// ```swift
/// struct MachinesByCity: Report {
///   func answer(from crm: borrowing Snapshot) async throws -> [String: Int] {
///     let rows = try await crm.aggregate(Machine.self, by: [Grouping("city")], .count)
///     …
///   }
/// }
///
/// let cities = try await crm.analytics.report(MachinesByCity())
/// for try await cities in crm.analytics.live(MachinesByCity()) { … }
/// ```
///
/// Nothing else is needed for a report to be live: what it asks of the view is what is followed. It costs least when it asks for figures
/// (`aggregate`, `count`), which are kept up to date from what changes; what else a commit touches is asked for again. See ``LiveReport``.
///
/// A report depends on nothing but itself and the view. It may ask for the day (`crm.environment`), in the environment's calendar, and not for
/// the time of day.
public protocol Report<Answer>: Sendable {
  /// What answers the question.
  associatedtype Answer: Equatable & Sendable

  /// Answers the question from one view, which shows what the one who asks may see.
  func answer(from crm: borrowing Snapshot) async throws -> Answer
}
