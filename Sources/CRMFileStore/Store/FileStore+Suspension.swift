import CRMCore
import CRMMemoryStore
import Synchronization

extension FileStore {
  /// Lets the folder's lock go until ``resume()``, once everything is on the disk.
  ///
  /// For apps that the system stops in the background: iOS ends those that hold a lock then. Waits for the transaction and the checkpoint
  /// that are under way. Readers go on meanwhile, from memory; writers wait for the resumption.
  ///
  /// - Throws: A failure of the disk, and ``FileStoreError/writesRefused(path:reason:)`` after an earlier one; the store is not suspended then.
  public func suspend() async throws {
    try await transitions.enter()
    defer { transitions.leave() }
    guard !isSuspended.withLock({ $0 }) else { return }
    try await maintenance.enter()
    do {
      _ = try await engine.acquire()
      do {
        try await log.suspend()
      } catch {
        engine.release()
        throw error
      }
    } catch {
      maintenance.leave()
      throw error
    }
    isSuspended.withLock { $0 = true }
  }

  /// Takes the lock again and lets writers go on; does nothing when the store was not suspended.
  ///
  /// - Throws: ``FileStoreError/locked(path:holder:)`` while another has the folder open: try again. ``FileStoreError/changedMeanwhile(path:)``
  ///   when another wrote to it: close the store and open it again. The store stays suspended then.
  public func resume() async throws {
    try await transitions.enter()
    defer { transitions.leave() }
    guard isSuspended.withLock({ $0 }) else { return }
    try log.resume()
    isSuspended.withLock { $0 = false }
    engine.release()
    maintenance.leave()
  }
}
