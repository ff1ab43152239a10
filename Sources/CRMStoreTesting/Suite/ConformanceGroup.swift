/// A group of checks of the conformance suite: one test of an adapter.
public enum ConformanceGroup: String, CaseIterable, Hashable, Sendable, Codable {
  /// Every value of every type comes back as it was written, and what can't be a value is refused.
  case values
  /// Records are found by identifier, fetched, counted and explained.
  case reading
  /// Records are inserted, updated and deleted, with their stamps.
  case writing
  /// Conditions mean the same on every store.
  case filters
  /// The order of answers is total, and pages fit together.
  case paging
  /// Figures are exact.
  case aggregates
  /// Unique fields are unique.
  case constraints
  /// References lead somewhere, and deletion does what they declare.
  case references
  /// Stale updates are refused, naming the fields in conflict.
  case revisions
  /// Transactions are all or nothing, and see their own writes.
  case transactions
  /// Transactions are serializable, and readers see one consistent state without waiting.
  case isolation
  /// Who changed what, when; records as of an instant; restoring.
  case history
  /// Fields that were added while the program runs.
  case customFields
  /// What an actor may not see does not exist for them.
  case rights
  /// Every commit is published once, in order.
  case feed
  /// Live answers are those that are asked anew.
  case live
  /// Many records in one transaction.
  case bulk
  /// Random work has the same outcome as on a plain model.
  case model
  /// What was committed is there when the store is opened again.
  case durability

  /// The names of the group's checks, in the order in which they run.
  public var checks: [String] { conformanceChecks.map(\.name) }

  var conformanceChecks: [ConformanceCheck] {
    switch self {
    case .values: ValueChecks.all + TextChecks.all + NumberChecks.all
    case .reading: ReadingChecks.all
    case .writing: WritingChecks.all
    case .filters: FilterChecks.all + OperatorChecks.all + NothingChecks.all + ListChecks.all + HostileChecks.all
    case .paging: OrderChecks.all + PagingChecks.all
    case .aggregates: AggregateChecks.all + GroupingChecks.all + MoneyChecks.all + PercentileChecks.all
    case .constraints: ConstraintChecks.all
    case .references: ReferenceChecks.all + DeletionChecks.all
    case .revisions: RevisionChecks.all
    case .transactions: TransactionChecks.all + HandleChecks.all
    case .isolation: IsolationChecks.all + ConcurrencyChecks.all
    case .history: HistoryChecks.all + PastChecks.all
    case .customFields: CustomFieldChecks.all
    case .rights: VisibilityChecks.all + PermissionChecks.all
    case .feed: FeedChecks.all
    case .live: LiveChecks.all
    case .bulk: BulkChecks.all
    case .model: ModelChecks.all
    case .durability: DurabilityChecks.all
    }
  }
}

/// One promise and how it is tried.
struct ConformanceCheck: Sendable {
  let name: String
  let body: @Sendable (Trial) async throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (Trial) async throws -> Void) {
    self.name = name
    self.body = body
  }
}
