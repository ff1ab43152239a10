import Testing

@testable import crm

@Suite("Tables for the terminal")
struct TextTableTests {
  @Test(
    "Text is as wide as a terminal shows it",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("تهران", 5), ("می\u{200C}روم", 5), ("مُحَمَّد", 4),
      ("\u{200F}ا\u{202B}", 1),
      ("漢字", 4), ("ｱ", 1), ("Ａ", 2), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("😀", 2), ("👨‍👩‍👧", 2), ("👍🏽", 2),
      ("🇮🇷", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2), ("१२", 2), ("क्ष", 2), ("\u{600}۱", 2), ("€ß", 2), ("\u{FEFF}x", 1),
      ("\u{20000}", 2),
    ])
  func displayWidth(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test("Columns are aligned, numbers to the right")
  func alignment() {
    let table = TextTable(
      columns: [.init("name"), .init("city"), .init("value"), .init("code", .right)],
      rows: [["Sara", "تهران", "12,500", "a-1"], ["王小明", "Taipei", "-980", "b"], ["Zoë", "", "", ""]])
    #expect(
      table.render(width: nil) == """
        name    city     value  code
        ------  ------  ------  ----
        Sara    تهران   12,500   a-1
        王小明  Taipei    -980     b
        Zoë
        """)
  }

  @Test("Only columns of nothing but numbers are numeric")
  func numbers() {
    func isRight(_ cells: String...) -> Bool {
      let table = TextTable(columns: [.init("xxxxxxxxxxxx")], rows: cells.map { [$0] })
      return table.render(width: nil).split(separator: "\n").dropFirst(2).first?.hasPrefix(" ") ?? false
    }
    for number in ["1", "-1.5", "\u{2212}2", "1,234.50", "۱۲٬۵۰۰", "$5", "5€", "12%", "1\u{A0}000"] {
      #expect(isRight(number, "2", ""))
    }
    for text in ["2026-01-05", "+989121234567", "504-621-8927", "x", "1 2", "-", "12a", ""] { #expect(!isRight(text)) }
  }

  @Test("Cells are wrapped at spaces to fit, the widest columns first")
  func wrapping() {
    let table = TextTable(
      columns: [.init("id"), .init("note"), .init("mail")],
      rows: [["1", "The quick brown fox jumps over it", "someone@example.com"]])
    #expect(
      table.render(width: 30) == """
        id  note          mail
        --  ------------  ------------
         1  The quick     someone@exam
            brown fox     ple.com
            jumps over
            it
        """)
    #expect(table.render(width: 200).split(separator: "\n").count == 3)
  }

  @Test("A table that can't fit keeps readable columns")
  func tooNarrow() {
    let table = TextTable(columns: [.init("first"), .init("second")], rows: [["漢字漢字漢字", "abcdefghijkl"]])
    for width in [-5, 0, 1, 10] {
      #expect(
        table.render(width: width) == """
          first     second
          --------  --------
          漢字漢字  abcdefgh
          漢字      ijkl
          """)
    }
  }

  @Test("Line ends break lines on a terminal and are spaces in a pipe")
  func lineEnds() {
    let table = TextTable(columns: [.init("a"), .init("b")], rows: [["x\r\n\ny\nz\n", "1"], ["\u{2028}", "2"]])
    #expect(table.render(width: 80) == "a  b\n-  -\nx  1\ny\nz\n   2")
    #expect(table.render(width: nil) == "a      b\n-----  -\nx y z  1\n       2")
  }

  @Test("Right-to-left cells are isolated for a terminal, line by line, and only there")
  func isolation() {
    let table = TextTable(columns: [.init("نام"), .init("city")], rows: [["مریم محمدی", "Tehran"]])
    #expect(table.render(width: nil) == "نام         city\n----------  ------\nمریم محمدی  Tehran")
    #expect(
      table.render(width: 16) == """
        \u{2068}نام\u{2069}       city
        --------  ------
        \u{2068}مریم\u{2069}      Tehran
        \u{2068}محمدی\u{2069}
        """)
  }

  @Test("Data can't drive the terminal", arguments: [nil, 20, 80])
  func controls(width: Int?) {
    let hostile = "\u{1B}]0;owned\u{7}\u{9B}31m\0\u{8}\u{7F}\u{202E}\u{2066}\u{2069}\u{85}\u{1B}[2J\ttab"
    let table = TextTable(columns: [.init("t\u{1B}[1m")], rows: [[hostile]])
    let allowed: Set<Unicode.Scalar> = ["\n"]
    for scalar in table.render(width: width).unicodeScalars where !allowed.contains(scalar) {
      #expect(scalar.properties.generalCategory != .control)
      #expect(scalar != "\u{202E}")
    }
    #expect("a\u{1B}[0m\tb\u{202E}\u{200C}".terminalSafe == "a\\u{1B}[0m b\\u{202E}\u{200C}")
  }

  @Test("Ragged rows and empty tables are shown as they are")
  func ragged() {
    #expect(TextTable(columns: [], rows: []).render(width: 80) == "")
    #expect(TextTable(columns: [.init("a")], rows: []).render(width: 80) == "a\n-")
    #expect(
      TextTable(columns: [.init("a"), .init("b")], rows: [["x"], ["1", "y", "z"]]).render(width: 80)
        == "a  b\n-  -  -\nx\n1  y  z")
  }

  @Test("Whatever the cells hold, every line fits and no word is lost", arguments: 0..<20)
  func arbitraryCells(seed: UInt64) {
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let words = [
      "a", "word", "somewhat-longer", "تهران", "می\u{200C}روم", "漢字", "👨‍👩‍👧", "e\u{301}", "12", "\u{1B}[1m", "\n", "",
    ]
    let rows = (0..<10).map { _ in
      (0..<4).map { _ in (0..<random(8)).map { _ in words[random(words.count)] }.joined(separator: " ") }
    }
    let table = TextTable(columns: (0..<4).map { .init("c\($0)", .left) }, rows: rows)
    let width = 38 + random(60)
    let text = table.render(width: width)
    for line in text.split(separator: "\n") { #expect(line.displayWidth <= width) }
    let shown = text.filter { !$0.isWhitespace && !["\u{2068}", "\u{2069}"].contains($0) }.count
    let given = rows.joined().reduce(0) { $0 + $1.terminalCharacters }
    let frame = 8 + text.split(separator: "\n")[1].filter { $0 == "-" }.count
    #expect(shown == given + frame)
  }
}

extension String {
  /// How many characters a cell shows, apart from white space.
  fileprivate var terminalCharacters: Int {
    split(whereSeparator: \.isWhitespace).reduce(0) { $0 + String($1).terminalSafe.count }
  }
}
