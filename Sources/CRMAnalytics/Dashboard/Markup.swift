/// A piece of HTML or SVG, whose texts are escaped wherever they come from.
indirect enum Markup {
  case text(String)
  /// A part of the program, such as a style sheet, which HTML reads as it is.
  case verbatim(StaticString)
  case element(String, [(name: String, value: String)], [Markup])

  /// An element with attributes and contents; attributes without a value are left out.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ contents: [Markup] = []
  ) -> Markup {
    .element(name, attributes.compactMap { name, value in value.map { (name, $0) } }, contents)
  }

  /// An element that holds a text.
  static func tag(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ text: String) -> Markup {
    tag(name, attributes, [.text(text)])
  }

  /// Data from people, whose direction is that of its own letters.
  static func isolated(_ text: String) -> Markup { tag("bdi", [:], text) }

  /// The markup as text, which is XML as well as HTML.
  var text: String {
    var result = ""
    write(to: &result)
    return result
  }

  /// Elements that HTML knows without an end, and SVG's that have no contents.
  private static let empty: Set<String> = ["meta", "rect", "line", "circle", "polyline", "polygon", "path"]

  private func write(to result: inout String) {
    switch self {
    case .text(let text): result += text.escaped
    case .verbatim(let text): result += text.description
    case .element(let name, let attributes, let contents):
      result += "<\(name)"
      for attribute in attributes { result += " \(attribute.name)=\"\(attribute.value.escaped)\"" }
      if contents.isEmpty, Markup.empty.contains(name) {
        result += "/>"
        return
      }
      result += ">"
      for part in contents { part.write(to: &result) }
      result += "</\(name)>"
    }
  }
}

extension String {
  /// The text where HTML and XML expect characters: nothing in it is markup, turns the direction of what follows, or is no character of XML.
  fileprivate var escaped: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n", "\r": result.append(" ")
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
