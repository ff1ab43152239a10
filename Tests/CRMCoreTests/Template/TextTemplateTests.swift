import CRMCore
import Testing

@Suite("Text templates")
struct TextTemplateTests {
  @Test(
    "What is a place is filled, and all else stays as it is",
    arguments: [
      ("Dear {name}", "Dear Sara"), ("{ name }{name}", "SaraSara"), ("{nobody|friend}!", "friend!"), ("{nobody}!", "!"),
      ("{nobody|}!", "!"), ("{name|friend}", "Sara"), ("{{name}", "{name}"), ("{{{name}", "{Sara"),
      (#"{"a":{"b":"{name}"}}"#, #"{"a":{"b":"Sara"}}"#), ("p{color:red}", "p{color:red}"), ("{", "{"), ("{}", "{}"),
      ("{name", "{name"), ("{account.name}", "{name}"), ("نام: {نام}", "نام: سارا"),
      ("{nobody|دوست عزیز}", "دوست عزیز"), ("", ""),
    ])
  func filling(text: String, expected: String) {
    let values: [FieldPath: String] = ["name": "Sara", "account.name": "{name}", "نام": "سارا"]
    #expect(TextTemplate(text).filled { values[$0.path] } == expected)
  }

  @Test("Random texts are put together again, whatever their values hold", arguments: UInt64(1)...50)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let pieces = ["{{", "}", "a", "|", "{x", " ", "{b}", "{c|d}", "\n", "{ e }", "\"", "ی"]
    let written = ["{", "}", "a", "|", "{x", " ", "{{b}}", "{c}", "\n", "{e|f}", "\"", "ی"]
    let values: [FieldPath: String] = ["b": "{{b}}", "c": "{c}", "e": "{e|f}"]
    var (text, expected) = ("", "")
    for _ in 0..<20 {
      let place = Int.random(in: pieces.indices, using: &random)
      // What would make a place of two pieces is left out.
      if text.hasSuffix("{x") && place != 0 && place != 6 { continue }
      (text, expected) = (text + pieces[place], expected + written[place])
    }
    #expect(TextTemplate(text).filled { values[$0.path] } == expected)
  }

  @Test("Names that are no fields are told with those that may be meant, and what looks like a place and is none")
  func problems() throws {
    let catalog = try Catalog([Postcard.self])
    func problems(_ text: String) -> [String] {
      TextTemplate(text).problems(on: Postcard.recordType, in: catalog, besides: ["link"])
    }
    #expect(problems("{name} {link} {previous.name|x} {{x p{a:b} {} { }").isEmpty)
    #expect(problems("{nam} {nam}") == ["{nam}: postcard has no field “nam”; did you mean name?"])
    #expect(problems("{name.x}").count == 1)
    #expect(problems("{first name}") == ["“{first name}” names no field; write one such as {name}"])
    #expect(problems("{{name}}").first?.contains("write {name}") == true)
  }
}

private struct Postcard: Record {
  static let entity = "postcard"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var previous: Postcard.ID?
  init(id: RecordID<Postcard>) { self.id = id }
  static let schema = Schema<Postcard> { f in
    f("name", \.name)
    f("previous", \.previous, onDelete: .nullify)
  }
}
