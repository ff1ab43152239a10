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

  var durableSequence: UInt64 { state.withLock { $0.folder.acknowledgedSequence } }

  func waitUntilDurable(_ sequence: UInt64, step: (() throws -> Bool) throws -> Void) async throws {
    try await work(step) { folder in
      if folder.acknowledgedSequence >= sequence { return .done }
      try folder.checkWritable()
      return .level(self.durability)
    }
  }

  /// The bytes that the next opening reads besides the checkpoint.
  var journalSize: Int { state.withLock { $0.folder.journalSize } }

  /// Runs a body on the folder, while no commit is appended.
  func withFolder<T>(_ body: (inout StoreFolder) throws -> T) rethrows -> T {
    try state.withLock { try body(&$0.folder) }
  }

  /// Brings everything to the disk, says so at the journal's end, and lets the lock go, whatever happens.
  ///
  /// Nothing may be appended meanwhile.
  func close() async throws {
    defer { state.withLock { $0.folder.close() } }
    try await work { folder in
      // After a failure there is nothing to be done, and nothing is owed unless a weaker level was promised.
      if folder.syncedSequence < folder.acknowledgedSequence { try folder.checkWritable() }
      return folder.isWritable ? .level(.immediate) : .done
    }
  }

  /// Brings everything to the disk, and lets the lock go until ``resume()``.
  ///
  /// Nothing may be appended meanwhile.
  func suspend() async throws {
    try await work { folder in
      try folder.checkWritable()
      return .level(.immediate)
    }
    try state.withLock { try $0.folder.suspend() }
  }

  /// Takes the lock again.
  func resume() throws { try state.withLock { try $0.folder.resume() } }

  /// What is left to do for somebody who waits for the disk.
  private enum Need {
    case done
    /// Everything that was appended must be there at this level.
    case level(Durability)
  }

  /// Writes batches, or waits while somebody else does, until nothing is left to do.
  ///
  /// - Parameter step: Runs what takes a batch, which tells whether it did.
  private func work(
    _ step: (() throws -> Bool) throws -> Void = { _ = try $0() }, _ need: @escaping (inout StoreFolder) throws -> Need
  ) async throws {
    while true {
      var turn = Turn.done
      try step {
        turn = try self.turn(need)
        if case .write = turn { return true }
        return false
      }
      switch turn {
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

  private func turn(_ need: (inout StoreFolder) throws -> Need) throws -> Turn {
    try state.withLock { state in
      guard case .level(let level) = try need(&state.folder) else { return .done }
      if state.isWriting { return .wait }
      guard let batch = try state.folder.takeBatch(level) else { return .done }
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
