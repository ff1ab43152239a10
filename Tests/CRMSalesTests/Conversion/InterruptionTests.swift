import CRMContacts
import CRMCore
import CRMSales
import Synchronization
import Testing

@Suite("A conversion that is interrupted")
struct InterruptionTests {
  @Test("Whichever write fails, all of a conversion is there or nothing of it")
  func converting() async throws {
    try await interruptEach { try await $0.sales.convert($1) }
  }

  @Test("Whichever write fails, all of an undone conversion is undone or nothing of it")
  func undoing() async throws {
    try await interruptEach(preparing: { try await $0.sales.convert($1) }) { store, lead in
      try await store.sales.undoConversion(of: lead)
    }
  }

  private func interruptEach(
    preparing prepare: (AutomatedStore, Lead.ID) async throws -> Void = { _, _ in },
    _ operation: (AutomatedStore, Lead.ID) async throws -> some Any
  ) async throws {
    var failures = 0
    while true {
      let fuse = Fuse()
      let office = try await SalesOffice(fuse: fuse)
      let lead = try await office.lead()
      try await office.store.contacts.log(
        .email("سلام", from: Party.address("nasrin@roya.example"), to: [office.sara.id]))
      try await prepare(office.store, lead.id)
      let before = try await office.everything()
      fuse.blow(after: failures)
      do {
        _ = try await operation(office.store, lead.id)
        break
      } catch FuseError.blown {
        fuse.mend()
        #expect(try await office.everything() == before, "after \(failures) writes")
        // Nothing keeps it from being done then.
        _ = try await operation(office.store, lead.id)
      }
      failures += 1
    }
    #expect(failures > 10)
  }
}

/// Lets so many writes through, and none after them.
final class Fuse: Sendable {
  private let left = Mutex<Int?>(nil)

  func blow(after count: Int) { left.withLock { $0 = count } }
  func mend() { left.withLock { $0 = nil } }

  func pass() throws {
    try left.withLock { left in
      guard let count = left else { return }
      if count == 0 { throw FuseError.blown }
      left = count - 1
    }
  }
}

enum FuseError: Error { case blown }

/// A store whose writers fail when their fuse is blown, at a write or at the commit.
struct FusedStore: Store {
  let base: any Store
  let fuse: Fuse

  var catalog: Catalog { base.catalog }
  var environment: CRMEnvironment { base.environment }
  var feed: ChangeFeed { base.feed }

  func beginRead() async throws -> any StoreReader { try await base.beginRead() }
  func beginWrite() async throws -> any StoreWriter { FusedWriter(base: try await base.beginWrite(), fuse: fuse) }
}

private final class FusedWriter: StoreWriter {
  let base: any StoreWriter
  let fuse: Fuse

  init(base: any StoreWriter, fuse: Fuse) { (self.base, self.fuse) = (base, fuse) }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try await base.record(key, of: type) }
  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await base.records(query) }
  func count(_ query: RecordQuery) async throws -> Int { try await base.count(query) }
  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await base.aggregate(query) }
  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await base.explain(query) }
  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await base.explain(query) }
  func lastCommit() async throws -> UInt64 { try await base.lastCommit() }

  func insert(_ record: AnyRecord) async throws {
    try fuse.pass()
    try await base.insert(record)
  }

  func update(_ record: AnyRecord) async throws {
    try fuse.pass()
    try await base.update(record)
  }

  func delete(_ key: RecordKey, of type: RecordType) async throws {
    try fuse.pass()
    try await base.delete(key, of: type)
  }

  func commit(_ changes: ChangeSet) async throws {
    try fuse.pass()
    try await base.commit(changes)
  }

  func end() async { await base.end() }
}
