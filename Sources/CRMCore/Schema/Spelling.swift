/// Finds the names that somebody who misspelt one may have meant.
package enum Spelling {
  /// At most three candidates within a third of the name's length in single edits, the nearest first, and those that differ in letter
  /// case only before all.
  package static func nearest(to name: String, among candidates: some Sequence<String>) -> [String] {
    let wanted = Array(name.lowercased().utf8.prefix(64))
    let allowed = max(1, wanted.count / 3)
    return candidates.map { ($0, distance(wanted, Array($0.lowercased().utf8.prefix(64)))) }
      .filter { $0.1 <= allowed }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      .prefix(3).map(\.0)
  }

  /// The number of insertions, deletions, substitutions and swaps of neighbours that turn one into the other (optimal string alignment).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var before: [Int] = []
    var previous = Array(0...right.count)
    for i in 1...left.count {
      var current = [i]
      for j in 1...right.count {
        var best = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1))
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          best = min(best, before[j - 2] + 1)
        }
        current.append(best)
      }
      (before, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
