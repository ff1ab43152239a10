package import CRMCore

/// Where commits go before they count: what a durable store adds to the in-memory engine.
package protocol CommitLog: AnyObject, Sendable {
  /// Takes a commit down, in the order of the commits, without waiting for the disk. Called by one writer at a time.
  ///
  /// - Throws: Why it could not; the commit does not happen then, and the log is as before.
  func append(_ changes: ChangeSet) throws

  /// Returns when every commit up to the one of that number will survive what the log's level of durability promises.
  ///
  /// - Parameters:
  ///   - gather: Is awaited before commits are taken for writing, so that more may come.
  ///   - step: Runs what may take the appended commits for writing, once or several times; what it runs tells whether it took them. So the
  ///     caller knows which commits become durable together.
  ///   - publish: Is called, without a lock, once commits have become durable, before anybody else who waits for them goes on.
  /// - Throws: Why they will not. The log takes nothing more then.
  func waitUntilDurable(
    _ sequence: UInt64, gather: () async -> Void, step: (() throws -> Bool) throws -> Void, publish: () -> Void
  ) async throws

  /// Makes every commit up to the one of that number durable at once, without waiting for anybody.
  ///
  /// - Returns: Whether it did; not while somebody else is at it.
  /// - Throws: As ``waitUntilDurable(_:gather:step:publish:)``.
  func makeDurable(_ sequence: UInt64) throws -> Bool

  /// The last commit that ``waitUntilDurable(_:gather:step:publish:)`` does not wait for any more.
  var durableSequence: UInt64 { get }
}
