import CRMCore
import Synchronization

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
