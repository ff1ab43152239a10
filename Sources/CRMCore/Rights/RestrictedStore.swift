/// A store as one actor may see and change it: another store with the actor's rights around every read and write.
public final class RestrictedStore: Store {
  /// Where the rights come from.
  enum Source: Sendable {
    /// They are always the same.
    case rights(Rights)
    /// They can change with every commit.
    case policy(AccessControl)
  }

  let base: any Store
  let source: Source
  /// The same at every moment; nil where a condition has a period relative to now, and where the rights can change.
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
    let rights = try rights.checked(in: base.catalog)
    source = .rights(rights)
    // Made in either case, so that what can't be resolved is refused here and not when it is first used.
    let current = try CurrentRights(
      rights, at: environment.clock(), in: environment.calendar, catalog: base.catalog)
    timeless = rights.haveAPeriod ? nil : current
  }

  /// Puts the rights around a store that an actor has at each time.
  init(_ actor: Identifier?, by access: AccessControl) {
    base = access.base
    environment = base.environment.acting(as: actor)
    source = .policy(access)
    timeless = nil
  }

  /// The record types that the store keeps.
  public var catalog: Catalog { base.catalog }

  /// Ends the store underneath.
  public func close() async throws { try await base.close() }

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
  ///
  /// Where rights can change, a change set is shown as far as they reach when it arrives.
  public var feed: ChangeFeed {
    ChangeFeed(of: base.feed) { [self] changes in
      // Where something can't be told, a gap is left.
      try? await rights().visiblePart(of: changes)
    }
  }

  /// Begins a view of the newest durable state.
  public func beginRead() async throws -> any StoreReader {
    let reader = try await base.beginRead()
    do {
      return try await view(of: reader).reader
    } catch {
      await reader.end()
      throw error
    }
  }

  /// Begins a transaction, once the one before it has ended.
  public func beginWrite() async throws -> any StoreWriter {
    let writer = try await base.beginWrite()
    do {
      return RestrictedWriter(writer, view: try await view(of: writer))
    } catch {
      await writer.end()
      throw error
    }
  }

  private func view(of reader: any StoreReader) async throws -> RestrictedView {
    var acting: RestrictedView.Acting?
    if case .policy(let access) = source { acting = RestrictedView.Acting(access: access, actor: environment.actor) }
    return RestrictedView(base: reader, rights: try await rights(in: reader), acting: acting)
  }

  private func rights(in reader: any StoreReader) async throws -> CurrentRights {
    if let timeless { return timeless }
    switch source {
    case .rights(let rights):
      return try CurrentRights(rights, at: environment.clock(), in: environment.calendar, catalog: catalog)
    case .policy(let access): return try await access.rights(of: environment.actor, in: reader)
    }
  }

  /// The rights as they are now.
  private func rights() async throws -> CurrentRights {
    if let timeless { return timeless }
    let reader = try await base.beginRead()
    do {
      let rights = try await rights(in: reader)
      await reader.end()
      return rights
    } catch {
      await reader.end()
      throw error
    }
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
