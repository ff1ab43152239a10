import Testing

@testable import CRMCore

@Suite("The codes and names of types in stored data")
struct StoredTypeTests {
  /// What data that was stored once holds: a change of one of these is a change of the format.
  static let known: [(type: FieldType, code: UInt8, name: String)] = [
    (.text, 1, "text"), (.integer, 2, "integer"), (.decimal, 3, "decimal"), (.number, 4, "number"),
    (.boolean, 5, "boolean"), (.money, 6, "money"), (.date, 7, "date"), (.instant, 8, "instant"),
    (.duration, 9, "duration"), (.reference(to: ""), 10, "reference to "), (.list(.text), 11, "list of text"),
  ]

  @Test("Each code and each name stands for its type, for ever", arguments: known)
  func codes(type: FieldType, code: UInt8, name: String) {
    #expect(type.storedCode == code)
    #expect(FieldType(storedCode: code) == type)
    #expect(type.description == name)
    #expect(FieldType(storedName: name) == type)
  }

  @Test("A group has a code, and no name, since its text says nothing of its fields' types")
  func groups() {
    #expect(FieldType.group([]).storedCode == 12)
    #expect(FieldType(storedCode: 12) == .group([]))
    #expect(FieldType(storedName: FieldType.group([]).description) == nil)
  }

  @Test("No other code and no other name stands for anything")
  func others() {
    for code in UInt8.min...UInt8.max where !(1...12).contains(code) { #expect(FieldType(storedCode: code) == nil) }
    for name in ["", "Text", "group", "list of ", "list of group", "list of list of x"] {
      #expect(FieldType(storedName: name) == nil, "\(name)")
    }
  }

  @Test("An enumeration is stored as text, a reference to whatever it names as a reference, a list by its elements")
  func likenesses() {
    let names = FieldType.enumeration(EnumerationType(names: ["a"], isOpen: false))
    #expect(names.storedCode == FieldType.text.storedCode)
    #expect(FieldType(storedName: names.description) == .text)
    #expect(FieldType.reference(to: "account").storedCode == 10)
    #expect(FieldType(storedName: "reference to account") == .reference(to: ""))
    #expect(FieldType.list(.integer).storedCode == 11)
    #expect(FieldType(storedName: "list of integer") == .list(.integer))
  }

  @Test("The kinds of custom fields have the types of their names")
  func kinds() {
    for kind in CustomField.Kind.allCases where kind != .choice && kind != .texts {
      #expect(kind.fieldType(choices: []).description == kind.rawValue)
    }
    #expect(CustomField.Kind.texts.fieldType(choices: []) == .list(.text))
    #expect(
      CustomField.Kind.choice.fieldType(choices: ["a"])
        == .enumeration(EnumerationType(names: ["a"], isOpen: false)))
  }
}
