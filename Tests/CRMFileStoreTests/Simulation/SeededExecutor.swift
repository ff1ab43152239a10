import CRMCore
import Synchronization

/// Runs tasks on the thread that asks for it, one piece at a time, in an order that a seed decides: what several threads would do, and
/// the same again for the same seed.
///
/// A simulated disk calls ``runOthers()`` while it makes a task wait, so that others go on meanwhile.
final class SeededExecutor: TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var random: SplitMix64
    var depth = 0
  }

  private static let depthLimit = 4
  private let state: Mutex<State>

  init(seed: UInt64) { state = Mutex(State(random: SplitMix64(seed: seed))) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
  }

  /// Runs a body and everything that it waits for.
  ///
  /// - Returns: What the body returned; nil when it still waits though nothing is left that could wake it.
  func run<T: Sendable>(_ body: @escaping @Sendable () async -> T) -> T? {
    let result = Result<T>()
    let task = Task(executorPreference: self) {
      let value = await body()
      result.value.withLock { $0 = value }
    }
    withExtendedLifetime(task) { while runNext() {} }
    return result.value.withLock { $0 }
  }

  private final class Result<T: Sendable>: Sendable {
    let value = Mutex<T?>(nil)
  }

  /// Runs a few pieces of other tasks, as happens while one waits for the disk.
  func runOthers() {
    let count = state.withLock { state in
      state.depth < Self.depthLimit ? Int.random(in: 0...3, using: &state.random) : 0
    }
    for _ in 0..<count where !runNext() { return }
  }

  private func runNext() -> Bool {
    let job: UnownedJob? = state.withLock { state in
      guard !state.jobs.isEmpty else { return nil }
      state.depth += 1
      return state.jobs.remove(at: Int.random(in: state.jobs.indices, using: &state.random))
    }
    guard let job else { return false }
    job.runSynchronously(on: asUnownedTaskExecutor())
    state.withLock { $0.depth -= 1 }
    return true
  }
}
