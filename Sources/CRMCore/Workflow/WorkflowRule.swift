import Synchronization

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

/// The workflows of a store, read once and again after they were changed.
final class WorkflowRules: Sendable {
  private let rules = Mutex<[String: [WorkflowRule]]?>(nil)

  /// The workflows by entity, as a transaction sees them.
  ///
  /// - Parameter mayKeep: Whether others see the same, since the transaction has changed none.
  func current(in context: borrowing WriteContext, mayKeep: Bool) async throws -> [String: [WorkflowRule]] {
    guard mayKeep else { return try await WorkflowRules.read(in: context) }
    if let known = rules.withLock({ $0 }) { return known }
    let found = try await WorkflowRules.read(in: context)
    rules.withLock { $0 = found }
    return found
  }

  /// Forgets the workflows, since they have changed.
  func invalidate() { rules.withLock { $0 = nil } }

  /// The workflows by entity, as they are in a transaction.
  static func read(in context: borrowing WriteContext) async throws -> [String: [WorkflowRule]] {
    let (catalog, scope) = (context.reading.catalog, try await context.reading.scope())
    let engine = StoreTransaction(unrestricting: context)
    let workflows = try await engine.fetch(WorkflowDefinition.self, where: \.isEnabled == true).map { try $0.workflow }
    let rules = try workflows.map { try WorkflowRule($0, catalog: catalog, scope: scope) }
    return Dictionary(grouping: rules) { $0.workflow.entity }
  }
}
