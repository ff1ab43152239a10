import Synchronization

/// What a live query has done so far, all of its readers together.
package final class LiveStatistics: Sendable {
  private let recomputed = Atomic(0)
  private let folded = Atomic(0)

  /// How often the store was asked for the whole answer, the first time included.
  package var recomputations: Int { recomputed.load(ordering: .relaxed) }

  /// How many records were taken out of kept figures or put into them, besides the work of recomputations.
  package var foldedRecords: Int { folded.load(ordering: .relaxed) }

  init() {}

  func noteRecomputation() { recomputed.add(1, ordering: .relaxed) }

  func noteFolded(_ records: Int) { folded.add(records, ordering: .relaxed) }
}
