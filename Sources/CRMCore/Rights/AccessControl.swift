import Synchronization

/// Gives each actor a store as they may see and change it, and knows their rights for as long as no commit changes what these are made of.
///
/// ```swift
/// let access = AccessControl(to: store, by: policy)
/// let own = access.acting(as: sara.id.identifier)
/// ```
///
/// Keep one for a store: what is known of an actor's rights is shared by all that act as them.
public final class AccessControl: Sendable {
  let base: any Store
  let policy: any RightsPolicy
  /// Where refusals are noted; nil where they aren't.
  let refusals: RefusalLog?
  /// What rights are made of.
  let sources: Set<RecordType>
  private let known = KnownRights()
  private let following: ChangeFeed.Following

  /// Controls the access to a store.
  public init(to base: any Store, by policy: any RightsPolicy) {
    self.base = base
    self.policy = policy
    refusals = policy.notesRefusals ? RefusalLog(in: base.unrestricted) : nil
    let sources = Set(policy.sources.map { $0.recordType })
    self.sources = sources
    // Before the first rights are read, so that no change of them is missed.
    following = base.unrestricted.feed.follow { [known] changes in
      known.note(changes, isTouched: changes.touches(oneOf: sources))
    }
  }

  /// The store as an actor may see and change it, now and after their rights have changed.
  ///
  /// - Parameter actor: Who it is: the identifier of a user's record. Their changes carry it.
  public func acting(as actor: Identifier?) -> RestrictedStore { RestrictedStore(actor, by: self) }

  /// The rights of an actor as they stand in a view.
  ///
  /// - Throws: ``FilterError`` and ``CalendarError`` when the policy's conditions don't fit the records, and what the policy and the view
  ///   throw.
  func rights(of actor: Identifier?, in reader: any StoreReader) async throws -> CurrentRights {
    let (catalog, environment) = (base.catalog, base.environment)
    let commit = try await reader.lastCommit()
    if let rights = known.rights(of: actor, at: commit, environment.clock) { return rights }
    let context = ReadContext(reader: reader.unrestricted, catalog: catalog, environment: environment)
    let rights = try await policy.rights(of: actor, in: Snapshot(context: context)).checked(in: catalog)
    let now = environment.clock()
    let current = try CurrentRights(rights, at: now, in: environment.calendar, catalog: catalog)
    known.keep(
      current, of: actor, at: commit,
      validity: rights.haveAPeriod ? now..<max(now, environment.calendar.nextDay(after: now)) : nil)
    return current
  }
}

/// Rights that were read from a view, which are those of every view behind it up to the first commit that touched what they are made of.
private final class KnownRights: Sendable {
  /// More of them are not kept.
  private static let capacity = 10_000

  private struct Entry {
    let rights: CurrentRights
    /// The last commit in the view that they were read from.
    let commit: UInt64
    /// The time for which periods relative to now are what they were; nil where there are none.
    let validity: Range<Instant>?
  }

  private struct State {
    var entries: [Identifier?: Entry] = [:]
    /// The last commit that was published.
    var last: UInt64 = 0
    /// The last one that touched what rights are made of, or lies behind one that was not seen.
    var touched: UInt64 = 0
  }

  private let state = Mutex(State())

  func note(_ changes: ChangeSet, isTouched: Bool) {
    state.withLock { state in
      if isTouched || changes.sequence != state.last + 1 { state.touched = changes.sequence }
      state.last = changes.sequence
    }
  }

  func rights(of actor: Identifier?, at commit: UInt64, _ clock: () -> Instant) -> CurrentRights? {
    state.withLock { state in
      guard let entry = state.entries[actor], entry.validity?.contains(clock()) ?? true else { return nil }
      if entry.commit == commit { return entry.rights }
      let isCurrent = entry.commit < commit && commit <= state.last && state.touched <= entry.commit
      return isCurrent ? entry.rights : nil
    }
  }

  func keep(_ rights: CurrentRights, of actor: Identifier?, at commit: UInt64, validity: Range<Instant>?) {
    state.withLock { state in
      if state.entries.count >= Self.capacity { state.entries = [:] }
      if let entry = state.entries[actor], entry.commit > commit { return }
      state.entries[actor] = Entry(rights: rights, commit: commit, validity: validity)
    }
  }
}
