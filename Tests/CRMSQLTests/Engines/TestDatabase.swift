#if SQLite || PostgreSQL
  import CRMCore
  import CRMSQL

  /// A database of one test, which is there as long as the object is.
  protocol TestDatabase: AnyObject, Sendable {
    associatedtype Connection: SchemaConnection

    /// Where it is, for another process.
    var place: String { get }

    /// Whether anything was made there.
    func exists() throws -> Bool

    /// Opens a store in it.
    func openStore(_ catalog: Catalog, _ settings: StoreSettings) async throws -> any SQLStore

    /// A connection beside the stores', as another program has it.
    func beside() throws -> Connection

    /// What a query of another program finds there, as the engine shows it.
    func rows(_ sql: String) throws -> [[String]]

    /// Says in the database that it was made in another version of the format.
    func setFormat(_ version: Int) throws

    /// Puts a number there as the last commit's.
    func setLastCommit(_ number: Int64) throws

    /// What an error of the engine's store says; nil when it is none, or speaks of another database.
    func refusal(_ error: any Error) -> StoreRefusal?
  }

  extension TestDatabase {
    /// Opens a store of types in it.
    func openStore(
      _ types: [any Record.Type] = Workshop.types, _ change: (inout StoreSettings) -> Void = { _ in }
    ) async throws -> any SQLStore {
      var settings = StoreSettings()
      change(&settings)
      return try await openStore(try Catalog(types), settings)
    }

    /// What something is refused with.
    func refusal(of body: () async throws -> Void) async -> StoreRefusal {
      do {
        try await body()
        return .nothing
      } catch {
        return refusal(error) ?? .other("\(error)")
      }
    }
  }

  /// What is set of a store on each engine.
  struct StoreSettings {
    var environment = CRMEnvironment.system()
    var mayCreate = true
    /// How many views may be open at once.
    var mostViews = 40
    var rememberedCommits = 1000
  }

  /// What each engine's store refuses by an error of its own.
  enum StoreRefusal: Equatable {
    case noStore
    case newerFormat(Int)
    case incompatible(String)
    case altered(String)
    case impossibleCommit(Int64)
    case rebuiltMeanwhile
    case nothing
    case other(String)
  }

  /// What the stores can besides what all stores can.
  protocol SQLStore: Store {
    /// Where the records are.
    var tables: StoreSchema { get }

    /// Publishes the commits of other stores.
    func noticeOthers() async throws

    /// Opens what the store keeps once more.
    func openAgain() async throws -> any SQLStore
  }

  extension String {
    /// What a text says of a last commit that can be none, whose number stands at its end.
    func lastCommit(after beginning: String) -> StoreRefusal? {
      guard hasPrefix(beginning) else { return nil }
      return Int64(dropFirst(beginning.count)).map(StoreRefusal.impossibleCommit)
    }
  }
#endif
