#if SQLite || PostgreSQL
  import Dispatch

  /// Runs what waits for a process or a lock on a thread of its own: those that tasks share are no more than the machine's cores.
  final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "crmkit.tests.process")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }
#endif
