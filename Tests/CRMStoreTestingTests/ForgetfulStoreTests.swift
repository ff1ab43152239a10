import CRMCore
import CRMMemoryStore
import CRMStoreTesting
import Testing

@Suite("The suite notices stores that forget")
struct ForgetfulStoreTests {
  /// What is lost when a store is opened again, and the checks that must notice it.
  enum Loss: String, CaseIterable, Sendable {
    case everything
    case history
    case customFields
    case revisions
    case numbers

    var checks: Set<String> {
      switch self {
      case .everything: ["records of every type of value are there again", "updates and deletions are there again"]
      case .history: ["history is there again"]
      case .customFields: ["custom fields are there again"]
      case .revisions: ["updates and deletions are there again"]
      case .numbers: ["the numbers of commits go on"]
      }
    }
  }

  @Test("A store that loses something when it is opened again fails", arguments: Loss.allCases)
  func bites(_ loss: Loss) async {
    let suite = StoreConformance {
      MemoryStore($0, environment: $1)
    } reopen: { store in
      try await copy(store, without: loss)
    }
    let failed = Set(await suite.run(.durability).map(\.check))
    #expect(failed.isSuperset(of: loss.checks), "noticed by \(failed)")
  }

  @Test("A store that keeps everything passes")
  func passes() async {
    let suite = StoreConformance {
      MemoryStore($0, environment: $1)
    } reopen: {
      $0
    }
    let failures = await suite.run(.durability)
    #expect(failures.isEmpty, "\(failures)")
  }

  /// A new store with what is left.
  private func copy(_ store: any Store, without loss: Loss) async throws -> any Store {
    let copy = MemoryStore(store.catalog, environment: store.environment)
    let writer = try await copy.beginWrite()
    let reader = try await store.beginRead()
    var changes: [RecordChange] = []
    for type in store.catalog.types where loss != .everything {
      if loss == .history && type == HistoryEntry.recordType { continue }
      if loss == .customFields && type == CustomField.recordType { continue }
      for record in try await reader.records(RecordQuery(type)) {
        var stamp = record.stamp
        if loss == .revisions { stamp.revision = 1 }
        let kept = try AnyRecord(type: type, id: record.id, stamp: stamp, values: record.values())
        try await writer.insert(kept)
        if let change = RecordChange(before: nil, after: kept) { changes.append(change) }
      }
    }
    await reader.end()
    try await writer.commit(ChangeSet(instant: copy.environment.clock(), actor: nil, changes: changes))
    return copy
  }
}
