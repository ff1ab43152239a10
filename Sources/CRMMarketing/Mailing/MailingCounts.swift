import CRMCore

/// How far a mailing has come.
///
/// `recipients` are all who were dealt with: `queued` and `suppressed` together make them up.
public struct MailingCounts: Hashable, Sendable {
  /// How many messages wait in the outbox to be sent, or tried again.
  public internal(set) var waiting = 0
  /// How many messages the transport has taken.
  public internal(set) var sent = 0
  /// How many messages were given up.
  public internal(set) var failed = 0
  /// How many messages were taken back before they were sent.
  public internal(set) var withdrawn = 0
  /// Of how many messages the outbox keeps nothing any more.
  public internal(set) var forgotten = 0
  /// How many got no message, by the reason.
  public internal(set) var suppressed: [MailingRecipient.Suppression: Int] = [:]
  /// How many asked not to be written to any more because of it.
  public internal(set) var unsubscribed = 0

  /// How many messages were put into the outbox.
  public var queued: Int { waiting + sent + failed + withdrawn + forgotten }
  /// How many were dealt with.
  public var recipients: Int { queued + suppressed.values.reduce(0, +) }

  /// The groups that recipients are counted by.
  static let groups = [
    Grouping("state"), Grouping("suppression"), Grouping("message.state"), Grouping("hasUnsubscribed"),
  ]

  /// Adds up the rows of an aggregate that counts by these groups.
  init(_ rows: [AggregateRow]) {
    for row in rows {
      let count = row.values[0].count
      if row.group[3] == true { unsubscribed += count }
      if row.group[0].text == MailingRecipient.State.suppressed.rawValue {
        suppressed[MailingRecipient.Suppression(rawValue: row.group[1].text ?? ""), default: 0] += count
        continue
      }
      switch row.group[2].text.flatMap(OutboxMessage.State.init) {
      case .waiting: waiting += count
      case .sent: sent += count
      case .failed: failed += count
      case .withdrawn: withdrawn += count
      case nil: forgotten += count
      }
    }
  }
}

extension AnyValue {
  /// A count of an aggregate.
  var count: Int { if case .integer(let count) = self { Int(clamping: count) } else { 0 } }
}
