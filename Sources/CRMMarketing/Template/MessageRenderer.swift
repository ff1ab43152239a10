import CRMCore

/// Writes what a message says for one recipient after the other.
struct MessageRenderer {
  /// What a message says to one of them, and what was to be said of them and is not known.
  struct Rendering {
    var content: MessageContent
    var missing: [FieldPath]
  }

  private let subject: TextTemplate?
  private let text: TextTemplate?
  private let html: HTMLTemplate?
  private let paths: [FieldPath]
  private let style: ValueStyle
  private var reader: PathReader

  /// Reads the templates.
  ///
  /// - Throws: `FilterError` for a name that is no field of the type, or not any more.
  init(_ content: MessageContent, for type: RecordType, in context: borrowing ReadContext) async throws {
    subject = content.subject.map(TextTemplate.init)
    text = content.text.map(TextTemplate.init)
    let body = content.html.map(TextTemplate.init)
    html = body.map(HTMLTemplate.init)
    let placeholders = [subject, text, body].compactMap { $0?.placeholders }.joined()
    paths = Set(placeholders.map(\.path)).subtracting([MessageContent.unsubscribeLink]).sorted { $0.text < $1.text }
    style = context.environment.valueStyle
    reader = try await PathReader(paths, of: type, in: context)
  }

  /// Writes the message for one of them.
  ///
  /// - Parameter link: The address by which they get off.
  mutating func rendering(
    for record: AnyRecord, unsubscribeLink link: String?, in context: borrowing ReadContext
  ) async throws -> Rendering {
    let found = try await reader.values(of: record, in: context)
    var values = Dictionary(
      zip(paths, found.map { style.text(of: $0) ?? "" }), uniquingKeysWith: { first, _ in first })
    values[MessageContent.unsubscribeLink] = link
    var missing: [FieldPath] = []
    func value(of placeholder: TextTemplate.Placeholder, unless isRefused: (String) -> Bool = { _ in false }) -> String?
    {
      if let value = values[placeholder.path], !value.isEmpty, !isRefused(value) { return value }
      if placeholder.fallback == nil { missing.append(placeholder.path) }
      return nil
    }
    let content = MessageContent(
      subject: subject?.filled { value(of: $0) }.onOneLine, text: text?.filled { value(of: $0) },
      html: html?.filled { value(of: $0, unless: $1) })
    return Rendering(content: content, missing: missing)
  }
}

extension String {
  /// The text without anything that could begin another line, such as a header of a mail.
  var onOneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: " "
          default: scalar
          }
        }))
  }
}
