#if PostgreSQL
  import CRMKitPostgreSQL
  import Dispatch
  import Synchronization

  /// Lets the task that waits for a connection's work be cancelled: the server is asked to give the work up.
  ///
  /// Such a request may come too late and hit what is done next, so the connection serves nobody else after it.
  ///
  /// Sendable although the compiler can't see it: the library allows what is asked through the pointer from every thread, and nothing changes
  /// the pointer.
  final class Interruption: @unchecked Sendable {
    private struct Work {
      var ticket: UInt64 = 0
      var isUnderWay = false
      var wasAsked = false
    }

    private let cancel: OpaquePointer?
    private let work = Mutex(Work())

    init(_ cancel: OpaquePointer?) { self.cancel = cancel }

    deinit { PQfreeCancel(cancel) }

    /// Whether the connection's work was ever to be given up.
    var wasAsked: Bool { work.withLock { $0.wasAsked } }

    func begin() -> UInt64 {
      work.withLock { work in
        work.ticket += 1
        work.isUnderWay = true
        return work.ticket
      }
    }

    func end(_ ticket: UInt64) {
      work.withLock { work in if work.ticket == ticket { work.isUnderWay = false } }
    }

    /// - Throws: `CancellationError` when the work is to be given up.
    func check() throws { if wasAsked { throw CancellationError() } }

    /// Asks for the work to be given up, unless it has ended.
    func ask(_ ticket: UInt64) {
      let isUnderWay = work.withLock { work in
        guard work.ticket == ticket, work.isUnderWay else { return false }
        work.wasAsked = true
        return true
      }
      // The request goes over a connection of its own, for which whoever cancels does not wait.
      if isUnderWay { DispatchQueue.global().async { self.send(ticket) } }
    }

    private func send(_ ticket: UInt64) {
      var reason: [CChar] = Array(repeating: 0, count: 256)
      PQcancel(cancel, &reason, Int32(reason.count))
      // A request that is there before the statement is lost.
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) { [self] in
        if work.withLock({ $0.ticket == ticket && $0.isUnderWay }) { send(ticket) }
      }
    }
  }
#endif
