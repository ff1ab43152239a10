/// A store as one actor may see and change it: another store with the actor's rights around every read and write.
public final class RestrictedStore: Store {
  let base: any Store
  /// The rights, checked.
  let rights: Rights
  /// The same at every moment; nil where a condition has a period relative to now.
  private let timeless: CurrentRights?
  /// Time, identifiers, calendar and actor.
  public let environment: CRMEnvironment

  /// Puts an actor's rights around a store.
  ///
  /// Conditions with periods relative to now follow the environment's clock: each view and each transaction sees them as of its beginning.
  ///
  /// - Parameters:
  ///   - base: The store.
  ///   - rights: What the actor may see and do.
  ///   - actor: Who it is: the identifier of a user's record. Their changes carry it.
  /// - Throws: ``FilterError`` when a condition does not fit the records that it limits, ``CalendarError`` when it has a period that the
  ///   calendar does not reach, ``StoreError/unknownEntity(_:suggestions:)`` when the store keeps no such records.
  public init(_ base: any Store, rights: Rights, actor: Identifier?) throws {
    self.base = base
    environment = base.environment.acting(as: actor)
    self.rights = try rights.checked(in: base.catalog)
    // Made in either case, so that what can't be resolved is refused here and not when it is first used.
    let current = try RestrictedStore.current(self.rights, base.catalog, environment)
    timeless = self.rights.haveAPeriod ? nil : current
  }

  /// The record types that the store keeps.
  public var catalog: Catalog { base.catalog }

  /// The store underneath, which nothing limits: for what a program does by itself, never for the actor.
  public var unrestricted: any Store { base.unrestricted }

  /// The changes of records that the actor may see.
  ///
  /// A record that comes into sight looks inserted, one that goes out of sight deleted. A change set of which nothing may be seen arrives
  /// empty and without its actor, so that a gap in ``ChangeSet/sequence`` still means a loss.
  ///
  /// There is no store to follow references in here. Where a condition does, a record is shown only when it meets the
  /// condition wherever its references lead, and nothing tells that a record came into sight, or went, by a change of
  /// another: who must know reads the store again.
  public var feed: ChangeFeed {
    let (rights, timeless, catalog, environment) = (rights, timeless, catalog, environment)
    return ChangeFeed(of: base.feed) { changes in
      // Where something can't be told, a gap is left.
      try? (timeless ?? RestrictedStore.current(rights, catalog, environment)).visiblePart(of: changes)
    }
  }

  /// Begins a view of the newest durable state.
  public func beginRead() async throws -> any StoreReader {
    let rights = try current()
    return RestrictedView(base: try await base.beginRead(), rights: rights).reader
  }

  /// Begins a transaction, once the one before it has ended.
  public func beginWrite() async throws -> any StoreWriter {
    let writer = try await base.beginWrite()
    do {
      return RestrictedWriter(writer, rights: try current())
    } catch {
      await writer.end()
      throw error
    }
  }

  private func current() throws -> CurrentRights {
    try timeless ?? RestrictedStore.current(rights, catalog, environment)
  }

  private static func current(
    _ rights: Rights, _ catalog: Catalog, _ environment: CRMEnvironment
  ) throws -> CurrentRights {
    try CurrentRights(rights, at: environment.clock(), in: environment.calendar, catalog: catalog)
  }
}

extension Store {
  /// The same store as one actor may see and change it.
  ///
  /// - Throws: As ``RestrictedStore/init(_:rights:actor:)``.
  public func acting(as actor: Identifier?, with rights: Rights) throws -> RestrictedStore {
    try RestrictedStore(self, rights: rights, actor: actor)
  }
}

extension CurrentRights {
  /// The part of a change set that may surely be seen.
  fileprivate func visiblePart(of changes: ChangeSet) throws -> ChangeSet {
    func seen(_ record: AnyRecord?) throws -> AnyRecord? {
      guard let record, try allow(.read, record) == true else { return nil }
      return try shown(record)
    }
    let parts = try changes.changes.compactMap { change in
      RecordChange(before: try seen(change.before), after: try seen(change.after))
    }
    return ChangeSet(
      sequence: changes.sequence, instant: changes.instant, actor: parts.isEmpty ? nil : changes.actor, changes: parts)
  }
}
