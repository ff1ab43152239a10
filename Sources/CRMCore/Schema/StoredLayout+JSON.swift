import Foundation

extension [StoredLayout] {
  /// Reads the JSON of a file; nil when it is none.
  package init?(json: some Collection<UInt8>) {
    guard let layouts = try? JSONDecoder().decode([StoredLayout].self, from: Data(json)) else { return nil }
    self = layouts
  }

  /// The JSON that files keep, the same for the same layouts.
  ///
  /// It is put together here, byte by byte, since each opening does so to compare it with what the file says.
  package var json: [UInt8] {
    var writer = LayoutWriter()
    writer.write(self) { $0.write($1) }
    return writer.json
  }
}

extension StoredType {
  /// Reads the JSON of a database; nil when it is none.
  package init?(json: some Collection<UInt8>) {
    guard let type = try? JSONDecoder().decode(StoredType.self, from: Data(json)) else { return nil }
    self = type
  }

  /// The JSON that databases keep, the same for the same type.
  package var json: [UInt8] {
    var writer = LayoutWriter()
    writer.write(self)
    return writer.json
  }
}

/// Writes layouts as JSON, the names of each object in the alphabet's order.
private struct LayoutWriter {
  private(set) var json: [UInt8] = []

  mutating func write(_ layout: StoredLayout) {
    append(#"{"entity":"#)
    write(layout.entity)
    append(#","fields":"#)
    write(layout.fields) { $0.write($1) }
    append("}")
  }

  private mutating func write(_ field: StoredField) {
    append(field.isDerived ? #"{"derived":true,"name":"# : #"{"name":"#)
    write(field.name)
    append(#","type":"#)
    write(field.type)
    append("}")
  }

  mutating func write(_ type: StoredType) {
    switch type {
    case .plain(let name):
      append(#"{"type":"#)
      write(name)
      append("}")
    case .reference(let entity):
      append(#"{"to":"#)
      write(entity)
      append(#","type":"reference"}"#)
    case .list(let element):
      append(#"{"of":"#)
      write(element)
      append(#","type":"list"}"#)
    case .group(let fields):
      append(#"{"fields":"#)
      write(fields) { $0.write($1) }
      append(#","type":"group"}"#)
    }
  }

  mutating func write<Element>(_ elements: [Element], each: (inout Self, Element) -> Void) {
    append("[")
    for (position, element) in elements.enumerated() {
      if position > 0 { append(",") }
      each(&self, element)
    }
    append("]")
  }

  /// Writes a text with what JSON asks to be escaped (RFC 8259, section 7).
  private mutating func write(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
      case ..<0x20: append(#"\u00"# + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
      default: json.append(byte)
      }
    }
    append("\"")
  }

  private mutating func append(_ text: String) { json.append(contentsOf: text.utf8) }
}

extension StoredField: Decodable {
  private enum Key: String, CodingKey {
    case name, type, derived
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    type = try container.decode(StoredType.self, forKey: .type)
    isDerived = try container.decodeIfPresent(Bool.self, forKey: .derived) ?? false
  }
}

extension StoredType: Decodable {
  private enum Key: String, CodingKey {
    case type, to, of, fields
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .type)
    switch name {
    case "reference": self = .reference(try container.decode(String.self, forKey: .to))
    case "list": self = .list(try container.decode(StoredType.self, forKey: .of))
    case "group": self = .group(try container.decode([StoredField].self, forKey: .fields))
    default: self = .plain(name)
    }
  }
}
