import Synchronization

/// Makes identifiers that are ordered by time: UUID version 7 of RFC 9562, with its method 1 (a counter of 12 bits in
/// `rand_a`) for those of the same millisecond.
///
/// Identifiers of one generator ascend strictly, even when the clock stands still or goes back. The random bits come from a seed, so
/// that a run can be replayed; a program seeds it from the system's source of randomness.
public final class IdentifierGenerator: Sendable {
  private struct State {
    var milliseconds: UInt64 = 0
    var counter: UInt64 = 0
    var random: SplitMix64
  }

  private let state: Mutex<State>

  /// Creates a generator whose identifiers depend on nothing but the seed and the instants asked for.
  public init(seed: UInt64) {
    state = Mutex(State(random: SplitMix64(seed: seed)))
  }

  /// The next identifier at a point in time.
  ///
  /// Instants before 1970 count as 1970.
  public func next(at instant: Instant) -> Identifier {
    let now = UInt64(max(0, instant.microsecondsSince1970 / 1000))
    return state.withLock { state in
      if now > state.milliseconds {
        state.milliseconds = now
        // The upper bit starts at 0, so that half of the counter's range is left for the millisecond.
        state.counter = state.random.next() & 0x7FF
      } else {
        state.counter += 1
        if state.counter > 0xFFF {
          state.milliseconds += 1
          state.counter = 0
        }
      }
      let high = (state.milliseconds & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | state.counter
      let low = state.random.next() >> 2 | 0x8000_0000_0000_0000
      return Identifier(high: high, low: low)
    }
  }
}

/// A small generator of pseudo-random numbers that a seed determines (Steele, Lea & Flood, “Fast splittable pseudorandom number
/// generators”, 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator; equal seeds give equal numbers.
  public init(seed: UInt64) { state = seed }

  /// The next 64 pseudo-random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
