import Foundation
import Testing

@testable import CRMCore

@Suite("What files and databases say of declarations")
struct StoredLayoutTests {
  @Test("A layout's JSON is the same for ever")
  func text() throws {
    let type = StoredType.list(
      .group([
        StoredField(name: "to", type: .reference("account"), isDerived: false),
        StoredField(name: "total", type: .plain("money"), isDerived: true),
      ]))
    let name = "\u{1}a \"b\" c\\d/e\u{1F}\u{7F} نام 👍"
    let field = StoredField(name: name, type: type, isDerived: false)
    let json = String(decoding: type.json, as: UTF8.self)
    let fields = [
      #"{"name":"to","type":{"to":"account","type":"reference"}}"#,
      #"{"derived":true,"name":"total","type":{"type":"money"}}"#,
    ]
    #expect(json == #"{"of":{"fields":["# + fields.joined(separator: ",") + #"],"type":"group"},"type":"list"}"#)
    let names = String(decoding: StoredType.group([field]).json, as: UTF8.self)
    #expect(names.hasPrefix(#"{"fields":[{"name":"\u0001a \"b\" c\\d/e\u001f"# + "\u{7F} نام 👍\","))
    let layouts = String(decoding: [StoredLayout](types: [Everything.recordType]).json, as: UTF8.self)
    #expect(layouts.hasPrefix(#"[{"entity":"everything","fields":[{"name":"revision","#))
  }

  @Test("Layouts and types are read back from their JSON, whatever their names hold")
  func reading() throws {
    let scalars = (0...0x2FF).compactMap(Unicode.Scalar.init) + ["\u{2028}", "\u{FEFF}", "\u{1F44D}", "\u{10FFFF}"]
    let fields = scalars.map { StoredField(name: "a\($0)b", type: .plain("\($0)"), isDerived: $0.value % 2 == 1) }
    let type = StoredType.list(.group(fields + [StoredField(name: "", type: .reference("\""), isDerived: false)]))
    #expect(StoredType(json: type.json) == type)
    let layouts = [StoredLayout](types: [Everything.recordType, HistoryEntry.recordType, CustomField.recordType])
    #expect([StoredLayout](json: layouts.json) == layouts)
    #expect([StoredLayout](json: [StoredLayout]().json) == [])
  }

  @Test("What is no layout is none")
  func nonsense() {
    let json = [StoredLayout](types: [Everything.recordType]).json
    for count in stride(from: 0, to: json.count, by: 7) { #expect([StoredLayout](json: json.prefix(count)) == nil) }
    #expect([StoredLayout](json: Array(#"{"entity":"a"}"#.utf8)) == nil)
    #expect(StoredType(json: Array(#"{"type":"list"}"#.utf8)) == nil)
  }
}
