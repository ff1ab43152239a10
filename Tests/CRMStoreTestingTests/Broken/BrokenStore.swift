import CRMCore
import CRMMemoryStore
import Synchronization

/// A memory store that is wrong in one way.
final class BrokenStore: Store {
  let defect: Defect?
  let base: MemoryStore
  let feed: ChangeFeed
  /// How many records of each entity were deleted, and the unique values that they held.
  let deleted = Mutex<[String: Int]>([:])
  let lost = Mutex<Set<AnyValue>>([])
  /// How many records were before a cursor, by the identifier that it names.
  let positions = Mutex<[Identifier: Int]>([:])
  /// The writer that is open.
  let openWriter = Mutex<BrokenWriter?>(nil)
  private let isClosed = Atomic(false)

  init(_ catalog: Catalog, environment: CRMEnvironment, defect: Defect?) {
    self.defect = defect
    base = MemoryStore(catalog, environment: environment)
    feed =
      switch defect {
      case .dropsChangeSets: ChangeFeed(of: base.feed) { $0.sequence % 3 == 2 ? nil : $0 }
      case .numbersChangeSetsBackwards:
        ChangeFeed(of: base.feed) { changes in
          ChangeSet(
            sequence: 1000 - changes.sequence, instant: changes.instant, actor: changes.actor, changes: changes.changes)
        }
      case .forgetsWhatWasBefore:
        ChangeFeed(of: base.feed) { changes in
          ChangeSet(
            sequence: changes.sequence, instant: changes.instant, actor: changes.actor,
            changes: changes.changes.compactMap { RecordChange(before: nil, after: $0.after) })
        }
      case .publishesBeforeItCommits: ChangeFeed()
      default: base.feed
      }
  }

  var catalog: Catalog { base.catalog }
  var environment: CRMEnvironment { base.environment }

  func close() async throws {
    guard defect == .writesAfterItsClosing else { return }
    isClosed.store(true, ordering: .relaxed)
    feed.finish()
  }

  func beginRead() async throws -> any StoreReader {
    if isClosed.load(ordering: .relaxed) { throw StoreError.unavailable("the store was closed") }
    switch defect {
    case .readersWaitForWriters: await (try await base.beginWrite()).end()
    case .readersSeeOpenWriters:
      if let writer = openWriter.withLock({ $0 }) { return BrokenReader(writer.base, self, isBorrowed: true) }
    default: break
    }
    return BrokenReader(try await base.beginRead(), self)
  }

  func beginWrite() async throws -> any StoreWriter {
    // The view of a moment at which others may still be writing.
    let early = try await base.beginRead()
    let writer: any StoreWriter
    if defect == .cancelledWritersKeepWaiting {
      let base = base
      writer = try await Task { try await base.beginWrite() }.value
    } else {
      writer = try await base.beginWrite()
    }
    let broken = BrokenWriter(writer, self, early: early)
    if defect == .readersSeeOpenWriters { openWriter.withLock { $0 = broken } }
    return broken
  }
}
