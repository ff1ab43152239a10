import CRMCore
import CRMMemoryStore
import Synchronization

/// The journal of a file store as the engine's log: commits are put behind one another, and those that wait at the same time share a sync.
final class FileLog: CommitLog {
  private struct State: ~Copyable {
    var folder: StoreFolder
    /// Whether somebody gathers or writes a batch at the moment.
    var isWriting = false
    var waiting: [Waiter] = []
    /// The layouts, until a commit of this program has said them.
    var layouts: [UInt8]?

    /// Notes what became of a batch.
    mutating func end(_ batch: JournalBatch, _ result: Result<Void, any Error>) {
      switch result {
      case .success: folder.complete(batch)
      case .failure(let error): folder.fail(batch, error)
      }
    }

    /// Lets somebody else write.
    ///
    /// - Returns: Those for whom enough was written, and of the others who goes on: the one who writes next, or, after a failure, all, to find it.
    mutating func endTurn() -> (done: [Waiter], next: ArraySlice<Waiter>) {
      isWriting = false
      if waiting.isEmpty { return ([], []) }
      let through = folder.acknowledgedSequence
      var (done, others): ([Waiter], [Waiter]) = ([], [])
      for waiter in waiting {
        if let sequence = waiter.sequence, sequence <= through { done.append(waiter) } else { others.append(waiter) }
      }
      let next = folder.isWritable ? others.prefix(1) : others[...]
      waiting = Array(others.dropFirst(next.count))
      return (done, next)
    }
  }

  /// Somebody who waits while another writes.
  private struct Waiter {
    /// The commit that must be durable for them; nil when they want to write something themselves.
    let sequence: UInt64?
    /// Is told whether it is; otherwise there is more to be written, or it has failed.
    let continuation: CheckedContinuation<Bool, Never>
  }

  /// What is left to do for somebody who waits for the disk.
  private enum Need {
    case done
    /// Everything that was appended must be there at this level.
    case level(Durability)
  }

  private enum Role {
    case done
    /// To take a batch at this level and write it; nobody else does meanwhile.
    case lead(Durability)
    case follow
  }

  private let state: Mutex<State>
  private let durability: Durability
  private let catalog: Catalog

  /// - Parameter layouts: The layouts that the first commit must say; nil when the files say them already.
  init(_ folder: consuming StoreFolder, durability: Durability, catalog: Catalog, layouts: [UInt8]?) {
    state = Mutex(State(folder: folder, layouts: layouts))
    self.durability = durability
    self.catalog = catalog
  }

  func append(_ changes: ChangeSet) throws {
    // The writer's turn, which the caller has, keeps the place; what may take long, sealing above all, is done without the lock.
    let (place, layouts) = state.withLock { ($0.folder.nextCommit, $0.layouts) }
    let frame = try place.frame(size: CommitPayload.size(of: changes, layouts: layouts)) {
      CommitPayload.append(changes, catalog: catalog, layouts: layouts, to: &$0)
    }
    try state.withLock { state in
      _ = try state.folder.append(frame)
      state.layouts = nil
    }
  }

  var durableSequence: UInt64 { state.withLock { $0.folder.acknowledgedSequence } }

  func waitUntilDurable(
    _ sequence: UInt64, gather: () async -> Void, step: (() throws -> Bool) throws -> Void, publish: () -> Void
  ) async throws {
    try await work(for: sequence, gather, step, publish) { try self.need(of: sequence, &$0) }
  }

  func makeDurable(_ sequence: UInt64) throws -> Bool {
    // As ``lead(_:_:_:)``, in fewer steps: nobody is to be let in between them.
    var batch: JournalBatch?
    let isTaken = try state.withLock { state in
      guard case .level(let level) = try need(of: sequence, &state.folder) else { return true }
      if state.isWriting { return false }
      batch = try state.folder.takeBatch(level)
      state.isWriting = batch != nil
      return true
    }
    guard let batch else { return isTaken }
    let result = Result { try batch.write() }
    let waiters = state.withLock { state in
      state.end(batch, result)
      return state.endTurn()
    }
    FileLog.resume(waiters)
    try result.get()
    return true
  }

  private func need(of sequence: UInt64, _ folder: inout StoreFolder) throws -> Need {
    if folder.acknowledgedSequence >= sequence { return .done }
    try folder.checkWritable()
    return .level(durability)
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

  /// Writes batches, or waits while somebody else does, until nothing is left to do.
  ///
  /// - Parameters:
  ///   - sequence: The commit that must be durable; nil when there is more to do than that.
  ///   - gather: Is awaited before a batch is taken.
  ///   - step: Runs what takes a batch, which tells whether it did.
  ///   - publish: Is called when commits have become durable.
  private func work(
    for sequence: UInt64? = nil, _ gather: () async -> Void = {},
    _ step: (() throws -> Bool) throws -> Void = { _ = try $0() }, _ publish: () -> Void = {},
    _ need: @escaping (inout StoreFolder) throws -> Need
  ) async throws {
    while true {
      switch try role(need) {
      case .done: return publish()
      case .lead(let level):
        // What takes longer to write than to sync waits for no company.
        if state.withLock({ $0.folder.pendingSize < 1 << 20 }) { await gather() }
        guard let written = try lead(level, step, publish) else { return }
        if let sequence, written >= sequence { return }
      case .follow:
        let isDone = await withCheckedContinuation { continuation in
          let mustWait = state.withLock { state in
            if state.isWriting { state.waiting.append(Waiter(sequence: sequence, continuation: continuation)) }
            return state.isWriting
          }
          if !mustWait { continuation.resume(returning: false) }
        }
        if isDone { return }
      }
    }
  }

  private func role(_ need: (inout StoreFolder) throws -> Need) throws -> Role {
    try state.withLock { state in
      guard case .level(let level) = try need(&state.folder) else { return .done }
      if state.isWriting { return .follow }
      state.isWriting = true
      return .lead(level)
    }
  }

  /// Takes a batch and writes it, and lets those go on for whom it was enough, and one of the others, who writes the next.
  ///
  /// - Returns: The last commit of the batch; nil when there was nothing to write or to sync.
  private func lead(
    _ level: Durability, _ step: (() throws -> Bool) throws -> Void, _ publish: () -> Void
  ) throws -> UInt64? {
    var batch: JournalBatch?
    let result = Result {
      try step {
        batch = try state.withLock { try $0.folder.takeBatch(level) }
        return batch != nil
      }
      try batch?.write()
    }
    if let batch { state.withLock { $0.end(batch, result) } }
    // Nobody goes on before what they wait for can be seen.
    if case .success = result { publish() }
    FileLog.resume(state.withLock { $0.endTurn() })
    try result.get()
    return batch?.sequence
  }

  private static func resume(_ waiters: (done: [Waiter], next: ArraySlice<Waiter>)) {
    for waiter in waiters.next { waiter.continuation.resume(returning: false) }
    for waiter in waiters.done { waiter.continuation.resume(returning: true) }
  }
}
