public import Foundation

extension Store {
  /// Adds many records: a bulk load.
  ///
  /// ```swift
  /// do {
  ///   try await store.load(contacts, inBatchesOf: 5000) { bar.completedUnitCount = Int64($0.records) }
  /// } catch let stop as LoadInterruption {
  ///   // The first `stop.loaded.records` contacts are in. `stop.record` was refused, and `stop.cause` says why.
  /// }
  /// ```
  ///
  /// Each record is checked, stamped and told on the feed as by ``RecordWriting/insert(_:)``, and a reference must lead to a record that is
  /// in the store or came before it in the sequence, whatever the size of the batches. Each batch is one transaction: all of it is in
  /// or none. The records of a large batch are asked for their ``Record/problems()`` several at a time, by several threads; those of
  /// an array are encoded while up to two batches before them are written, and stamped with the time at which that begins.
  ///
  /// Cancelling the task ends the load between two records, and of an array between two batches, with whole batches in the store.
  ///
  /// - Parameters:
  ///   - records: The records; of a sequence that is no array, taken one by one as they are needed.
  ///   - size: How many records are one transaction, at least 1. Large batches are quick and keep other writers waiting; all of one
  ///     is held in memory, and of an array up to two more.
  ///   - progress: Called after each batch.
  /// - Returns: How many records and batches there were.
  /// - Throws: ``LoadInterruption``, whatever the cause, so that the caller can go on behind what is in.
  @discardableResult
  public func load<R: Record>(
    _ records: some Sequence<R>, inBatchesOf size: Int = 1000, progress: (LoadProgress) -> Void = { _ in }
  ) async throws -> LoadProgress {
    // Nothing of what is in memory as a whole is copied.
    if var rest = (records as? [R])?[...] ?? records as? ArraySlice<R> {
      return try await load(size, isAtHand: true, progress) { count in
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
      }
    }
    var iterator = records.makeIterator()
    return try await load(size, isAtHand: false, progress) { try await batch(of: $0) { iterator.next() } }
  }

  /// Adds many records as they come: ``load(_:inBatchesOf:progress:)`` from an asynchronous sequence.
  ///
  /// What the sequence throws is the cause of a ``LoadInterruption``; the records that it gave since the last batch are not in then.
  @discardableResult
  public func load<Records: AsyncSequence>(
    _ records: Records, inBatchesOf size: Int = 1000, progress: (LoadProgress) -> Void = { _ in }
  ) async throws -> LoadProgress where Records.Element: Record {
    var iterator = records.makeAsyncIterator()
    return try await load(size, isAtHand: false, progress) {
      try await batch(of: $0) { try await iterator.next(isolation: #isolation) }
    }
  }

  /// The next records of a sequence, fewer at its end.
  private func batch<R: Record>(of count: Int, next: () async throws -> R?) async throws -> ArraySlice<R> {
    var batch: [R] = []
    while batch.count < count, let record = try await next() {
      batch.append(record)
      try Task.checkCancellation()
    }
    return batch[...]
  }

  /// Adds batch after batch.
  ///
  /// - Parameters:
  ///   - isAtHand: Whether `next` takes no time, and nobody minds when it is called: then batches are encoded before their turn.
  ///   - next: The next records, so many or fewer.
  private func load<R: Record>(
    _ size: Int, isAtHand: Bool, _ progress: (LoadProgress) -> Void, next: (Int) async throws -> ArraySlice<R>
  ) async throws -> LoadProgress {
    let size = max(1, size)
    var loaded = LoadProgress(records: 0, batches: 0)
    // The batch that is written, and those behind it that are encoded meanwhile.
    var batches: [ArraySlice<R>] = []
    do {
      batches = [try await next(size)]
      try await withThrowingTaskGroup(of: (number: Int, batch: PreparedBatch?).self) { group in
        var encoded: [Int: PreparedBatch?] = [:]
        var custom: [String: CustomField] = [:]
        while let batch = batches.first, !batch.isEmpty {
          let (insertion, inserted) = AsyncStream.makeStream(of: Void.self)
          while isAtHand, batches.count < 3, batches.last?.isEmpty == false {
            let (number, following) = (loaded.batches + batches.count, try await next(size))
            batches.append(following)
            if following.isEmpty { break }
            // The clock is read here and not beside the transaction, so that a world that is replayed is the same each time.
            let (instant, known, isNext) = (environment.clock(), custom, batches.count == 2)
            group.addTask {
              // An insertion uses all threads, and the disk none: the batch after next is encoded while the commit waits for it.
              if !isNext { for await _ in insertion {} }
              return (number, Task.isCancelled ? nil : prepare(following, at: instant, known))
            }
          }
          let own = encoded.removeValue(forKey: loaded.batches) ?? nil
          custom = try await writing(at: own?.stamp.createdAt) { context in
            defer { inserted.finish() }
            return try await context.load(batch, own)
          }
          loaded.records += batch.count
          loaded.batches += 1
          progress(loaded)
          batches.removeFirst()
          if !isAtHand { batches = [try await next(size)] }
          while isAtHand, batches.first?.isEmpty == false, encoded[loaded.batches] == nil,
            let (number, batch) = try await group.next()
          {
            encoded.updateValue(batch, forKey: number)
          }
        }
      }
      return loaded
    } catch let refusal as RefusedInsertion {
      let isRecords = !(refusal.cause is CancellationError)
      let record = isRecords ? batches.first.map { $0[$0.startIndex + refusal.position].key } : nil
      throw LoadInterruption(loaded: loaded, record: record, cause: refusal.cause)
    } catch {
      throw LoadInterruption(loaded: loaded, record: nil, cause: error)
    }
  }
}

extension Store {
  /// Encodes records before the transaction begins in which they are to be added; nil when one is refused, which that transaction is to tell.
  private func prepare<R: Record>(
    _ records: ArraySlice<R>, at instant: Instant, _ custom: [String: CustomField]
  ) -> PreparedBatch? {
    let stamp = Stamp(ofNewAt: instant, in: environment)
    return try? PreparedBatch(records, stamp: stamp, in: catalog, custom: custom)
  }
}

/// How far a bulk load has come.
public struct LoadProgress: Hashable, Sendable {
  /// How many records are in the store: those at the beginning of the sequence.
  public internal(set) var records: Int
  /// In how many transactions they were written.
  public internal(set) var batches: Int
}

/// A bulk load stopped before its end: a record was refused, the store or the sequence failed, or the task was cancelled.
public struct LoadInterruption: Error {
  /// What is in the store; the rest of the sequence is not.
  public let loaded: LoadProgress
  /// The record that was refused; nil when something else was the cause.
  public let record: RecordKey?
  /// What stopped it: what ``RecordWriting/insert(_:)`` throws, an error of the store or the sequence, or `CancellationError`.
  public let cause: any Error
}

extension LoadInterruption: CustomStringConvertible, LocalizedError {
  /// What stopped it, and what is in.
  public var description: String { "\(cause); the first \(loaded.records) records are in the store, go on behind them" }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
