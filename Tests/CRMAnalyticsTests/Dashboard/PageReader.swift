import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What is on a page, read as XML: a page that is not well-formed is refused.
final class PageReader: NSObject, XMLParserDelegate {
  /// The attributes of all elements, by their names.
  private(set) var elements: [String: [[String: String]]] = [:]
  /// The texts of all elements that hold texts themselves, by their names.
  private(set) var texts: [String: [String]] = [:]
  private var open: [(name: String, text: String)] = []

  init(_ html: String) throws {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.formatting) }
  }

  /// All that is to be read, style sheets aside.
  var text: String {
    texts.filter { $0.key != "style" }.sorted { $0.key < $1.key }.flatMap(\.value).joined(separator: "\n")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: []].append(attributes)
    open.append((name, ""))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !open.isEmpty { open[open.count - 1].text += text }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard let element = open.popLast(), !element.text.isEmpty else { return }
    texts[name, default: []].append(element.text)
  }
}
