import CRMContacts
import CRMCore
import Foundation
import Testing

@Suite("Import mappings")
struct ImportMappingTests {
  @Test("A mapping reads as its documentation shows, and comes back from its JSON")
  func coding() throws {
    let text = """
      {
        "entity": "opportunity",
        "fields": {
          "externalID": "opportunity_id",
          "owner": { "column": "sales_agent", "by": "name", "create": false },
          "state": { "column": "deal_stage", "values": { "Prospecting": "open", "n/a": null } },
          "engagedOn": { "column": "engage_date", "format": ["dd/MM/yyyy", "yyyy-MM-dd"], "calendar": "persian" },
          "actualValue": { "column": "close_value", "currency": "USD", "scale": "0.01", "decimalMark": "," },
          "isActive": { "constant": true, "default": 1, "invalid": "ignore" },
          "points": {
            "columns": ["a", { "column": "b", "set": { "kind": "home" } }], "element": "value", "except": "phone",
            "separator": ":::"
          },
          "street": { "columns": ["x", "y"], "join": ", " },
          "seenAt": { "column": "seen", "format": "yyyy-MM-dd HH:mm", "zone": "Asia/Tehran" }
        },
        "ignore": ["notes"], "create": ["stage"], "emptyCells": "clear", "trim": false
      }
      """
    let read = try mapping(text)
    #expect(read.entity == "opportunity" && read.ignoredColumns == ["notes"] && read.createdEntities == ["stage"])
    #expect(read.emptyCells == .clear && !read.trimsText)
    #expect(read.fields["externalID"] == "opportunity_id")
    #expect(read.fields["owner"]?.lookup == "name" && read.fields["owner"]?.createsMissing == false)
    let substitutions: [String: String?] = ["Prospecting": "open", "n/a": nil]
    #expect(read.fields["state"]?.substitutions == substitutions)
    #expect(read.fields["engagedOn"]?.formats.count == 2 && read.fields["engagedOn"]?.calendar == .persian)
    #expect(read.fields["actualValue"]?.scale == (try ExactDecimal("0.01")))
    #expect(read.fields["isActive"]?.constant == "true" && read.fields["isActive"]?.defaultText == "1")
    #expect(read.fields["points"]?.columns.last?.elementValues == ["kind": "home"])
    #expect(try mapping(read.json) == read)
  }

  @Test(
    "A mapping that can't be read says where and why",
    arguments: [
      (#"{"fields": "#, "it is not JSON"),
      (#"{"feilds": {}}"#, "the mapping has no option “feilds”; did you mean fields?"),
      (#"{"fields": {"name": {"colum": "a"}}}"#, "“fields.name” has no option “colum”; did you mean column"),
      (#"{"fields": {"name": 3}}"#, "at “fields.name”: write an object in braces there"),
      (#"{"fields": {"size": {"column": "a", "scale": "1,5"}}}"#, "scale"),
      (
        #"{"fields": {"day": {"column": "a", "calendar": "julian"}}}"#,
        "at “fields.day.calendar”: write gregorian or persian"
      ),
      (#"{"fields": {"name": "a"}, "emptyCells": "x"}"#, "at “emptyCells”: write keep or clear there"),
      (#"{"fields": {"name": {"column": "a", "invalid": "x"}}}"#, "write fail or ignore there"),
      (#"{"fields": {"name": null}}"#, "at “fields.name”: write an object in braces there"),
    ])
  func malformed(json: String, expected: String) throws {
    let error = try #require(throws: ImportMappingError.self) { try mapping(json) }
    #expect(error.description.contains(expected), "\(error)")
  }

  @Test(
    "What a mapping gets wrong is named, with what was meant",
    arguments: [
      (#"{"entity": "deal", "fields": {"name": "a"}}"#, "the mapping is for deal, not for sample"),
      (#"{"fields": {"nmae": "a"}}"#, "sample has no field “nmae”; did you mean name"),
      (#"{"fields": {"revision": "a"}}"#, "“revision” can't be imported: the store itself writes it"),
      (
        #"{"fields": {"name": "bb"}}"#,
        "the file has no column “bb”, which the mapping takes name from; did you mean b?"
      ),
      (#"{"fields": {"name": {"by": "x"}}}"#, "“name” needs a column or a constant"),
      (#"{"fields": {"name": {"column": "a", "scale": "2"}}}"#, "the option scale of “name”: text is no number"),
      (#"{"fields": {"size": {"column": "a", "scale": 0}}}"#, "times 0, every number is 0"),
      (#"{"fields": {"size": {"column": "a", "format": "dd"}}}"#, "an integer is no date"),
      (#"{"fields": {"name": {"column": "a", "by": "x"}}}"#, "the option by of “name”: it is no reference"),
      (#"{"fields": {"parent": {"column": "a", "by": "nam"}}}"#, "sample has no field “nam”; did you mean name?"),
      (#"{"fields": {"parent.name": {"column": "a", "by": "size"}}}"#, "leave out one"),
      (#"{"fields": {"parent.name": "a", "parent": "b"}}"#, "“parent” can't be imported: the mapping gives it twice"),
      (#"{"fields": {"price": {"column": "a", "currency": "EURO"}}}"#, "“EURO” is no currency"),
      (#"{"fields": {"day": {"column": "a", "format": "DD.MM"}}}"#, "“DD.MM” is no pattern of a date"),
      (#"{"fields": {"moment": {"column": "a", "format": "yyyy-MM-dd", "zone": "Tehran"}}}"#, "no time zone “Tehran”"),
      (#"{"fields": {"points": {"column": "a", "element": "text"}}}"#, "its elements have kind, value"),
      (#"{"fields": {"name": "a"}, "create": ["usr"]}"#, "there is no kind of record “usr”; did you mean user?"),
    ])
  func unusable(json: String, expected: String) async throws {
    let store = try sampleStore()
    let error = await #expect(throws: ImportMappingError.self) {
      try await store.load("a,b\n1,2\n", into: Sample.self, map: json)
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test("All problems are listed at once, and nothing is imported")
  func allProblems() async throws {
    let store = try sampleStore()
    let json = #"{"fields": {"nmae": "a", "size": "c", "parent": {"column": "b", "by": "nam"}}}"#
    let error = await #expect(throws: ImportMappingError.self) {
      try await store.load("a,b\n1,2\n", into: Sample.self, map: json, key: "id")
    }
    #expect(error?.problems.count == 4)
    #expect(try await store.count(Sample.self) == 0)
  }

  @Test("A file that has nothing to do with the record is not repeated in the error")
  func foreignFile() async throws {
    let store = try sampleStore()
    let names = (0..<100).map { "\($0)" + String(repeating: "x", count: 100) }.joined(separator: ",")
    let error = await #expect(throws: ImportMappingError.self) { try await store.load(names + "\n", into: Sample.self) }
    #expect(error.map { $0.description.count < 600 && $0.description.contains("…") } == true)
  }

  @Test("Columns are found without regard to case, spaces and punctuation, the exact name first")
  func columns() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "First name,FIRST_NAME,Rest\na,b,c\n", into: Sample.self,
      map: #"{"fields": {"name": "FIRST_NAME", "note": "first-NAME"}, "ignore": ["rest"]}"#)
    #expect(report.created == 1 && report.unmappedColumns.isEmpty)
    let sample = try #require(try await store.first(Sample.self))
    #expect(sample.name == "b" && sample.note == "a")
  }
}
