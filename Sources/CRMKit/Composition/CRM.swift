@_exported public import CRMContacts
@_exported public import CRMCore
@_exported public import CRMFileStore
@_exported public import CRMMemoryStore
@_exported public import CRMSales

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

  /// The record types of CRMKit's modules.
  public static let recordTypes: [any Record.Type] =
    ContactsModule.recordTypes + [Product.self, Pipeline.self, Stage.self, Opportunity.self]
    + AutomatedStore.recordTypes

  /// Composes a CRM.
  ///
  /// - Parameters:
  ///   - storage: Where the records are kept.
  ///   - records: Record types of the application's own, besides ``recordTypes``.
  ///   - environment: Time, identifiers, calendar, zone and language.
  /// - Throws: `FileStoreError` when a folder can't be opened, `StoreError.invalidDeclaration` when declarations contradict each other.
  public init(
    store storage: Storage, with records: [any Record.Type] = [], environment: CRMEnvironment = .system()
  ) async throws {
    self.init(try storage.open(CRM.recordTypes + records, environment))
  }

  /// A CRM over a store that exists already.
  public init(_ store: any Store) { self.init(actingOn: AutomatedStore(store)) }

  private init(actingOn store: any Store) { self.store = store }

  /// Time, identifiers, calendar and actor.
  public var environment: CRMEnvironment { store.environment }

  /// The store, as whoever acts may see it: what live queries are answered by.
  public var observed: any Store { store }

  /// A new identifier for a record of the type that the context asks for.
  public func newID<R: Record>(_ type: R.Type = R.self) -> RecordID<R> { environment.newID(type) }

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    try await store.reading(body)
  }

  /// Runs a body inside a transaction.
  public func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await store.writing(body)
  }

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

  /// The same CRM as a user may see and change it.
  ///
  /// Their changes carry their name.
  ///
  /// - Parameters:
  ///   - user: The user.
  ///   - rights: What they may see and do; nil for their own records, see `Rights.ownRecords(of:in:)`.
  /// - Throws: `FilterError` when a condition does not fit the records that it limits.
  public func acting(as user: User.ID, with rights: Rights? = nil) throws -> CRM {
    let rights = rights ?? .ownRecords(of: user, in: store.catalog)
    return CRM(actingOn: try store.acting(as: user.identifier, with: rights))
  }

  /// What is committed, as it is committed, as far as the one who acts may see it.
  public var feed: ChangeFeed { store.feed }
}
