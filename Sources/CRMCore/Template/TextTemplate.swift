/// Text with places into which the values of a record are put: `Dear {givenName|friend} of {account.name}`.
///
/// | what is written | what becomes of it |
/// |---|---|
/// | `{givenName}`, `{account.name}` | the value at the end of the path |
/// | `{givenName\|friend}` | the value, or what stands behind the bar where there is none |
/// | `{{` | one brace |
///
/// Everything else stays as it is, so that JSON and style sheets can be templates. What is put in is never read again: braces in a
/// value are braces.
public struct TextTemplate: Hashable, Sendable {
  /// A place into which a value is put.
  public struct Placeholder: Hashable, Sendable {
    /// The way to the value.
    public let path: FieldPath
    /// What stands there when there is no value; nil when nothing was said.
    public let fallback: String?
  }

  /// A piece of the text, in its order.
  package enum Part: Hashable, Sendable {
    case text(String)
    case placeholder(Placeholder)
  }

  /// The text as it was written.
  public let text: String
  package let parts: [Part]

  /// Reads a template; there is none that can't be read, only ones that have ``problems(on:in:scope:besides:)``.
  public init(_ text: String) {
    self.text = text
    var parts: [Part] = []
    var plain = ""
    var rest = Substring(text)
    while let place = rest.firstMatch(of: Self.place) {
      plain += rest[..<place.range.lowerBound]
      if let path = place.output.1 {
        if !plain.isEmpty { parts.append(.text(plain)) }
        plain = ""
        parts.append(
          .placeholder(Placeholder(path: FieldPath(String(path)), fallback: place.output.2.map(String.init))))
      } else {
        plain += "{"
      }
      rest = rest[place.range.upperBound...]
    }
    plain += rest
    if !plain.isEmpty { parts.append(.text(plain)) }
    self.parts = parts
  }

  /// Two braces, or a place.
  private static var place: Regex<(Substring, Substring?, Substring?)> {
    /\{\{|\{ *(\p{L}[\p{L}\p{N}_.]*) *(?:\|([^{}\n]*))?\}/
  }

  /// The places, in the order of the text.
  public var placeholders: [Placeholder] {
    parts.compactMap { if case .placeholder(let placeholder) = $0 { placeholder } else { nil } }
  }

  /// The text with every place filled.
  ///
  /// - Parameter value: What is put into a place, escaped for where the text goes; nil or empty for no value. What the template says for that
  ///   case is put in as it is written there.
  public func filled(_ value: (Placeholder) throws -> String?) rethrows -> String {
    try parts.reduce(into: "") { text, part in
      switch part {
      case .text(let plain): text += plain
      case .placeholder(let placeholder):
        let value = try value(placeholder) ?? ""
        text += value.isEmpty ? placeholder.fallback ?? "" : value
      }
    }
  }
}

extension TextTemplate {
  /// What is wrong with the template for records of a type: names that are no fields, with those that may be meant, and what looks like a place
  /// and is none.
  ///
  /// - Parameters:
  ///   - type: The type of the records.
  ///   - catalog: The types that references lead to.
  ///   - scope: The custom fields; nil when they are not known, so that a name may be that of one where the type allows them.
  ///   - others: Names that are no fields, and that are filled all the same.
  public func problems(
    on type: RecordType, in catalog: Catalog, scope: QueryScope? = nil, besides others: Set<FieldPath> = []
  ) -> [String] {
    var seen = others
    let names = placeholders.map(\.path).filter { seen.insert($0).inserted }.compactMap { path -> String? in
      do {
        _ = try path.resolved(in: .record(type), catalog: catalog, scope: scope ?? QueryScope())
        return nil
      } catch FilterError.unknownField where type.allowsCustomFields && scope == nil {
        return nil
      } catch {
        return "{\(path)}: \(error)"
      }
    }
    return names + lookalikes
  }

  /// What somebody may have meant to be a place.
  private var lookalikes: [String] {
    let doubled = text.matches(of: /\{\{ *(\p{L}[\p{L}\p{N}_.]*) *\}\}/).map {
      "“\($0.output.0)” is a brace and a name; write {\($0.output.1)}"
    }
    let others = text.matches(of: /\{\{|\{[^{}:;"'\n]*\p{L}[^{}:;"'\n]*\}/).map(\.output)
      .filter { $0.wholeMatch(of: Self.place) == nil }
      .map { "“\($0)” names no field; write one such as {name}" }
    return doubled + others
  }
}
