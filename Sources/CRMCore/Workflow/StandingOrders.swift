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

  private struct State {
    var known: Current?
    /// How often they were forgotten.
    var edition = 0
  }

  private let state = Mutex(State())

  /// Changes whenever the orders are forgotten: by it a transaction knows whether others may have been given since it was begun.
  var edition: Int { state.withLock { $0.edition } }

  /// The orders as a transaction sees them, where they need not be read for it.
  func known(in context: borrowing WriteContext) -> Current? {
    context.changes.touch(oneOf: StandingOrders.types) ? nil : state.withLock { $0.known }
  }

  /// The orders as a transaction sees them.
  ///
  /// - Parameter edition: The edition before the transaction was begun.
  func current(in context: borrowing WriteContext, since edition: Int) async throws -> Current {
    if let known = known(in: context) { return known }
    let found = try await StandingOrders.read(in: context)
    // What the transaction itself has ordered may yet be undone.
    guard !context.changes.touch(oneOf: StandingOrders.types) else { return found }
    state.withLock { state in
      // What was ordered since the transaction was begun, it may not have seen.
      if state.edition == edition { state.known = found }
    }
    return found
  }

  /// Runs a commit, and forgets the orders when it changes them.
  ///
  /// Before it, since others may build on it before it is durable; and after it, since it may fail then.
  func around(_ changes: ChangeSet, commit: () async throws -> Void) async throws {
    guard changes.touches(oneOf: StandingOrders.types) else { return try await commit() }
    forget()
    defer { forget() }
    try await commit()
  }

  private func forget() {
    state.withLock { state in
      state.known = nil
      state.edition += 1
    }
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
