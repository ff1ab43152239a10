extension Range<Int> {
  /// The first number for which the condition holds, where it holds for all after the first; the upper bound where it
  /// holds for none.
  ///
  /// - Complexity: O(log *n*).
  func partition(where holds: (Int) -> Bool) -> Int {
    var low = lowerBound
    var high = upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
