import CRMCore
import CRMMemoryStore
import Synchronization

/// The journal of a file store as the engine's log: commits are put behind one another, and those that wait at the same time share a sync.
final class FileLog: CommitLog {
  private struct State: ~Copyable {
    var folder: StoreFolder
    /// Whether somebody writes a batch at the moment.
    var isWriting = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// The layouts, until a commit of this program has said them.
    var layouts: [UInt8]?
  }

  private enum Turn {
    case done
    case write(JournalBatch)
    case wait
  }

  private let state: Mutex<State>
  private let durability: Durability
  private let positions: [String: Int]

  /// - Parameter layouts: The layouts that the first commit must say; nil when the files say them already.
  init(_ folder: consuming StoreFolder, durability: Durability, catalog: Catalog, layouts: [UInt8]?) {
    state = Mutex(State(folder: folder, layouts: layouts))
    self.durability = durability
    positions = Dictionary(
      catalog.types.enumerated().map { ($0.element.entity, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  func append(_ changes: ChangeSet) throws {
    try state.withLock { state in
      let payload = CommitPayload.encode(changes, positions: positions, layouts: state.layouts)
      _ = try state.folder.append(payload.span)
      state.layouts = nil
    }
  }

  func waitUntilDurable(_ sequence: UInt64) async throws {
    while true {
      switch try turn(for: sequence) {
      case .done: return
      case .write(let batch): try write(batch)
      case .wait:
        await withCheckedContinuation { continuation in
          let mustWait = state.withLock { state in
            if state.isWriting { state.waiting.append(continuation) }
            return state.isWriting
          }
          if !mustWait { continuation.resume() }
        }
      }
    }
  }

  /// The bytes that the next opening reads besides the checkpoint.
  var journalSize: Int { state.withLock { $0.folder.journalSize } }

  /// Runs a body on the folder, while no commit is appended.
  func withFolder<T>(_ body: (inout StoreFolder) throws -> T) rethrows -> T {
    try state.withLock { try body(&$0.folder) }
  }

  /// Says the layouts again with the next commit, since it is the first of a new journal.
  func close() throws { try state.withLock { try $0.folder.close() } }

  private func turn(for sequence: UInt64) throws -> Turn {
    try state.withLock { state in
      if state.folder.acknowledgedSequence >= sequence { return .done }
      try state.folder.checkWritable()
      if state.isWriting { return .wait }
      guard let batch = try state.folder.takeBatch(durability) else { return .done }
      state.isWriting = true
      return .write(batch)
    }
  }

  private func write(_ batch: JournalBatch) throws {
    let result = Result { try batch.write() }
    let waiting = state.withLock { state in
      switch result {
      case .success: state.folder.complete(batch)
      case .failure(let error): state.folder.fail(batch, error)
      }
      state.isWriting = false
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
    try result.get()
  }
}
