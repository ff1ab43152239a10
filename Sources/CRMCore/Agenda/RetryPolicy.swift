/// How often what failed is tried again, and how long it rests in between.
public struct RetryPolicy: Hashable, Sendable {
  /// How many attempts are made in all, at least 1.
  public var attempts: Int
  /// How long to wait after the first failure.
  public var firstDelay: Duration
  /// By how much the wait grows from one failure to the next; what is no number from 1 on counts as 1.
  public var growth: Double
  /// The longest wait.
  public var longestDelay: Duration
  /// The part of a wait that is left to chance, from 0 to 1, so that what failed together is not tried together; what is no number counts as 0.
  public var jitter: Double

  /// A policy: eight attempts within about an hour, unless said otherwise.
  public init(
    attempts: Int = 8, firstDelay: Duration = .seconds(30), growth: Double = 2,
    longestDelay: Duration = .seconds(6 * 3600), jitter: Double = 0.2
  ) {
    self.attempts = max(1, attempts)
    self.firstDelay = firstDelay
    self.growth = growth
    self.longestDelay = longestDelay
    self.jitter = jitter
  }

  /// How long to wait after a number of failures.
  ///
  /// - Parameter seed: What the part that is left to chance comes from.
  func delay(after failures: Int, seed: UInt64) -> Duration {
    // A century is for ever, and can be counted in microseconds.
    let longest = min(max(0, longestDelay / .seconds(1)), 3_155_760_000)
    let growth = growth.isFinite ? max(1, growth) : 1
    let jitter = jitter.isFinite ? min(max(0, jitter), 1) : 0
    var seconds = max(0, firstDelay / .seconds(1))
    for _ in 1..<max(1, min(failures, 1000)) where seconds < longest { seconds *= growth }
    var random = SplitMix64(seed: seed &+ UInt64(clamping: failures))
    let chance = Double(random.next() >> 11) / Double(1 << 53)
    let delay = min(seconds, longest) * (1 - jitter * chance)
    return .microseconds(Int64(delay * 1_000_000))
  }
}
