/// The generator of Steele, Lea and Flood (2014): small, quick, and the same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator, Sendable {
  private var word: UInt64

  init(seed: UInt64) { word = seed }

  mutating func next() -> UInt64 {
    word &+= 0x9E37_79B9_7F4A_7C15
    var mixed = word
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True once in `count` times, on average.
  mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
