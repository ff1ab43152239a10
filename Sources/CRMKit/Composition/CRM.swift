@_exported public import CRMAnalytics
@_exported public import CRMContacts
@_exported public import CRMCore
@_exported public import CRMFileStore
@_exported public import CRMMarketing
@_exported public import CRMMemoryStore
@_exported public import CRMSales
@_exported public import CRMService

/// A customer-relationship engine in a program: all modules over one store.
///
/// ```swift
/// let crm = try await CRM(store: .file(at: "~/crm"))
///
/// var acme = Account(id: crm.newID())
/// acme.name = "Acme"
/// acme = try await crm.insert(acme)
/// let open = try await crm.count(Opportunity.self, where: \.state == .open)
/// ```
///
/// Everything that can be asked of a store can be asked of it, and observed: see `RecordReading`, `LiveReading` and `RecordWriting`.
public struct CRM: RecordWriting, LiveReading {
  /// The store, as the one who acts may see and change it, which carries out workflows.
  public let store: any Store
  let policy: any RightsPolicy
  /// Who may see and change what; nil where somebody acts already.
  let access: AccessControl?

  /// The record types of CRMKit's modules.
  public static let recordTypes: [any Record.Type] =
    ContactsModule.recordTypes + SalesModule.recordTypes + MarketingModule.recordTypes + ServiceModule.recordTypes
    + AutomatedStore.recordTypes

  /// Adds what the modules show of their records in each other's timelines and profiles, and the leads to whom marketing may write.
  ///
  /// For a store that is opened before the CRM is made over it; ``init(store:with:environment:rights:)`` does it itself.
  public static func contribute(to environment: inout CRMEnvironment) {
    SalesModule.contribute(to: &environment)
    MarketingModule.contribute(to: &environment)
    ServiceModule.contribute(to: &environment)
    environment.marketing.audiences.append(LeadAudience())
  }

  /// Composes a CRM.
  ///
  /// - Parameters:
  ///   - storage: Where the records are kept.
  ///   - records: Record types of the application's own, besides ``recordTypes``.
  ///   - environment: Time, identifiers, calendar, zone and language.
  ///   - policy: What users may see and do: by their roles, and without a role with their own records.
  /// - Throws: `FileStoreError` when a folder can't be opened, `StoreError.invalidDeclaration` when declarations contradict each other.
  public init(
    store storage: Storage, with records: [any Record.Type] = [], environment: CRMEnvironment = .system(),
    rights policy: any RightsPolicy = RolePolicy.company()
  ) async throws {
    var environment = environment
    CRM.contribute(to: &environment)
    self.init(try await storage.open(CRM.recordTypes + records, environment), rights: policy)
  }

  /// A CRM over a store that exists already, whose environment ``contribute(to:)`` was called on.
  public init(_ store: any Store, rights policy: any RightsPolicy = RolePolicy.company()) {
    self.store = AutomatedStore(store)
    self.policy = policy
    access = AccessControl(to: self.store, by: policy)
  }

  private init(actingOn store: any Store, _ policy: any RightsPolicy) {
    self.store = store
    self.policy = policy
    access = nil
  }

  /// Time, identifiers, calendar and actor.
  public var environment: CRMEnvironment { store.environment }

  /// The store, as whoever acts may see it: what live queries are answered by.
  public var observed: any Store { store }

  /// A new identifier for a record of the type that the context asks for.
  public func newID<R: Record>(_ type: R.Type = R.self) -> RecordID<R> { environment.newID(type) }

  /// Ends the CRM: lets go of its store's files and connections once what was written is safe.
  ///
  /// - Throws: What keeps the last writes from being safe.
  public func close() async throws { try await store.close() }

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    try await store.reading(body)
  }

  /// The record of that identifier; nil when there is none, or none that the actor may see.
  ///
  /// - Throws: `StoreError.unknownEntity`, `StoreError.unavailable`.
  public func record(_ id: Identifier, of type: RecordType) async throws -> AnyRecord? {
    try await store.record(id, of: type)
  }

  /// Runs a body inside a transaction.
  public func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await store.writing(body)
  }

  /// Runs a single operation inside a transaction.
  public func performing<T>(_ operation: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await store.performing(operation)
  }

  /// Adds a record: see `AutomatedStore.insert(_:)`, which commits those together that several tasks add at the same time.
  @discardableResult
  public func insert<R: Record>(_ record: R) async throws -> R { try await store.insert(record) }

  /// Runs a body over one consistent view of everything.
  public func read<T>(_ body: (inout Snapshot) async throws -> T) async throws -> T { try await store.read(body) }

  /// Runs a body inside one transaction: committed when it returns, undone when it throws.
  ///
  /// The body's parameter is best named as the CRM itself, so that nothing inside can write past the transaction by mistake:
  ///
  /// ```swift
  /// try await crm.transaction { crm in
  ///   let account = try await crm.insert(account)
  ///   try await crm.update(deal.id) { $0.account = account.id }
  /// }
  /// ```
  public func transaction<T>(_ body: (inout StoreTransaction) async throws -> T) async throws -> T {
    try await store.write(body)
  }

  /// Adds many records, in transactions of a bounded size: see `Store.load(_:inBatchesOf:progress:)`.
  ///
  /// - Throws: `LoadInterruption`.
  @discardableResult
  public func load<R: Record>(
    _ records: some Sequence<R>, inBatchesOf size: Int = 1000, progress: (LoadProgress) -> Void = { _ in }
  ) async throws -> LoadProgress {
    try await store.load(records, inBatchesOf: size, progress: progress)
  }

  /// Adds many records as they come, in transactions of a bounded size: see `Store.load(_:inBatchesOf:progress:)`.
  ///
  /// - Throws: `LoadInterruption`.
  @discardableResult
  public func load<Records: AsyncSequence>(
    _ records: Records, inBatchesOf size: Int = 1000, progress: (LoadProgress) -> Void = { _ in }
  ) async throws -> LoadProgress where Records.Element: Record {
    try await store.load(records, inBatchesOf: size, progress: progress)
  }

  /// The same CRM as a user may see and change it: by their roles, their place in the organization, and what is shared with them, as these
  /// are at each time.
  ///
  /// Their changes carry their name.
  public func acting(as user: User.ID) -> CRM {
    let access = access ?? AccessControl(to: store, by: policy)
    return CRM(actingOn: access.acting(as: user.identifier), policy)
  }

  /// The same CRM as a user may see and change it with given rights.
  ///
  /// - Parameters:
  ///   - user: The user.
  ///   - rights: What they may see and do.
  /// - Throws: `FilterError` when a condition does not fit the records that it limits.
  public func acting(as user: User.ID, with rights: Rights) throws -> CRM {
    CRM(actingOn: try store.acting(as: user.identifier, with: rights), policy)
  }

  /// What is committed, as it is committed, as far as the one who acts may see it.
  public var feed: ChangeFeed { store.feed }
}
