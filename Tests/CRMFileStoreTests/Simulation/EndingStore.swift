import CRMCore
import CRMMemoryStore
import Synchronization

/// A store in memory as one program has it, which may end after any commit; the records outlive it, for the next program.
final class EndingStore: Store {
  let environment: CRMEnvironment
  private let records: MemoryStore
  private let last = Mutex(UInt64.max)

  init(_ records: MemoryStore, environment: CRMEnvironment) {
    self.records = records
    self.environment = environment
  }

  var catalog: Catalog { records.catalog }
  var feed: ChangeFeed { records.feed }

  /// Lets the program end with a commit: it begins no transaction after that.
  func end(after sequence: UInt64) { last.withLock { $0 = sequence } }

  func beginRead() async throws -> any StoreReader { try await records.beginRead() }

  func beginWrite() async throws -> any StoreWriter {
    let writer = try await records.beginWrite()
    let last = last.withLock { $0 }
    guard try await writer.lastCommit() < last else {
      await writer.end()
      throw StoreError.unavailable("the program has ended")
    }
    return writer
  }
}
