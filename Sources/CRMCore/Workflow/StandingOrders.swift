import Synchronization

/// What is to be done because of the changes in a store: its workflows, and whether anybody watches records.
///
/// Read once, and again after it was changed, so that most transactions ask nothing.
final class StandingOrders: Sendable {
  /// The orders at one moment.
  struct Current: Sendable {
    /// The workflows that are carried out, by entity.
    let rules: [String: [WorkflowRule]]
    /// Whether anybody watches a record.
    let haveWatchers: Bool
  }

  private let known = Mutex<Current?>(nil)

  /// The orders as a transaction sees them, where they need not be read for it.
  func known(in context: borrowing WriteContext) -> Current? {
    context.changes.touch(oneOf: StandingOrders.types) ? nil : known.withLock { $0 }
  }

  /// The orders as a transaction sees them.
  func current(in context: borrowing WriteContext) async throws -> Current {
    if let known = known(in: context) { return known }
    let found = try await StandingOrders.read(in: context)
    // What the transaction itself has ordered may yet be undone.
    if !context.changes.touch(oneOf: StandingOrders.types) { known.withLock { $0 = found } }
    return found
  }

  /// Forgets the orders when a commit has changed them.
  func note(_ changes: ChangeSet) {
    if changes.touches(oneOf: StandingOrders.types) { known.withLock { $0 = nil } }
  }

  private static let types = [WorkflowDefinition.recordType, Watch.recordType]

  /// The orders as they are in a transaction.
  static func read(in context: borrowing WriteContext) async throws -> Current {
    let (catalog, scope) = (context.reading.catalog, try await context.reading.scope())
    let engine = StoreTransaction(unrestricting: context)
    var rules: [WorkflowRule] = []
    if catalog.types.contains(WorkflowDefinition.recordType) {
      for definition in try await engine.fetch(WorkflowDefinition.self, where: \.isEnabled == true) {
        rules.append(try WorkflowRule(definition.workflow, catalog: catalog, scope: scope))
      }
    }
    let haveWatchers = catalog.types.contains(Watch.recordType) ? try await engine.exists(Watch.self) : false
    return Current(rules: Dictionary(grouping: rules) { $0.workflow.entity }, haveWatchers: haveWatchers)
  }
}
