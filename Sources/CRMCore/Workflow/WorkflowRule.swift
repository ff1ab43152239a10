/// A workflow, ready to be held against changes.
struct WorkflowRule: Sendable {
  let workflow: Workflow
  /// The condition that is entered, for the trigger that has one.
  private let entered: FilterProgram?

  init(_ workflow: Workflow, catalog: Catalog, scope: QueryScope) throws {
    self.workflow = workflow
    if case .entered(let filter) = workflow.trigger {
      let type = try catalog.type(of: workflow.entity)
      let checked = try filter.checked(in: .record(type), catalog: catalog, scope: scope)
      entered = try FilterProgram(checked, on: type, catalog: catalog, scope: scope)
    } else {
      entered = nil
    }
  }

  /// What sets the workflow off in a change; nil when nothing does.
  func reason(before: AnyRecord?, after: AnyRecord) throws -> String? {
    switch workflow.trigger {
    case .created: return before == nil ? "created" : nil
    case .changed(let names):
      guard let before else { return nil }
      let changed = try after.fields(differingFrom: before).filter { names.isEmpty || names.contains($0) }
      return changed.isEmpty ? nil : "changed: " + changed.joined(separator: ", ")
    case .entered:
      guard let entered else { return nil }
      let nowhere = RecordLookup(NoRecords())
      guard try entered.matches(after, nowhere) else { return nil }
      return try before.map { try entered.matches($0, nowhere) } ?? false ? nil : "entered"
    case .time, .event: return nil
    }
  }
}
