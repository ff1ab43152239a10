import CRMContacts
import CRMCore
import CRMMemoryStore
import Testing

@Suite("Values of imported cells")
struct ImportValueTests {
  @Test(
    "Cells are read as the mapping says",
    arguments: [
      ("size", "", " 12 ", "12"), ("size", "", "495.0", "495"), ("size", "", "۱۲", "12"),
      ("size", #", "scale": "1000""#, "1.5", "1500"), ("size", #", "decimalMark": ".""#, "1,234", "1234"),
      ("ratio", "", "٣٫٥", "3.5"), ("ratio", #", "scale": "1000000""#, "1100.04", "1100040000"),
      ("ratio", #", "decimalMark": ",""#, "-1.234.567,89", "-1234567.89"),
      ("ratio", #", "decimalMark": ",""#, "1\u{A0}234,5", "1234.5"),
      ("ratio", #", "decimalMark": ",""#, "۱۲٬۳۴۵٫۵", "12345.5"), ("ratio", #", "decimalMark": ",""#, "۱۲,۵", "12.5"),
      ("weight", "", "1e3", "1000.0"), ("weight", #", "scale": "0.1""#, "3", "0.3"),
      ("isGood", "", "TRUE", "true"), ("isGood", "", "False", "false"), ("isGood", "", "Yes", "true"),
      ("isGood", "", "خیر", "false"),
      ("isGood", #", "values": {"yes": "true", "no": "false"}"#, "Yes", "true"),
      ("price", #", "currency": "USD""#, "1054", "1054.00 USD"),
      ("price", #", "currency": "USD""#, "12.5 EUR", "12.50 EUR"),
      ("price", "", "12.50 USD", "12.50 USD"), ("price", "", "۱۲٬۳۴۵٫۵ USD", "12345.50 USD"),
      ("size", "", "\u{200F}−۱۲\u{200F}", "-12"), ("price", #", "currency": "MILES/0""#, "500", "500 MILES/0"),
      ("price", #", "currency": "USD", "scale": "0.01""#, "105450", "1054.50 USD"),
      ("price", #", "decimalMark": ",""#, "1.234 EUR", "1234.00 EUR"),
      ("price", #", "currency": "IRR", "scale": "10""#, "۱۲۳", "1230.00 IRR"),
      ("colour", "", "Deep blue", "deepBlue"), ("colour", #", "values": {"rouge": "red"}"#, "ROUGE", "red"),
      ("flavour", "", "Salty", "Salty"), ("flavour", "", "SWEET", "sweet"), ("length", "", "PT1H30M", "PT1H30M"),
      ("note", "", "  kept inside  out ", "kept inside  out"), ("note", "", "علي", "علي"),
      ("labels", #", "separator": ";""#, "a; b ;;c", #"["a","b","c"]"#),
      ("labels", "", #"["x","y;z"]"#, #"["x","y;z"]"#),
      ("labels", "", "one", #"["one"]"#), ("sizes", #", "separator": ",""#, "1, ۲", #"["1","2"]"#),
      ("labels", "", "[]", "[]"),
      (
        "points", #", "element": "value", "separator": ",""#, "1,2",
        #"[{"kind":"work","value":"1"},{"kind":"work","value":"2"}]"#
      ),
      ("points", "", #"[{"value":"5","kind":"home"}]"#, #"[{"kind":"home","value":"5"}]"#),
    ])
  func values(field: String, options: String, text: String, expected: String) async throws {
    let value = try await sampleStore().cell(text, field, options)
    #expect(value.text == expected)
  }

  @Test(
    "Dates are read in ISO 8601 or by patterns, in several calendars and scripts",
    arguments: [
      ("day", "", "2017-03-01", "2017-03-01"), ("day", "", "۲۰۱۷-۰۳-۰۱", "2017-03-01"),
      ("day", "", "1395/12/11", "2017-03-01"), ("day", "", "۱۳۹۵-۱۲-۱۱", "2017-03-01"),
      ("day", "", "1395-12-11", "1395-12-11"),
      ("day", #", "format": "dd/MM/yyyy""#, "1/3/2017", "2017-03-01"),
      ("day", #", "format": "dd/MM/yyyy""#, "31/12/2017", "2017-12-31"),
      ("day", #", "format": ["MM/dd/yyyy", "dd/MM/yyyy"]"#, "25/12/2017", "2017-12-25"),
      ("day", #", "format": "yyyyMMdd""#, "20170301", "2017-03-01"),
      ("day", #", "format": "d MMM yyyy""#, "1 Mar 2017", "2017-03-01"),
      ("day", #", "format": "MMMM d, yyyy""#, "march 1, 2017", "2017-03-01"),
      ("day", #", "format": "M/d/yy""#, "3/1/17", "2017-03-01"),
      ("day", #", "format": "M/d/yy""#, "3/1/71", "1971-03-01"),
      ("day", #", "format": "yyyy/MM/dd", "calendar": "persian""#, "۱۳۹۵/۱۲/۱۱", "2017-03-01"),
      ("day", #", "format": "d MMMM yyyy", "calendar": "persian""#, "۱۱ اسفند ۱۳۹۵", "2017-03-01"),
      ("day", #", "format": "yyyy-MM-dd'T'HH:mm""#, "2017-03-01T23:59", "2017-03-01"),
      ("moment", "", "2017-03-01T10:00:00+03:30", "2017-03-01T06:30:00Z"),
      ("moment", #", "format": "yyyy-MM-dd HH:mm""#, "2017-03-01 10:00", "2017-03-01T10:00:00Z"),
      ("moment", #", "format": "yyyy-MM-dd HH:mm", "zone": "Asia/Tehran""#, "2017-03-01 10:00", "2017-03-01T06:30:00Z"),
      (
        "moment", #", "format": "M/d/yyyy h:mm a", "zone": "America/New_York""#, "7/4/2017 5:05 PM",
        "2017-07-04T21:05:00Z"
      ),
      (
        "moment", #", "format": "yyyy/MM/dd HH:mm:ss", "calendar": "persian", "zone": "Asia/Tehran""#,
        "۱۳۹۵/۱۲/۱۱ ۱۰:۰۰:۳۰", "2017-03-01T06:30:30Z"
      ),
      (
        "moment", #", "format": "yyyy-MM-dd HH:mm", "zone": "Europe/Berlin""#, "2023-10-29 02:30",
        "2023-10-29T00:30:00Z"
      ),
      (
        "moment", #", "format": "yyyy-MM-dd HH:mm", "zone": "Europe/Berlin""#, "2023-10-29 04:00",
        "2023-10-29T03:00:00Z"
      ),
    ])
  func dates(field: String, options: String, text: String, expected: String) async throws {
    let value = try await sampleStore().cell(text, field, options)
    #expect(value.text == expected)
  }

  @Test(
    "A cell that can't be read names the field, the column, the text and what to write",
    arguments: [
      ("size", "", "twelve", "! size (x): “twelve” is not an integer; write digits only"),
      ("size", "", "1.5", "! size (x): “1.5” is not an integer"),
      ("size", #", "scale": "10000000000""#, "99999999999", "nor is it when multiplied by 10000000000"),
      ("ratio", #", "decimalMark": ",""#, "1.23,5", "its groups have three digits"),
      ("price", "", "12", "write the currency behind it, or name it in the mapping"),
      ("price", #", "currency": "USD""#, "1.234", "! price (x): “1.234” is not an amount of money"),
      ("isGood", "", "maybe", "“maybe” is not a boolean; write true or false"),
      ("price", "", "۱۲٬۳۴۵", "“۱۲٬۳۴۵” is not an amount of money"),
      ("colour", "", "gren", "one of red, green, deepBlue; did you mean green"),
      ("day", "", "2017-13-01", "“2017-13-01” is not a date; write it as YYYY-MM-DD"),
      ("day", #", "format": "dd/MM/yyyy""#, "2017-03-01", "the mapping says that it is written as “dd/MM/yyyy”"),
      ("day", #", "format": "dd/MM/yyyy""#, "31/02/2017", "31"),
      ("day", #", "format": "yyyy/MM/dd", "calendar": "persian""#, "1396/12/30", "! day (x)"),
      ("moment", #", "format": "yyyy-MM-dd HH:mm""#, "2017-03-01 24:00", "! moment (x)"),
      ("labels", "", "[1", "write it in JSON"), ("owner", "", "Sara", "“Sara” is the name of no user"),
    ])
  func refusals(field: String, options: String, text: String, expected: String) async throws {
    let value = try await sampleStore().cell(text, field, options)
    #expect(value.description.hasPrefix("! ") && value.description.contains(expected), "\(value)")
  }

  @Test("Constants, defaults, substitutions by nothing, several columns and joined texts")
  func sources() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "a,b,c\nx,,\n,y,z\nn/a,w,\n", into: Sample.self,
      map: """
        {"fields": {
          "name": {"columns": ["a", "b"], "values": {"N/A": null}},
          "note": {"columns": ["b", "c"], "join": "-", "default": "none"},
          "labels": {"columns": ["a", "b"]},
          "colour": {"constant": "green"}
        }}
        """)
    #expect(report.created == 3)
    let samples = try await store.fetch(Sample.self)
    #expect(samples.map(\.name) == ["x", "y", "w"])
    #expect(samples.map(\.note) == ["none", "y-z", "w"])
    #expect(samples.map(\.labels) == [["x"], ["y"], ["n/a", "w"]])
    #expect(samples.allSatisfy { $0.colour == .green })
  }

  @Test("A list takes the values that another field did not")
  func excepted() async throws {
    let store = try sampleStore()
    _ = try await store.load(
      "work,mobile,name\n,2,a\n1,2,b\n1 ::: 3,1,c\n", into: Sample.self,
      map: """
        {"fields": {
          "name": "name", "note": {"columns": ["work", "mobile"], "separator": ":::"},
          "points": {
            "columns": ["work", {"column": "mobile", "set": {"kind": "mobile"}}], "separator": ":::",
            "element": "value", "except": "note"
          }
        }}
        """)
    let samples = try await store.fetch(Sample.self)
    #expect(samples.map(\.note) == ["2", "1", "1"])
    #expect(samples.map(\.points) == [[], [ContactPoint("2", kind: .mobile)], [ContactPoint("3")]])
  }

  @Test("Cells that can't be read are left out and counted where the mapping allows it")
  func ignored() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "n,d,o\na,--12-25,Sara\nb,2017-03-01,\n", into: Sample.self,
      map: """
        {"fields": {"name": "n", "day": {"column": "d", "invalid": "ignore"},
          "owner": {"column": "o", "by": "name", "invalid": "ignore"}}}
        """)
    #expect(report.created == 2 && report.leftOut == ["day (d)": 1, "owner (o)": 1])
  }

  @Test("Custom fields are imported like declared ones")
  func customFields() async throws {
    let store = try sampleStore()
    let environment = store.environment
    try await store.write { store in
      for (name, label, kind) in [("tier", "Level", CustomField.Kind.choice), ("seats", "", .integer)] {
        var field = CustomField(id: environment.newID())
        field.subject = "sample"
        (field.name, field.label, field.kind) = (name, label, kind)
        field.choices = kind == .choice ? ["gold", "silver"] : []
        field.isRequired = kind == .integer
        try await store.insert(field)
      }
    }
    let report = try await store.load("name,LEVEL,Seats\na,Gold,5\nb,bronze,x\nc,gold,\n", into: Sample.self)
    #expect(report.created == 1 && report.failed == 2 && report.unmappedColumns.isEmpty)
    let reasons = report.failures.map { $0.reasons.joined(separator: "; ") }
    #expect(reasons.first?.contains("tier (LEVEL): “bronze” is not one of gold, silver") == true)
    #expect(reasons.first?.contains("seats (Seats): “x” is not an integer") == true)
    #expect(reasons.last == "seats (Seats) is required")
    let sample = try #require(try await store.first(Sample.self))
    #expect(sample.custom == ["tier": "gold", "seats": 5])
  }
}
