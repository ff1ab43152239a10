/// What is around a place in HTML.
enum HTMLPlace {
  /// Between tags.
  case text
  /// Within the quotation marks of an attribute.
  case attribute
  /// At the beginning of an attribute that is an address.
  case address
  /// Elsewhere in a tag.
  case tag
  /// In a script, a style sheet or a comment.
  case unescapable
}

/// Reads HTML as far as to know what is around a place.
///
/// It reads scalars, as browsers do: a mark that combines with a quotation mark does not make it another.
struct HTMLScanner {
  private enum State: Equatable {
    case text
    case tagName
    /// In a tag, between its attributes.
    case tag
    case attributeName
    /// Behind an attribute's `=`.
    case value
    case unquoted
    case quoted(Unicode.Scalar)
    case comment
    /// In an element whose content has no tags, up to its end.
    case raw
  }

  private var state = State.text
  private var tag = ""
  private var attribute = ""
  /// Whether nothing but space was read of the attribute's value.
  private var isAtStart = true
  /// What was read last, where the end of something is looked for.
  private var recent = ""

  /// What is around the place where the reading has come to.
  var place: HTMLPlace {
    switch state {
    case .text: .text
    case .tagName, .tag, .attributeName, .value, .unquoted: .tag
    case .quoted: isCode ? .unescapable : isAtStart && Self.addresses.contains(attribute) ? .address : .attribute
    case .comment: .unescapable
    case .raw: Self.textElements.contains(tag) ? .text : .unescapable
    }
  }

  /// Attributes whose value leads somewhere.
  private static let addresses: Set = [
    "href", "src", "action", "formaction", "background", "cite", "poster", "data", "xlink:href",
  ]
  private static let textElements: Set = ["title", "textarea"]
  private static let codeElements: Set = ["script", "style", "xmp", "iframe", "noembed", "noframes", "noscript"]

  private static let loadingElements: Set = ["script", "iframe", "object", "embed", "link", "base", "meta"]

  /// Whether the attribute's value is a program, a style or a page, or says where one is.
  private var isCode: Bool {
    attribute.hasPrefix("on") || attribute == "style" || attribute == "srcdoc" || Self.loadingElements.contains(tag)
  }

  /// Takes note that a value stands here.
  mutating func noteValue() { isAtStart = false }

  /// Reads on.
  mutating func read(_ text: String) {
    for scalar in text.unicodeScalars { read(scalar, isSpace: scalar.properties.isWhitespace) }
  }

  private mutating func read(_ scalar: Unicode.Scalar, isSpace: Bool) {
    switch state {
    case .text:
      if scalar == "<" { (state, tag, attribute) = (.tagName, "", "") }
    case .tagName: readTagName(scalar, isSpace: isSpace)
    case .tag where scalar == "=" && !attribute.isEmpty, .attributeName where scalar == "=":
      (state, isAtStart) = (.value, true)
    case .tag, .attributeName, .unquoted, .value: readTag(scalar, isSpace: isSpace)
    case .quoted(let mark):
      if scalar == mark { (state, attribute) = (.tag, "") } else if !isSpace { isAtStart = false }
    case .comment, .raw: readContent(scalar, isSpace: isSpace)
    }
  }

  private mutating func readTagName(_ scalar: Unicode.Scalar, isSpace: Bool) {
    switch scalar {
    case ">": close()
    case _ where isSpace: state = tag.isEmpty ? .text : .tag
    case "/" where !tag.isEmpty: state = .tag
    default:
      tag += String(scalar).lowercased()
      if tag == "!--" { (state, recent) = (.comment, "") }
    }
  }

  private mutating func readTag(_ scalar: Unicode.Scalar, isSpace: Bool) {
    switch (state, scalar) {
    case (_, ">"): close()
    case (.value, "\""), (.value, "'"): state = .quoted(scalar)
    case (.value, _): if !isSpace { state = .unquoted }
    case (.unquoted, _): if isSpace { (state, attribute) = (.tag, "") }
    case (_, "/"): state = .tag
    case (.tag, _): if !isSpace { (state, attribute) = (.attributeName, String(scalar).lowercased()) }
    default: if isSpace { state = .tag } else { attribute += String(scalar).lowercased() }
    }
  }

  private mutating func readContent(_ scalar: Unicode.Scalar, isSpace: Bool) {
    if state == .comment {
      recent = String(recent.suffix(2)) + String(scalar)
      if recent == "-->" { state = .text }
    } else if isSpace || scalar == ">" || scalar == "/", recent == "</" + tag {
      (state, tag) = (scalar == ">" ? .text : .tag, "/" + tag)
    } else {
      recent = String(
        String.UnicodeScalarView((recent + String(scalar).lowercased()).unicodeScalars.suffix(tag.count + 2)))
    }
  }

  private mutating func close() {
    (state, recent) = (Self.codeElements.union(Self.textElements).contains(tag) ? .raw : .text, "")
  }
}
