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
  /// or none. The records of a large batch are asked for their ``Record/problems()`` several at a time, by several threads.
  ///
  /// Cancelling the task ends the load between two records, with whole batches in the store.
  ///
  /// - Parameters:
  ///   - records: The records, taken one by one as they are needed.
  ///   - size: How many records are one transaction, at least 1. Large batches are quick and keep other writers waiting; all of one
  ///     is held in memory.
  ///   - progress: Called after each batch.
  /// - Returns: How many records and batches there were.
  /// - Throws: ``LoadInterruption``, whatever the cause, so that the caller can go on behind what is in.
  @discardableResult
  public func load<R: Record>(
    _ records: some Sequence<R>, inBatchesOf size: Int = 1000, progress: (LoadProgress) -> Void = { _ in }
  ) async throws -> LoadProgress {
    var iterator = records.makeIterator()
    return try await load(size, progress) { iterator.next() }
  }

  /// Adds many records as they come: ``load(_:inBatchesOf:progress:)`` from an asynchronous sequence.
  ///
  /// What the sequence throws is the cause of a ``LoadInterruption``; the records that it gave since the last batch are not in then.
  @discardableResult
  public func load<Records: AsyncSequence>(
    _ records: Records, inBatchesOf size: Int = 1000, progress: (LoadProgress) -> Void = { _ in }
  ) async throws -> LoadProgress where Records.Element: Record {
    var iterator = records.makeAsyncIterator()
    return try await load(size, progress) { try await iterator.next(isolation: #isolation) }
  }

  private func load<R: Record>(
    _ size: Int, _ progress: (LoadProgress) -> Void, next: () async throws -> R?
  ) async throws -> LoadProgress {
    var loaded = LoadProgress(records: 0, batches: 0)
    var batch: [R] = []
    do {
      while true {
        batch.removeAll(keepingCapacity: true)
        while batch.count < max(1, size), let record = try await next() {
          batch.append(record)
          try Task.checkCancellation()
        }
        guard !batch.isEmpty else { return loaded }
        try await write { try await $0.context.load(&batch) }
        loaded.records += batch.count
        loaded.batches += 1
        progress(loaded)
      }
    } catch let refusal as RefusedInsertion {
      let isRecords = !(refusal.cause is CancellationError)
      throw LoadInterruption(
        loaded: loaded, record: isRecords ? batch[refusal.position].key : nil, cause: refusal.cause)
    } catch {
      throw LoadInterruption(loaded: loaded, record: nil, cause: error)
    }
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
