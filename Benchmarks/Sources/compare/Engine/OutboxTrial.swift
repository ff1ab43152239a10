import CRMKit

/// A transport that takes no time.
private struct Nowhere: Transport {
  func send(_ message: String, as delivery: Delivery) async throws -> String? { nil }
}

/// Messages that are posted, each by a commit of its own, and then delivered to nowhere: held against plain commits of one record.
final class OutboxTrial: EngineTrial {
  private static let channel = OutboxChannel<String>("benchmark")

  private let store: EngineStore
  private let operations: Int
  /// How many messages the outbox has sent and keeps before.
  private let sent: Int
  private let folder: String

  init(_ store: EngineStore, operations: Int, sent: Int, in folder: String) {
    self.store = store
    self.operations = store.operations(operations)
    self.sent = sent
    self.folder = folder
  }

  /// Begins anew, since the outbox keeps what it has sent.
  func sample() async throws -> [EngineWork: Costs] {
    let crm = try store.crm(in: folder)
    var runner = crm.outbox(name: "benchmark")
    runner.connect(Self.channel, to: Nowhere())
    try await crm.load((0..<sent).map { sentMessage($0, in: crm) })
    let posting = try await nanoseconds {
      for number in 0..<operations {
        try await crm.post("Your order is on its way.", over: Self.channel, to: recipient(number))
      }
    }
    let committing = try await nanoseconds { try await crm.commitMarks(operations) }
    var run = OutboxRun()
    let delivering = try await nanoseconds { run = try await runner.deliverDue() }
    guard run == OutboxRun(sent: operations) else { throw WrongOutcome(description: "the outbox did \(run)") }
    let count = Double(operations)
    return [
      .outboxPost: Costs(work: posting / count, yardstick: committing / count),
      .outboxDeliver: Costs(work: delivering / count, yardstick: committing / count),
    ]
  }

  private func recipient(_ number: Int) -> String { "customer \(number % 100)" }

  private func sentMessage(_ number: Int, in crm: CRM) -> OutboxMessage {
    var message = OutboxMessage(id: crm.newID())
    message.channel = Self.channel.name
    message.recipient = recipient(number)
    message.key = message.id.description
    message.message = "\"Your order is on its way.\""
    message.state = .sent
    message.attempts = 1
    message.attemptedAt = Instant(microsecondsSince1970: 0)
    message.sentAt = message.attemptedAt
    return message
  }
}
