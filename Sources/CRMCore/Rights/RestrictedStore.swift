/// A store as one actor may see and change it: another store with the actor's rights around every read and write.
public final class RestrictedStore: Store {
  private let base: any Store
  private let rights: Rights
  /// Time, identifiers, calendar and actor.
  public let environment: CRMEnvironment

  /// Puts an actor's rights around a store.
  ///
  /// - Parameters:
  ///   - base: The store.
  ///   - rights: What the actor may see and do.
  ///   - actor: Who it is: the identifier of a user's record. Their changes carry it.
  /// - Throws: ``FilterError`` when a condition does not fit the records that it limits.
  public init(_ base: any Store, rights: Rights, actor: Identifier?) throws {
    self.base = base
    environment = base.environment.acting(as: actor)
    self.rights = try rights.checked(in: base.catalog, environment: environment)
  }

  /// The record types that the store keeps.
  public var catalog: Catalog { base.catalog }

  /// This very store or view, since nothing limits it.
  public var unrestricted: any Store { base.unrestricted }

  /// The changes of records that the actor may see.
  ///
  /// A record that comes into sight looks inserted, one that goes out of sight deleted.
  public var feed: ChangeFeed {
    let (rights, catalog) = (rights, catalog)
    return ChangeFeed(of: base.feed) { try? rights.visiblePart(of: $0, in: catalog) }
  }

  /// Begins a view of the newest durable state.
  public func beginRead() async throws -> any StoreReader {
    RestrictedReader(try await base.beginRead(), rights: rights, catalog: catalog)
  }

  /// Begins a transaction, once the one before it has ended.
  public func beginWrite() async throws -> any StoreWriter {
    RestrictedWriter(try await base.beginWrite(), rights: rights, catalog: catalog)
  }
}

extension Store {
  /// The same store as one actor may see and change it.
  ///
  /// - Throws: ``FilterError`` when a condition does not fit the records that it limits.
  public func acting(as actor: Identifier?, with rights: Rights) throws -> RestrictedStore {
    try RestrictedStore(self, rights: rights, actor: actor)
  }
}

extension Rights {
  /// The same rights with their conditions checked against the catalog.
  func checked(in catalog: Catalog, environment: CRMEnvironment) throws -> Rights {
    var checked = Rights()
    for type in catalog.types {
      for operation in Operation.allCases {
        let filter = try RecordQuery(type, where: filter(for: operation, on: type.entity))
          .checked(in: catalog, at: environment.clock(), calendar: environment.calendar).filter
        checked.limit(type.entity, [operation], to: filter)
      }
    }
    return checked
  }

  /// The part of a change set that may be read.
  ///
  /// Conditions that follow references can't be evaluated without a store; what they limit is left out.
  func visiblePart(of changes: ChangeSet, in catalog: Catalog) throws -> ChangeSet {
    let visible = visible
    let lookup = RecordLookup(NoRecords())
    let parts = try changes.changes.compactMap { change -> RecordChange? in
      guard let type = change.type, type != HistoryEntry.recordType || visible.isEmpty else { return nil }
      guard let filter = visible[type.entity] else { return change }
      let program = try FilterProgram(filter, on: type, catalog: catalog)
      func seen(_ record: AnyRecord?) throws -> AnyRecord? {
        guard let record, try program.matches(record, lookup) else { return nil }
        return record
      }
      return RecordChange(before: try seen(change.before), after: try seen(change.after))
    }
    return ChangeSet(
      sequence: changes.sequence, instant: changes.instant, actor: changes.actor, changes: parts)
  }
}

/// A source in which every reference leads to nothing.
private struct NoRecords: RecordSource {
  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? { nil }
}
