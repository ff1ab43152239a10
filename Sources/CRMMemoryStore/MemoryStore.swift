public import CRMCore

/// A store that keeps everything in memory and forgets it at the end: for tests, for previews, and as the engine under the file store.
///
/// Readers take a snapshot and wait for nobody; writers take turns.
public final class MemoryStore: Store {
  /// The record types that the store keeps.
  public let catalog: Catalog
  /// Time, identifiers, calendar and actor.
  public let environment: CRMEnvironment
  private let engine: StorageEngine

  /// Creates an empty store.
  ///
  /// - Parameters:
  ///   - records: The record types that it keeps.
  ///   - environment: Time, identifiers, calendar and actor.
  /// - Throws: `StoreError.invalidDeclaration`.
  public convenience init(_ records: [any Record.Type], environment: CRMEnvironment = .system()) throws {
    self.init(try Catalog(records), environment: environment)
  }

  /// Creates an empty store with the record types of a catalog.
  public init(_ catalog: Catalog, environment: CRMEnvironment = .system()) {
    self.catalog = catalog
    self.environment = environment
    engine = StorageEngine(Master(catalog))
  }

  /// What was committed, as it is committed.
  public var feed: ChangeFeed { engine.feed }

  /// Begins a view of the newest durable state.
  public func beginRead() async throws -> any StoreReader {
    EngineReader(try engine.snapshot(), catalog: catalog)
  }

  /// The record of that key as it is at this moment.
  public func currentRecord(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try engine.record(key, of: type)
  }

  /// Begins a transaction, once the one before it has ended.
  public func beginWrite() async throws -> any StoreWriter {
    EngineWriter(try await engine.acquire(), catalog: catalog, engine: engine)
  }
}
