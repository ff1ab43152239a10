/// A transaction through an actor's rights.
///
/// What is refused is taken back at once, so that the transaction can go on. The history is the store's to write: nobody with rights
/// touches its entries.
final class RestrictedWriter: RestrictedReading, StoreWriter {
  let view: RestrictedView
  private let base: any StoreWriter

  init(_ base: any StoreWriter, view: RestrictedView) {
    self.base = base
    self.view = view
  }

  func insert(_ record: AnyRecord) async throws {
    try await noting {
      try requirePossible(.create, record)
      try fields(of: record)?.confirm(record, replacing: nil)
      try await requireOwnToGive(nil, record)
      try await hidingOthers { try await base.insert(record) }
      try await confirm(.create, record) {
        try await base.unrestrictedWriter.delete(record.key, of: record.type)
      }
    }
  }

  func update(_ record: AnyRecord) async throws {
    let stored = try await stored(record.key, record.type, for: .update)
    try await noting {
      let isHandedOver = record.hasAnotherOwner(than: stored)
      if isHandedOver { try await require(.assign, stored) }
      if !isHandedOver || record.differs(from: stored, besidesOwner: true) {
        try await require(.update, stored)
      }
      try fields(of: record)?.confirm(record, replacing: stored)
      try await requireOwnToGive(stored, record)
      // Who may assign a record gives it also to those whose records are none of their own business.
      guard !isHandedOver else { return try await hidingOthers { try await base.update(record) } }
      try requirePossible(.update, record)
      try await hidingOthers { try await base.update(record) }
      try await confirm(.update, record) { try await base.unrestrictedWriter.update(stored) }
    }
  }

  func delete(_ key: RecordKey, of type: RecordType) async throws {
    let stored = try await stored(key, type, for: .delete)
    try await noting {
      try await require(.delete, stored)
      try await requireOwnToGive(stored, nil)
      try await base.delete(key, of: type)
    }
  }

  func prepare(_ context: borrowing WriteContext) async throws { try await base.prepare(context) }

  func commit(_ changes: ChangeSet) async throws {
    try await base.commit(changes)
    await view.acting?.access.refusals?.write()
  }

  var unrestrictedWriter: any StoreWriter { base.unrestrictedWriter }

  /// The record that the actor sees, whole.
  private func stored(_ key: RecordKey, _ type: RecordType, for operation: Rights.Operation) async throws -> AnyRecord {
    guard try await view.record(key, of: type) != nil, let stored = try await base.unrestricted.record(key, of: type)
    else { throw try await view.missing(key, of: type, for: operation) }
    return stored
  }

  private func fields(of record: AnyRecord) -> FieldLimits? { view.rights.fields[record.type.entity] }

  /// Runs a write and notes its refusal.
  private func noting(_ body: () async throws -> Void) async throws {
    do { try await body() } catch let error as StoreError { throw view.refused(error) }
  }

  private func require(_ operation: Rights.Operation, _ record: AnyRecord) async throws {
    try requirePossible(operation, record)
    guard try await view.allows(operation, record) else { throw StoreError.notAllowed(operation.verb, record.key) }
  }

  /// Refuses a change of what rights are made of that gives out more than the actor has.
  private func requireOwnToGive(_ before: AnyRecord?, _ after: AnyRecord?) async throws {
    guard let acting = view.acting, let change = RecordChange(before: before, after: after),
      acting.access.sources.contains(change.type)
    else { return }
    let context = ReadContext(
      reader: base.unrestricted, catalog: view.rights.catalog, environment: acting.access.base.environment)
    guard try await acting.access.policy.allows(change, by: acting.actor, in: Snapshot(context: context)) else {
      throw StoreError.notAllowed("give more than one’s own rights by", change.key)
    }
  }

  /// Refuses what the record alone rules out, before the store could say that it collides with another.
  private func requirePossible(_ operation: Rights.Operation, _ record: AnyRecord) throws {
    guard record.type != HistoryEntry.recordType, try view.rights.allow(operation, record) != false else {
      throw StoreError.notAllowed(operation.verb, record.key)
    }
  }

  /// Takes a write back unless it is allowed.
  ///
  /// The condition is one on the record as it is stored, paths included, so it is asked once the record is there.
  private func confirm(
    _ operation: Rights.Operation, _ record: AnyRecord, takeBack: () async throws -> Void
  ) async throws {
    do { try await require(operation, record) } catch {
      try await takeBack()
      throw error
    }
  }

  /// An error must not tell of a record that the actor may not read.
  private func hidingOthers(_ body: () async throws -> Void) async throws {
    do { try await body() } catch StoreError.duplicate(let key, let fields, let other?) {
      let isVisible = try await view.record(other, of: view.rights.catalog.type(of: other.entity)) != nil
      throw StoreError.duplicate(key, fields: fields, other: isVisible ? other : nil)
    }
  }
}

extension AnyRecord {
  fileprivate func hasAnotherOwner(than other: AnyRecord) -> Bool {
    guard let slot = type.ownerSlot else { return false }
    return storage.withSlots { mine in
      other.storage.withSlots { theirs in !SlotReader.areEqual(mine[slot], theirs[slot]) }
    }
  }
}
