import CRMCore
import CRMMemoryStore
import Foundation
import Synchronization

/// A transaction that is wrong in one way.
final class BrokenWriter: StoreWriter {
  let base: any StoreWriter
  private let store: BrokenStore
  /// The view before the transaction.
  private let early: any StoreReader
  private let writes = Mutex<[RecordChange]>([])
  private let isEnded = Mutex(false)

  init(_ base: any StoreWriter, _ store: BrokenStore, early: any StoreReader) {
    self.base = base
    self.store = store
    self.early = early
  }

  private var defect: Defect? { store.defect }

  /// What is looked at.
  private var answers: BrokenAnswers {
    switch defect {
    case .doesNotSeeOwnWrites where !isEnded.withLock { $0 }: BrokenAnswers(early, store)
    case .losesUpdates where !isEnded.withLock { $0 } && writes.withLock { $0.isEmpty }: BrokenAnswers(early, store)
    default: BrokenAnswers(base, store)
    }
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try await answers.record(key, of: type)
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await answers.records(query) }

  func count(_ query: RecordQuery) async throws -> Int { try await answers.count(query) }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await answers.aggregate(query) }

  func lastCommit() async throws -> UInt64 { try await base.lastCommit() }

  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await base.explain(query) }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await base.explain(query) }

  func insert(_ record: AnyRecord) async throws {
    if record.type == HistoryEntry.recordType {
      if defect == .losesHistory { return }
      if defect == .losesDeletions, try record.value(of: "kind") == "deleted" { return }
    }
    if defect == .losesRecordsOfLargeTransactions, writes.withLock({ $0.count }) >= 500 { return }
    let record = try broken(record)
    if defect == .keepsUniqueValuesOfDeletedRecords, let email = try? record.value(of: "email"),
      store.lost.withLock({ $0.contains(email) })
    {
      throw StoreError.duplicate(record.key, fields: ["email"], other: nil)
    }
    do {
      try await base.insert(record)
      note(nil, record)
    } catch StoreError.duplicate where defect == .ignoresUniqueness {
    } catch StoreError.alreadyExists where defect == .overwritesOnInsert {
      try await base.update(record)
    }
  }

  func update(_ record: AnyRecord) async throws {
    if defect == .forgetsUpdates { return }
    let before = try await base.record(record.key, of: record.type)
    let record = try broken(record)
    do {
      try await base.update(record)
      note(before, record)
    } catch StoreError.duplicate where defect == .ignoresUniqueness {
    }
  }

  func delete(_ key: RecordKey, of type: RecordType) async throws {
    let before = try await base.record(key, of: type)
    try await base.delete(key, of: type)
    note(before, nil)
    store.deleted.withLock { $0[key.entity, default: 0] += 1 }
    if let email = try? before?.value(of: "email"), !email.isNull { store.lost.withLock { _ = $0.insert(email) } }
  }

  func commit(_ changes: ChangeSet) async throws {
    isEnded.withLock { $0 = true }
    store.openWriter.withLock { $0 = nil }
    switch defect {
    case .commitsInParts where changes.changes.count > 0: try await commitInParts(changes)
    case .publishesBeforeItCommits:
      store.feed.publish(changes)
      await Task.yield()
      try await base.commit(changes)
    default: try await base.commit(changes)
    }
  }

  func end() async {
    guard
      !isEnded.withLock({ ended in
        defer { ended = true }
        return ended
      })
    else { return await base.end() }
    store.openWriter.withLock { $0 = nil }
    let writes = writes.withLock { $0 }
    if defect == .keepsHalfATransaction, !writes.isEmpty {
      try? await base.commit(ChangeSet(instant: store.environment.clock(), actor: nil, changes: writes))
    }
    await base.end()
  }

  private func note(_ before: AnyRecord?, _ after: AnyRecord?) {
    if let change = RecordChange(before: before, after: after) { writes.withLock { $0.append(change) } }
  }

  /// Commits each change for itself.
  private func commitInParts(_ changes: ChangeSet) async throws {
    await base.end()
    for change in changes.changes {
      let part = try await store.base.beginWrite()
      switch (change.before, change.after) {
      case (nil, let after?): try await part.insert(after)
      case (_?, let after?): try await part.update(after)
      case (let before?, nil): try await part.delete(before.key, of: before.type)
      default: break
      }
      try await part.commit(ChangeSet(instant: changes.instant, actor: changes.actor, changes: [change]))
      await Task.yield()
    }
  }

  /// The record with values that are kept wrongly.
  private func broken(_ record: AnyRecord) throws -> AnyRecord {
    let values = try record.values()
    if defect == .losesCustomValues {
      let declared = values.filter { record.type.field(named: $0.key) != nil }
      return try AnyRecord(type: record.type, id: record.id, stamp: record.stamp, values: declared)
    }
    let kept = values.reduce(into: values) { kept, field in
      let value = broken(field.value, record.type.field(named: field.key)?.type)
      kept[field.key] = value.isNull ? nil : value
    }
    if kept == values { return record }
    return try AnyRecord(type: record.type, id: record.id, stamp: record.stamp, values: kept)
  }

  private func broken(_ value: AnyValue, _ type: FieldType?) -> AnyValue {
    switch (defect, value) {
    case (.keepsMillisecondsOnly, .instant(let instant)):
      .instant(Instant(microsecondsSince1970: instant.microsecondsSince1970 / 1000 * 1000))
    case (.keepsDecimalsAsFloatingPoint, .decimal(let decimal)):
      (try? ExactDecimal("\(Double(decimal))")).map { .decimal($0) } ?? value
    case (.treatsEmptyTextAsNothing, .text("")): .null
    case (.trimsText, .text(let text)): .text(text.trimmingPrefix(while: \.isWhitespace).description)
    case (.sortsLists, .list(let values)):
      .list(values.sorted { AnyValue.ascending($0, $1) == .orderedAscending })
    case (.losesUnknownNames, .text(let name)):
      if case .enumeration(let names)? = type, !names.isOpen, !names.names.contains(name) { .null } else { value }
    default: value
    }
  }
}
