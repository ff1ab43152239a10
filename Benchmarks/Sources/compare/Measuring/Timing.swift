/// Measures how long something takes, in nanoseconds.
func nanoseconds(_ body: () async throws -> Void) async rethrows -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  try await body()
  return start.duration(to: clock.now) / .nanoseconds(1)
}
