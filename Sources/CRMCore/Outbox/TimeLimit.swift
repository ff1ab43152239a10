/// Runs an operation, and cancels it when it takes too long.
///
/// By the machine's clock: what it waits for is another program, or another machine, which know of no other.
///
/// - Throws: What the operation throws; ``UncertainDelivery`` when the time is up.
package func withTimeLimit<Result: Sendable>(
  _ limit: Duration, _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await operation() }
    group.addTask {
      // What is longer is for ever, and more than a timer takes.
      try await Task.sleep(for: min(limit, .seconds(366 * 86_400)))
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next(), let result = first else {
      throw UncertainDelivery("it took longer than \(limit)")
    }
    return result
  }
}
