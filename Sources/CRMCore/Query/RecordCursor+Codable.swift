public import Foundation

extension RecordCursor: LosslessStringConvertible {
  private struct Content: Codable {
    let id: Identifier
    let keys: [AnyValue]
  }

  /// An opaque text for a page's address: letters, digits, `-` and `_` only.
  ///
  /// The keys stand in it readably for who decodes it: it hides nothing.
  public var description: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Keys are fields' values, which JSON can hold; nothing else is read back either.
    let json = (try? encoder.encode(Content(id: id, keys: keys))) ?? Data()
    return String(
      json.base64EncodedString().lazy.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
  }

  /// Reads a cursor's text.
  ///
  /// Whether it belongs to the query that it continues is checked with the query.
  ///
  /// - Throws: ``RecordCursorError`` when the text is no cursor's.
  public init(text: String) throws(RecordCursorError) {
    var base64 = String(text.lazy.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    guard let json = Data(base64Encoded: base64), let content = try? JSONDecoder().decode(Content.self, from: json)
    else {
      throw RecordCursorError(text: text)
    }
    self.init(keys: content.keys, id: content.id)
  }

  /// Reads a cursor's text; nil when it is no cursor's.
  public init?(_ description: String) { try? self.init(text: description) }
}

extension RecordCursor: Codable {
  /// Decodes the cursor from its text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = try RecordCursor(text: container.decode(String.self))
    } catch let error as RecordCursorError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Encodes the cursor as its text.
  public func encode(to encoder: any Encoder) throws { try encoder.encode(text: description) }
}

/// A text was offered as a cursor that is none.
public struct RecordCursorError: Error, Hashable, CustomStringConvertible, LocalizedError {
  /// The text that was offered.
  public let text: String

  /// Creates the error.
  public init(text: String) { self.text = text }

  /// The text's beginning, and what to do.
  public var description: String {
    let beginning = text.prefix(40)
    let shown = beginning.endIndex == text.endIndex ? "\(beginning)" : "\(beginning)…"
    return "“\(shown)” is not a cursor; use one that a page of records came with, unchanged, or begin without one"
  }

  /// The same as ``description``.
  public var errorDescription: String? { description }
}
