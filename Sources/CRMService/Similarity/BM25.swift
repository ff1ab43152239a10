import Foundation

/// The ranking function Okapi BM25: how well texts answer the words of another, the rarer words counting more, and each the less the more often
/// it stands in a text and the longer the text is.
///
/// S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the weight of a word is Lucene's, which is never
/// negative.
struct BM25 {
  /// How quickly a word that is repeated stops to count.
  static let saturation = 1.2
  /// How much the length of a text counts.
  static let normalization = 0.75

  /// How many texts there are.
  let count: Int
  /// How many words a text has in the middle.
  let averageLength: Double

  /// The weight of a word that stands in so many of the texts.
  func weight(in texts: Int) -> Double {
    let (all, some) = (Double(max(count, texts)), Double(texts))
    return log(1 + (all - some + 0.5) / (some + 0.5))
  }

  /// How well a text answers words with weights.
  func score(of text: [String], for weights: [String: Double]) -> Double {
    var occurrences: [String: Int] = [:]
    for word in text where weights[word] != nil { occurrences[word, default: 0] += 1 }
    let length = averageLength > 0 ? Double(text.count) / averageLength : 1
    let damping = Self.saturation * (1 - Self.normalization + Self.normalization * length)
    // In a fixed order, since a sum of numbers depends on it in its last digits.
    return occurrences.sorted { $0.key < $1.key }.reduce(0) { sum, word in
      sum + (weights[word.key] ?? 0) * Double(word.value) / (Double(word.value) + damping)
    }
  }
}
