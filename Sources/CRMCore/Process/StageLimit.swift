/// That a record stays in a stage for longer than it should: work on the agenda, taken off it when the record leaves.
struct StageLimit: ScheduledWork {
  static let kind = "stageLimit"
  let instance: ProcessInstance.ID
}

extension StoreTransaction {
  /// Does what a stage wants done about a record that is still in it.
  func noteOverdue(_ id: ProcessInstance.ID) async throws {
    guard let subject = try await find(id)?.subjectKey, try await context.record(subject) != nil else { return }
    let way = try await way(of: id)
    try await perform(way.stage.onOverdue, on: way.record.key)
  }
}
