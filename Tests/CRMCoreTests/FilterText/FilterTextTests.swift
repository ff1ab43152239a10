import CRMCore
import Testing

@Suite("The text of filters")
struct FilterTextTests {
  @Test(
    "Canonical text is written as it is read",
    arguments: [
      #"state == "won" and account.industry == "retail" and actualCloseDate in last 90 days"#,
      #"score > 50 or name contains "Roya" and not isActive == true"#,
      #"(score > 50 or name contains "Roya") and not isActive == true"#,
      #"x in ("a", "b")"#, #"x not in ("a", "b")"#, "x in ()", "x between 1 and 5", "x not between 1 and 5", "x == nil",
      "x != nil",
      #"name hasPrefix "…""#, #"name hasSuffix ".ir""#, #"name matches "احمدی""#, #"any tags == "vip""#,
      #"any tags not in ("vip")"#,
      #"all emails (kind == "work" and address hasSuffix ".ir")"#, "any emails (kind == nil)", "any a (any b == 1)",
      "any a (it.b == 1)", "any a (not it == 1)", "any tags (it == 1 or it == 2)", "true", "false", "not true",
      "not (a == 1 or b == 2)", "not (a == 1 and b == 2)", "not not a == 1", "not a not in (1)", "not all a == 1",
      "a == 1 and (b == 2 and c == 3)", "a == 1 or (b == 2 or c == 3)", "a == 1 and b == 2 or c == 3 and d == 4",
      "and()", "or()", "and(a == 1)", "or(a == 1 and b == 2)", "not and()", "and(and(or()))", "a == 1 and or()",
      "a == -12", "a == 12.5", "a == 12.0", "a == 0.1e0", "a == 1e+20", "a == true", "a == 2017-03-01",
      "a == 2017-03-01T10:00:00Z", "a == +012345-01-01T00:00:00.5Z", "a == -000044-03-15T12:00:00Z", "a == PT1H30M",
      "a == -PT0.25S", "a == 12.50 USD", "a == -7 JPY", "a == 500 MILES/0", "a == 500 AND/0",
      "a == 1.00 OR/2 and b == 5 9A/0",
      "a == 12.500 USD", "a == 1.00 ALL", "a in this month and b not in next 2 weeks or c in last fiscal year",
      "any dates in last 1 day", "a == 018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f",
      "a == e18f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f",
      #"a == ["x", 1, nil]"#, #"a == {"label": "work", "x": [1]}"#, "`in` == 1", "`and`.and == 1", "`NOT`.`` == 1",
      "`` == 1",
      "`order by`.x == 1", "نام_خانوادگی.شهر == 1", #"a == "\"\\\n\r\t'«\u{0}\u{202e}""#, "a.`\\`` == 1",
    ])
  func canonical(text: String) throws {
    #expect(try FilterExpression(parsing: text).description == text)
  }

  @Test(
    "Other ways to write the same are understood",
    arguments: [
      ("a = 1", "a == 1"), ("a<>1", "a != 1"), ("a ≠ 1 AND b ≤ 2 Or c≥3", "a != 1 and b <= 2 or c >= 3"),
      ("a==1&&b==2||!c==3", "a == 1 and b == 2 or not c == 3"), ("!(a == 1)", "not a == 1"), ("((a == 1))", "a == 1"),
      ("NOT a IS NULL", "not a == nil"), ("a is not null", "a != nil"), ("a is 3", "a == 3"),
      ("NOT (a IN (1,2))", "a not in (1, 2)"),
      ("a in [1، 2]", "a in (1, 2)"), ("a not contains 'x'", #"a not contains "x""#),
      ("not a contains 'x'", #"a not contains "x""#),
      ("a == 'it\\'s'", #"a == "it's""#), ("a == «سلام»", #"a == "سلام""#), ("a == “b”", #"a == "b""#),
      ("a == ‘b’", #"a == "b""#),
      ("a == ۱۲٫۵", "a == 12.5"), ("a == ١٢", "a == 12"), ("a == −5", "a == -5"), ("a == +5", "a == 5"),
      ("a > ۵۰٫۲۵ usd", "a > 50.25 USD"),
      ("a == 5 USD", "a == 5.00 USD"), ("a == 5 USD/2", "a == 5.00 USD"), ("a == ۲۰۱۷-۰۳-۰۱", "a == 2017-03-01"),
      ("a == 2017-03-01T13:30:00+03:30", "a == 2017-03-01T10:00:00Z"), ("a == P1DT1M", "a == PT24H1M"),
      ("a == 1e3", "a == 1000.0e0"),
      ("a == 9223372036854775808", "a == 9223372036854775808.0"), ("a == FALSE", "a == false"),
      ("  a\n==\t1 ", "a == 1"),
      ("\u{FEFF}\u{200F}a == 1\u{200C}", "a == 1"), ("any tags (it == 'vip')", #"any tags == "vip""#),
      ("a IN ToDay", "a in today"), ("a in\nLAST  ۹۰ Days and b=1", "a in last 90 days and b == 1"),
      ("(a in last day)", "a in last day"),
      ("a in next 1 weeks", "a in next 1 week"),
      ("any emails(kind == 1)", "any emails (kind == 1)"), ("`name` == 1", "name == 1"),
      ("a == \"x\ny\"", #"a == "x\ny""#),
      ("a == \"\\u{6cC}\\/\"", #"a == "ی/""#), ("and(a == 1, b == 2)", "a == 1 and b == 2"),
      ("a == {label: 1}", #"a == {"label": 1}"#),
      ("a between 1 && 2", "a between 1 and 2"), ("a == 1 and(b == 2)", "a == 1 and b == 2"),
    ])
  func generous(text: String, canonical: String) throws {
    let filter = try FilterExpression(parsing: text)
    #expect(filter.description == canonical)
    #expect(try FilterExpression(parsing: canonical) == filter)
  }

  @Test("Text means the expression")
  func meaning() throws {
    #expect(
      try FilterExpression(parsing: #"not a == 1 and b == 2.0 or any tags == "vip""#)
        == .or([
          .and([.not(.compare("a", .equal, 1)), .compare("b", .equal, .decimal(2))]),
          .any("tags", .compare("it", .equal, "vip")),
        ]))
    #expect(try FilterExpression(parsing: "a == 1e0") == .compare("a", .equal, .number(1)))
    #expect(try FilterExpression(parsing: "a not in (1)") == .not(.isIn("a", [1])))
    #expect(
      try FilterExpression(parsing: "(a == 1 and b == 2) and c == 3")
        == .and([.and([.compare("a", .equal, 1), .compare("b", .equal, 2)]), .compare("c", .equal, 3)]))
    #expect(
      try FilterExpression(parsing: "a == 12.500 USD") == .compare("a", .equal, .amount(ExactDecimal("12.5"), .usd)))
  }

  @Test("Whatever is written is read again as the same")
  func roundTrip() throws {
    var draw = TextGenerator(seed: 7)
    for _ in 0..<5_000 {
      let filter = try draw.filter(depth: 5)
      let text = filter.description
      let read = try FilterExpression(parsing: text)
      #expect(read == filter)
      #expect(read.description == text)
    }
  }
}
