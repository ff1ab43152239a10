internal import Foundation

extension CSVReader {
  /// Names for the columns: trimmed, none empty, none twice.
  ///
  /// A name that stands in the file keeps its first place; what is added to others never takes one that stands there
  /// too.
  static func columnNames(_ fields: [String]) -> [String] {
    let trimmed = fields.map { $0.trimmingCharacters(in: invisible) }
    let standing = Set(trimmed)
    var taken: Set<String> = []
    var lastSuffix: [String: Int] = [:]
    return trimmed.enumerated().map { index, field in
      let stem = field.isEmpty ? "Column \(index + 1)" : field
      var name = stem
      while taken.contains(name) || name != field && standing.contains(name) {
        lastSuffix[stem, default: 1] += 1
        name = "\(stem)_\(lastSuffix[stem, default: 1])"
      }
      taken.insert(name)
      return name
    }
  }

  /// White space, byte-order marks and the marks that steer right-to-left text.
  private static let invisible = CharacterSet.whitespacesAndNewlines.union(
    CharacterSet(charactersIn: "\u{FEFF}\u{200B}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}"))
}
