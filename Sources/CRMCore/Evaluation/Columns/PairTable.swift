/// Numbers different pairs of numbers from 0 on, in the order in which they first occur.
struct PairTable {
  /// A pair's number plus 1, or 0, at places that the pairs' hashes give; a power of two of them.
  private var places = [Int32](repeating: 0, count: 64)
  private var pairs: [UInt64] = []

  /// How many different pairs there were.
  var count: Int { pairs.count }

  /// The number of a pair of numbers that are not negative.
  @inline(__always)
  mutating func number(of left: Int32, _ right: Int32) -> Int32 {
    let pair = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    var place = place(of: pair)
    while places[place] != 0 {
      let number = places[place] - 1
      if pairs[Int(number)] == pair { return number }
      place = (place + 1) & (places.count - 1)
    }
    return insert(pair, at: place)
  }

  private mutating func insert(_ pair: UInt64, at place: Int) -> Int32 {
    pairs.append(pair)
    places[place] = Int32(truncatingIfNeeded: pairs.count)
    if pairs.count * 2 > places.count { grow() }
    return Int32(truncatingIfNeeded: pairs.count - 1)
  }

  private func place(of pair: UInt64) -> Int {
    Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & (places.count - 1)
  }

  private mutating func grow() {
    places = [Int32](repeating: 0, count: places.count * 2)
    for (number, pair) in pairs.enumerated() {
      var place = place(of: pair)
      while places[place] != 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(truncatingIfNeeded: number + 1)
    }
  }
}
