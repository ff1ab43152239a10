package import CRMCore

/// A search for the cases that share words with a text, ranked by ``BM25``.
///
/// How frequent the words are is learnt from the newest cases, which are all of them as long as there are not many. Beyond that those cases are read
/// that have the rarest words, found by the index of words.
package struct CaseSearch {
  /// How many different words are looked for.
  static let wordLimit = 64
  /// The words, each once.
  private let words: [String]
  /// How often each is asked for.
  private let times: [String: Double]
  /// Which cases count.
  private let filter: Filter<Case>
  private let sampleSize: Int
  private let caseLimit: Int

  private struct Text {
    let record: AnyRecord
    let words: [String]

    init(_ record: AnyRecord) throws {
      self.record = record
      words = CaseWords.words(of: [try record.value(of: "title").text, try record.value(of: "description").text])
    }
  }

  /// - Parameters:
  ///   - words: The words of the text.
  ///   - filter: Which cases count.
  ///   - sampleSize: How many cases tell how frequent words are.
  ///   - caseLimit: How many cases with rare words are read.
  package init(
    for words: [String], where filter: Filter<Case>, sampling sampleSize: Int = 2_000, reading caseLimit: Int = 4_000
  ) {
    self.sampleSize = sampleSize
    self.caseLimit = caseLimit
    self.words = Array(CaseWords.distinct(words).prefix(Self.wordLimit))
    times = Dictionary(words.map { ($0, 1.0) }, uniquingKeysWith: +)
    self.filter = filter
  }

  /// The cases, the most alike first.
  package func run(in view: borrowing Snapshot, limit: Int) async throws -> [SimilarCase] {
    let count = try await view.count(Case.self)
    let newest = RecordQuery(Case.recordType, sort: [.descending("number")], limit: sampleSize)
    let sample = try await view.reading { try await $0.records(newest) }.map(Text.init)
    var frequencies: [String: Int] = [:]
    for text in sample {
      for word in Set(text.words) where times[word] != nil { frequencies[word, default: 0] += 1 }
    }
    var candidates = sample
    if count > sample.count {
      frequencies = frequencies.mapValues { $0 * count / max(sample.count, 1) }
      candidates = try await withRareWords(&frequencies, in: view)
    } else if filter != .all {
      let query = RecordQuery(Case.recordType, where: filter.expression)
      candidates = try await view.reading { try await $0.records(query) }.map(Text.init)
    }
    let bm25 = BM25(count: count, averageLength: try await averageLength(in: view))
    let weights = Dictionary(
      uniqueKeysWithValues: words.map { ($0, bm25.weight(in: frequencies[$0] ?? 0) * (times[$0] ?? 1)) })
    let scored = candidates.map { (score: bm25.score(of: $0.words, for: weights), record: $0.record) }
      .filter { $0.score > 0 }.sorted { ($1.score, $0.record.id) < ($0.score, $1.record.id) }
    // Of all that are looked at, only the answer is read as a whole.
    return try scored.prefix(max(limit, 0)).map {
      SimilarCase(record: try Case.schema.decode($0.record), score: $0.score)
    }
  }

  /// The cases that have the rarest of the words, as many as are read.
  ///
  /// - Parameter frequencies: How frequent words are, as a part of the cases tells; of those that are looked for it is known then.
  private func withRareWords(
    _ frequencies: inout [String: Int], in view: borrowing Snapshot
  ) async throws -> [Text] {
    var found: [Identifier: AnyRecord] = [:]
    var rest = caseLimit
    for word in words.sorted(by: { (frequencies[$0] ?? 0, $0) < (frequencies[$1] ?? 0, $1) }) {
      let isRare = frequencies[word] ?? 0 <= rest
      guard isRare || found.isEmpty else { break }
      let has = Filter<Case>(.any("words", .compare(.element, .equal, .text(word))))
      if isRare { frequencies[word] = try await view.count(where: has) }
      let query = RecordQuery(Case.recordType, where: (has && filter).expression, limit: caseLimit)
      for record in try await view.reading({ try await $0.records(query) }) { found[record.id] = record }
      rest -= frequencies[word] ?? 0
      if rest <= 0 { break }
    }
    return try found.values.map(Text.init)
  }

  private func averageLength(in view: borrowing Snapshot) async throws -> Double {
    let rows = try await view.aggregate(Case.self, .sum("wordCount"), .count)
    guard case .integer(let words)? = rows.first?.values[0], case .integer(let count)? = rows.first?.values[1],
      count > 0
    else { return 0 }
    return Double(words) / Double(count)
  }
}
