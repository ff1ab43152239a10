import CRMKit
import Testing

@testable import crm

@Suite("JSON")
struct JSONValueTests {
  @Test("A row of a list is a line")
  func layout() {
    let rows = JSONValue.object([
      "rows": .array([.object(["b": .null, "a": .array([])]), .object([])]), "n": .number(2),
    ])
    #expect(rows.text == "{\n  \"rows\": [\n    {\"b\": null, \"a\": []},\n    {}\n  ],\n  \"n\": 2\n}")
    #expect(JSONValue.object([]).text == "{}")
  }
}
