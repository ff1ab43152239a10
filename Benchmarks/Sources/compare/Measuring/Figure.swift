/// The middle of several samples, and how far they lie apart.
struct Figure: Hashable {
  let median: Double
  /// The interquartile range divided by the median; 0 for a single sample.
  let spread: Double

  /// - Parameter samples: At least one.
  init(_ samples: [Double]) {
    let sorted = samples.sorted()
    median = Figure.quantile(0.5, of: sorted)
    let range = Figure.quantile(0.75, of: sorted) - Figure.quantile(0.25, of: sorted)
    spread = median == 0 ? 0 : range / median
  }

  /// The value below which a part of the samples lies, interpolated between the two nearest.
  private static func quantile(_ part: Double, of sorted: [Double]) -> Double {
    guard let last = sorted.indices.last else { return 0 }
    let position = part * Double(last)
    let below = Int(position)
    let above = min(below + 1, last)
    return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
  }
}
