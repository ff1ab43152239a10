import CRMKit
import CRMTransports

/// Messages that are posted, each by a commit of its own, and then delivered to a closure: held against plain commits of one record.
final class OutboxTrial: EngineTrial {
  private static let channel = OutboxChannel<String>("benchmark")

  private let crm: CRM
  private let runner: OutboxRunner
  private let operations: Int

  init(_ store: EngineStore, operations: Int, in folder: String) throws {
    self.operations = store.operations(operations)
    crm = try store.crm(in: folder)
    var runner = crm.outbox(name: "benchmark")
    runner.connect(Self.channel, to: ClosureTransport<String> { _, _ in nil })
    self.runner = runner
  }

  func sample() async throws -> [EngineWork: Costs] {
    let posting = try await nanoseconds {
      for number in 0..<operations {
        try await crm.post("Your order is on its way.", over: Self.channel, to: "customer \(number % 100)")
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
}
