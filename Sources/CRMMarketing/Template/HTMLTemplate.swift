import CRMCore

/// A template for HTML, in which a value is never more than text.
///
/// Values are escaped, which makes them text between tags and within the quotation marks of an attribute. Elsewhere in a tag, in a script, in
/// a style sheet and in a comment escaping does not help, so that places there are refused. A value that an address begins with
/// (`<a href="{website}">`) has to be one of the web, of mail or of a telephone, and is else taken for none.
struct HTMLTemplate {
  private let template: TextTemplate
  private let places: [HTMLPlace]

  init(_ template: TextTemplate) {
    self.template = template
    var scanner = HTMLScanner()
    var places: [HTMLPlace] = []
    for part in template.parts {
      switch part {
      case .text(let text): scanner.read(text)
      case .placeholder:
        places.append(scanner.place)
        scanner.noteValue()
      }
    }
    self.places = places
  }

  /// Places where a value would be more than text.
  var problems: [String] {
    zip(template.placeholders, places).compactMap { placeholder, place in
      switch place {
      case .text, .attribute, .address: nil
      case .tag: "{\(placeholder.path)} stands in a tag outside of quotation marks; write attributes as title=\"{…}\""
      case .unescapable: "{\(placeholder.path)} stands in a script, a style or a comment; take it out of there"
      }
    }
  }

  /// The text with every place filled.
  ///
  /// - Parameter value: What is put into a place, unless it is refused there; nil for no value.
  func filled(
    _ value: (TextTemplate.Placeholder, _ isRefused: (String) -> Bool) throws -> String?
  ) rethrows -> String {
    var rest = places[...]
    return try template.filled { placeholder in
      let isAddress = rest.popFirst() == .address
      return try value(placeholder) { isAddress && !Self.leadsSomewhere($0) }.map(Self.escaped)
    }
  }

  /// A text as it stands in HTML, between tags and in attributes.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // HTML has no such characters.
      case "\0"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}": escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }

  /// Whether a value is an address that does nothing but lead somewhere.
  private static func leadsSomewhere(_ value: String) -> Bool {
    let folded = value.lowercased()
    if ["https://", "http://", "mailto:", "tel:"].contains(where: folded.hasPrefix) { return true }
    // Without a scheme it leads to a place beside the page; browsers overlook some characters in a scheme.
    return !folded.prefix { !"/?#".contains($0) }.unicodeScalars.contains { $0 == ":" || $0.value <= 0x20 }
  }
}
