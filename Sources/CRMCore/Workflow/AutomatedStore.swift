/// A store that carries out workflows, ends the ways of deleted records through their processes, and tells users of each other's changes: everything that is written to it, by whatever way, is
/// held against the workflows' triggers and what users watch.
///
/// ```swift
/// let store = AutomatedStore(try FileStore(at: path, types + AutomatedStore.recordTypes))
/// var agenda = AgendaRunner(store)
/// agenda.handleAutomation()            // what workflows do afterwards, and at their times
/// ```
///
/// What a workflow does in the transaction can set off others; after ``deepestChain`` of them in a row the transaction is refused.
/// What it does afterwards can, too: a chain without end is cut after as many, and noted as a ``WorkflowRun`` that was stopped.
public final class AutomatedStore: Store {
  /// How many workflows may set each other off in a row.
  public static let deepestChain = 16

  /// The record types of the agenda, the outbox, the inbox, processes, workflows and roles.
  public static let recordTypes: [any Record.Type] =
    [
      AgendaEntry.self, OutboxMessage.self, InboxItem.self, Watch.self, ProcessDefinition.self, ProcessInstance.self,
      StageVisit.self, ProcessTask.self, ProcessApproval.self, WorkflowDefinition.self, WorkflowRun.self,
    ] + RolePolicy.recordTypes

  /// The record types that the store keeps.
  public let catalog: Catalog
  /// What was committed, as it is committed.
  public let feed: ChangeFeed

  private let base: any Store
  private let orders = StandingOrders()
  private let insertions = InsertionGroup()

  /// Carries out the workflows that a store holds.
  public init(_ base: any Store) {
    catalog = base.catalog
    feed = base.feed
    self.base = base
  }

  /// Time, identifiers, calendar and actor.
  public var environment: CRMEnvironment { base.environment }

  /// Ends the store underneath.
  public func close() async throws { try await base.close() }

  /// Begins a view of the newest durable state.
  public func beginRead() async throws -> any StoreReader { try await base.beginRead() }

  /// The record of that key as it is at this moment.
  public func currentRecord(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try await base.currentRecord(key, of: type)
  }

  /// Adds a record; those that are added while another is under way are committed together, in one transaction of up to 64.
  ///
  /// Each is refused by itself all the same, and created at the time of its call. Insertions wait for one another in the order of their arrival.
  ///
  /// - Throws: As ``RecordWriting/insert(_:)``.
  @discardableResult
  public func insert<R: Record>(_ record: R) async throws -> R {
    guard insertions.begin() else { return try await insertions.add(record, to: self) }
    defer { insertions.end(on: self) }
    return try await performing { try await $0.insert(record) }
  }

  /// Begins a transaction, in which workflows are carried out before it is committed.
  @inline(__always)
  public func beginWrite() async throws -> any StoreWriter {
    let edition = orders.edition
    return AutomatedWriter(try await base.beginWrite(), orders: orders, edition: edition)
  }
}

/// A transaction of an automated store.
private final class AutomatedWriter: StoreWriter {
  private let base: any StoreWriter
  private let orders: StandingOrders
  /// The edition of the orders before the transaction was begun.
  private let edition: Int

  init(_ base: any StoreWriter, orders: StandingOrders, edition: Int) {
    self.base = base
    self.orders = orders
    self.edition = edition
  }

  @inline(__always)
  func prepare(_ context: borrowing WriteContext) async throws {
    try await base.prepare(context)
    if context.changes.kinds.contains(.deletion) {
      try await StoreTransaction(unrestricting: context).endWaysOfDeleted()
      try await StoreTransaction(unrestricting: context).endSharesOfDeleted()
    }
    var current =
      if let known = orders.known(in: context) { known } else { try await orders.current(in: context, since: edition) }
    if !current.rules.isEmpty {
      try await Automation(current.rules).carryOut(in: context)
      // Which may have changed who watches.
      current = try await orders.current(in: context, since: edition)
    }
    let (kinds, haveWatchers) = (context.changes.kinds, current.haveWatchers)
    guard kinds.contains(.owned) || haveWatchers && kinds.contains(.succession) else { return }
    try await Collaboration(of: context.reading.environment.actor, haveWatchers: haveWatchers).tell(in: context)
  }

  @inline(__always)
  func commit(_ changes: ChangeSet) async throws { try await commit(changes) {} }

  @inline(__always)
  func commit(_ changes: ChangeSet, acknowledge: () -> Void) async throws {
    try await orders.around(changes) { try await base.commit(changes, acknowledge: acknowledge) }
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try await base.record(key, of: type) }
  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await base.records(query) }
  func count(_ query: RecordQuery) async throws -> Int { try await base.count(query) }
  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await base.aggregate(query) }
  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await base.explain(query) }
  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await base.explain(query) }
  func lastCommit() async throws -> UInt64 { try await base.lastCommit() }
  func insert(_ record: AnyRecord) async throws { try await base.insert(record) }
  func insert(_ records: [AnyRecord]) async throws { try await base.insert(records) }
  func update(_ record: AnyRecord) async throws { try await base.update(record) }
  func delete(_ key: RecordKey, of type: RecordType) async throws { try await base.delete(key, of: type) }
  func end() async { await base.end() }
  var unrestricted: any StoreReader { base.unrestricted }
  var restrictions: Restrictions? { base.restrictions }
  var unrestrictedWriter: any StoreWriter { base.unrestrictedWriter }
}
