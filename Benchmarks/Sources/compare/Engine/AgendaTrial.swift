import CRMKit

/// Work that is put on the agenda, each piece by a commit of its own, and then done: held against plain commits of one record.
final class AgendaTrial: EngineTrial {
  /// Work that writes one record.
  private struct Chore: ScheduledWork {
    static let kind = "chore"
    let number: Int
  }

  private let crm: CRM
  private let runner: AgendaRunner
  private let operations: Int

  init(_ store: EngineStore, operations: Int, in folder: String) throws {
    self.operations = store.operations(operations)
    crm = try store.crm(in: folder)
    var runner = crm.agenda()
    runner.handle(Chore.self) { work, _, crm in
      var mark = Mark(id: crm.newID())
      mark.number = work.number
      try await crm.insert(mark)
    }
    self.runner = runner
  }

  func sample() async throws -> [EngineWork: Costs] {
    let scheduling = try await nanoseconds {
      for number in 0..<operations { try await crm.schedule(Chore(number: number), due: .after(.zero)) }
    }
    let committing = try await nanoseconds { try await crm.commitMarks(operations) }
    var run = AgendaRun()
    let running = try await nanoseconds { run = try await runner.runDue(limit: 2 * operations) }
    guard run == AgendaRun(done: operations) else { throw WrongOutcome(description: "the agenda did \(run)") }
    let count = Double(operations)
    return [
      .agendaSchedule: Costs(work: scheduling / count, yardstick: committing / count),
      .agendaRun: Costs(work: running / count, yardstick: committing / count),
    ]
  }
}
