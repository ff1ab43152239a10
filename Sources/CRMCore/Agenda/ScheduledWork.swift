/// A kind of work that is due later: a reminder, the warning of a service level, the next step of a journey.
///
/// ```swift
/// struct FollowUp: ScheduledWork {
///   static let kind = "followUp"
///   var account: Account.ID
/// }
///
/// try await crm.transaction { crm in
///   try await crm.update(deal.id) { $0.state = .won }
///   try await crm.schedule(FollowUp(account: account.id), due: .on(day, at: nine, in: tehran))
/// }
/// ```
///
/// The value itself says what is to be done; it is kept as JSON until then. An ``AgendaRunner`` does it.
public protocol ScheduledWork: Codable, Sendable {
  /// The stable name of this kind of work. It names the stored data.
  static var kind: String { get }

  /// What becomes of it when nobody was there to do it in time.
  static var whenMissed: MissedWork { get }
}

extension ScheduledWork {
  /// It is done late, and once, however often it was due.
  public static var whenMissed: MissedWork { .collapse }
}

/// What becomes of work whose time passed while nobody was there to do it.
public enum MissedWork: Hashable, Sendable {
  /// Each occurrence that was missed is done, one after the other, the oldest first.
  case catchUp
  /// The occurrences that were missed are done as one: the last of them.
  case collapse
  /// What is later than this is not done any more.
  case skip(after: Duration)
}
