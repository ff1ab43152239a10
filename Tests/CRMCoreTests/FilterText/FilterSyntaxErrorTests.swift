import CRMCore
import Testing

@Suite("Errors in the text of filters")
struct FilterSyntaxErrorTests {
  @Test(
    "An error points at its place and says what was expected",
    arguments: [
      ("", 1, "empty"), ("  ", 3, "empty"), ("(", 2, "missing at the end"), ("a ==", 5, "value is missing"),
      ("a == #", 6, "value is missing"),
      ("a == and", 6, "before “and”"), ("and a == 1", 1, "before “and”"), ("(a == 1", 1, "never closed"),
      ("a == 1)", 7, "leave it out"),
      ("()", 2, "before the parenthesis"), ("not", 4, "missing at the end"), ("5 < a", 1, "begins with a field"),
      ("a == 'x", 6, "never closed"), ("a == '\\q'", 7, "escape"), ("a == \"\\u{110000}\"", 7, "escape"),
      ("`a == 1", 1, "never closed"),
      ("a in (1, 2", 6, "never closed"), ("a in (1 2)", 9, "comma"), ("a in (1,)", 9, "value is missing"),
      ("a in 'x'", 6, "parentheses"),
      ("a in sometime", 6, "last 90 days"), ("a in", 5, "last 90 days"), ("a. == 1", 3, "behind the point"),
      ("a.5 == 1", 3, "backquotes"),
      ("a between 1", 12, "between 1 and 5"), ("a between 1 or 5", 13, "between 1 and 5"),
      ("a not == 5", 7, "hasPrefix"),
      ("a contains x", 12, "quotation marks"), ("a == 2017-02-30", 6, "YYYY-MM-DD"),
      ("a == 2017-03-01T10:00", 6, "offset"),
      ("a == P1Y", 6, "PT1H30M"), ("a == 1e999", 6, "1.8e308"), ("a == 1.0000000000000000001", 6, "38 digits"),
      ("a == 99999999999999999999 USD", 6, "USD"), ("a == 5 USD/3", 8, "USD"), ("a == {1}", 7, "label"),
      ("a == {x 1}", 9, "colon"),
      ("a == {x: 1, 'x': 2}", 13, "two values"), ("a == [1", 6, "never closed"), ("a == 1; b == 2", 7, "“and” or “or”"),
      ("a == 1 b == 2", 8, "“and” or “or”"), ("🙂 == 1", 1, "begins with a field"), ("a == '👨‍👩‍👧' 🙂", 10, "“and” or “or”"),
      ("any a", 6, "operator"),
    ])
  func places(text: String, column: Int, words: String) throws {
    let error = try #require(throws: FilterSyntaxError.self) { try FilterExpression(parsing: text) }
    #expect(error.column == column)
    #expect(error.message.contains(words), "\(error)")
    #expect(error.text == text)
  }

  @Test(
    "What was misspelt is guessed",
    arguments: [
      ("a == won", ["\"won\""]), ("a == ture", ["true", "\"ture\""]), ("a == nill", ["nil", "\"nill\""]),
      ("a == 5USD", ["5 USD"]),
      ("a == 1 adn b == 2", ["and"]), ("a === 1", ["=="]), ("a => 1", [">="]), ("a contians 'x'", ["contains"]),
      ("a LIKE 'x'", ["contains"]),
      ("a startsWith 'x'", ["hasPrefix"]), ("a betwen 1 and 2", ["between"]), ("in == 1", ["`in`"]),
      ("isActive", ["isActive == true"]),
      ("`in` and a == 1", ["`in` == true"]), ("a == 1 or fasle", ["false", "fasle == true"]), ("a == 5 EUT", ["EUR"]),
      ("a == won\"", ["\"won\""]), ("a == 5 < 6", []), ("a in lst 90 dyas and b == 1", ["last 90 days"]),
      ("a in last fiscal yaer", ["last fiscal year"]), ("a in tody", ["today"]), ("a in last ninety days", []),
    ] as [(String, [String])])
  func suggestions(text: String, suggestions: [String]) throws {
    let error = try #require(throws: FilterSyntaxError.self) { try FilterExpression(parsing: text) }
    #expect(Array(error.suggestions.prefix(suggestions.count)) == suggestions)
    #expect(suggestions.allSatisfy(error.message.contains))
  }

  @Test("The description shows the place")
  func description() throws {
    let error = try #require(throws: FilterSyntaxError.self) {
      try FilterTextSchema.checked("state == 'won' and\nacount.name == 'x'")
    }
    #expect(
      error.description == """
        column 20: opportunity has no field “acount”; did you mean account or amount?
        state == 'won' and acount.name == 'x'
                           ^
        """)
    let name = String(repeating: "n", count: 200)
    let long = try #require(throws: FilterSyntaxError.self) { try FilterExpression(parsing: "\(name) == ## \(name)") }
    #expect(long.description.split(separator: "\n").map(\.count) == [35, 122, 62])
    #expect(long.description.hasSuffix("^"))
    let empty = FilterSyntaxError(text: "a", column: 9, message: "m")
    #expect(empty.description == "column 9: m\na\n ^")
    #expect(empty.errorDescription == empty.description)
  }

  @Test(
    "A filter is held to the fields of its records",
    arguments: [
      ("account.industri == 'x'", 9, ["industry"]), ("account.parent.nam == 'x'", 16, ["name"]),
      ("adress.city == 'x'", 1, ["address.city"]),
      ("account.account.name == 'x'", 9, []), ("amount.curency == 'USD'", 8, ["currency"]), ("رنک == 'x'", 1, ["رنگ"]),
      ("name == 'x' and name.x == 1", 17, []), ("score == 'x'", 10, []), ("state == 'wno'", 10, ["won"]),
      ("state in ('won', 'lsot')", 18, ["lost"]), ("score between 1 and nil", 21, []), ("score contains 'x'", 7, []),
      ("not name in today", 10, []),
      ("account < 'x'", 9, []), ("tags == 'x'", 1, []), ("any name == 'x'", 5, []),
      ("any emails (kid == 'x')", 13, ["kind"]),
      ("any tags == 3", 13, []), ("any tags in ('a', 3)", 19, []),
      ("any partners (name == 'x' and (nmae == 3))", 32, ["name"]),
      ("any emails (kind == 'x') and all tags (it == 'y') and scor > 1", 55, ["score"]),
      ("name == 'scor' or `scor` == 1", 19, ["score"]),
      ("closeDate == '2017-01-32'", 14, []),
    ] as [(String, Int, [String])])
  func checking(text: String, column: Int, suggestions: [String]) throws {
    let error = try #require(throws: FilterSyntaxError.self) { try FilterTextSchema.checked(text) }
    #expect(error.column == column)
    #expect(Array(error.suggestions.prefix(1)) == suggestions)
  }

  @Test("The place of an unknown name or value is found in filters of any shape")
  func anyShape() throws {
    var draw = TextGenerator(seed: 31)
    var found = 0
    for _ in 0..<2000 {
      let text = try draw.opportunityFilter(depth: 4).description
      let filter = try FilterExpression(parsing: text)
      let checked = Result {
        try filter.checked(in: .record(FilterTextSchema.Opportunity.recordType), catalog: FilterTextSchema.catalog())
      }
      let read = Result { try FilterTextSchema.checked(text) }
      guard case .failure(let failure) = checked else {
        #expect(try read.get() == checked.get())
        continue
      }
      let error = try #require(throws: FilterSyntaxError.self) { try read.get() }
      #expect(error.message == "\(failure)")
      let place = text.dropFirst(error.column - 1)
      switch failure as? FilterError {
      case .unknownField(let name, _, _): #expect(place.hasPrefix(name))
      case .unsuitableValue(.integer(let value), _, _, _): #expect(place.hasPrefix("\(value)"))
      case .unknownName(let name, _, _, _): #expect(place.hasPrefix("\"\(name)\""))
      default: continue
      }
      found += 1
    }
    #expect(found > 200)
  }

  @Test("A checked filter has the values of its fields' types")
  func conversion() throws {
    let text = """
      score == 5 and probability > 1 and amount == '12.50 USD' and closeDate < '2017-01-02' and tier == 3
      and any tags == 'x'
      """
    let canonical = """
      score == 5 and probability > 1.0e0 and amount == 12.50 USD and closeDate < 2017-01-02 and tier == 3 \
      and any tags == "x"
      """
    let filter = try FilterTextSchema.checked(text)
    #expect(filter.description == canonical)
    #expect(try FilterTextSchema.checked(canonical) == filter)
    #expect(throws: FilterSyntaxError.self) { try FilterTextSchema.checked("score ==") }
  }
}
