public import Foundation

/// The text of a filter could not be read, or what it says does not fit the records that it is meant for.
public struct FilterSyntaxError: Error, Hashable {
  /// The text of the filter.
  public let text: String
  /// The place in the text, counted in characters from 1.
  public let column: Int
  /// What is wrong at the place and what to do, in one line.
  public let message: String
  /// What may have been meant there instead, the likeliest first.
  public let suggestions: [String]

  /// Creates the error.
  public init(text: String, column: Int, message: String, suggestions: [String] = []) {
    self.text = text
    self.column = column
    self.message = message
    self.suggestions = suggestions
  }

  /// An error at a place, whose message ends in the suggestions.
  init(text: String, at index: String.Index, _ message: String, suggestions: [String] = []) {
    self.init(
      text: text, column: text[..<index].count + 1,
      message: message + (suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: " or "))?"),
      suggestions: suggestions)
  }
}

extension FilterSyntaxError: CustomStringConvertible, LocalizedError {
  /// The message, and below it the text, or the part of a long one, with a caret under the place.
  ///
  /// ```
  /// column 20: opportunity has no field “acount”; did you mean account?
  /// state == "won" and acount.industry == "retail"
  ///                    ^
  /// ```
  public var description: String {
    let before = text.prefix(max(0, column - 1))
    let after = text[before.endIndex...]
    let shown = (before.suffix(60), after.prefix(60))
    let lead = shown.0.startIndex == text.startIndex ? "" : "…"
    let line = "\(lead)\(shown.0)\(shown.1)" + (shown.1.endIndex == text.endIndex ? "" : "…")
    return """
      column \(column): \(message)
      \(String(line.map { $0.isNewline || $0.isWhitespace || FilterSyntaxError.isControl($0) ? " " : $0 }))
      \(String(repeating: " ", count: lead.count + shown.0.count))^
      """
  }

  /// The same as ``description``.
  public var errorDescription: String? { description }

  /// Whether a character would move the caret's line away from the text's, as one that takes no place does.
  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control || $0.properties.isBidiControl }
  }
}
