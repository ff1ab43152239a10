import CRMAnalytics
import CRMContacts
import CRMCore
import CRMSales
import Foundation
import Testing

@Suite("Dashboards")
struct DashboardTests {
  private let languages: [CalendarLanguage] = [.english, .persian]

  @Test("The standard dashboard is well-formed in both languages, full and empty", arguments: [false, true])
  func wellFormed(isFull: Bool) async throws {
    let office = try await AnalyticsOffice()
    if isFull { try await SampleBoard.fill(office, seed: 1) }
    let board = try await SampleBoard.board(office)
    for language in languages {
      let page = try PageReader(board.html(in: language))
      #expect(page.elements["html"]?.first?["lang"] == (language == .persian ? "fa" : "en"))
      #expect(page.elements["html"]?.first?["dir"] == (language == .persian ? "rtl" : "ltr"))
      #expect(page.elements["section"]?.count == board.sections.count && page.elements["script"] == nil)
      let drawings = (page.elements["svg"] ?? []).filter { $0["role"] != nil }
      #expect(drawings.count == (isFull ? 7 : 0))
      #expect(drawings.allSatisfy { $0["role"] == "img" && $0["aria-label"]?.isEmpty == false })
      // Each drawing has its figures as a table, too; each section's heading names it.
      #expect(page.elements["details"]?.count ?? 0 == drawings.count)
      let headings = Set(try #require(page.elements["h2"]).compactMap { $0["id"] })
      #expect(page.elements["section"]?.allSatisfy { headings.contains($0["aria-labelledby"] ?? "") } == true)
    }
  }

  @Test("What may not be read is left out, and the rest is there")
  func rights() async throws {
    let office = try await AnalyticsOffice()
    try await SampleBoard.fill(office, seed: 1)
    var rights = Rights()
    rights.limit("contact", field: "birthday", to: .hidden)
    rights.limit("slaTarget", field: "state", to: .hidden)
    let limited = try office.store.acting(as: office.sara.id.identifier, with: rights)
    let board = try await limited.analytics.report(.dashboard(in: .usd, calendar: SampleBoard.calendar))
    let whole = try await office.store.analytics.report(.dashboard(in: .usd, calendar: SampleBoard.calendar))
    #expect(board.sections.map(\.title.english) == ["At a glance", "Sales funnel", "Revenue", "Campaigns"])
    #expect(whole.sections.count == 5 && whole.sections[2].items.count == 4)
    #expect(board.sections[2].items == [0, 2, 3].map { whole.sections[2].items[$0] })
  }

  @Test("The dates of a dashboard are those of its calendar")
  func dates() async throws {
    let office = try await AnalyticsOffice()
    // Today is 23 Aban 1402, whose month began on 23 October.
    for day in [try CalendarDate(iso8601: "2023-10-22"), try CalendarDate(iso8601: "2023-10-23"), try .day(0)] {
      try await office.store.deal { ($0.state, $0.actualCloseDate, $0.actualValue) = (.won, day, .usd(1)) }
    }
    for (calendar, count) in [(ReportCalendar.persian(in: .gmt), 2), (.gregorian(in: .gmt), 1)] {
      let board = try await office.store.analytics.report(
        .dashboard(in: .usd, calendar: calendar, dates: .during(.current(.month))))
      guard case .tiles(let tiles) = board.sections[0].items[0] else { return #expect(Bool(false)) }
      #expect(tiles[1].value == .count(count))
    }
  }

  @Test("A page needs nothing from elsewhere")
  func selfContained() async throws {
    let office = try await AnalyticsOffice()
    try await SampleBoard.fill(office, seed: 1)
    let html = try await SampleBoard.board(office).html(in: .english)
    let addresses = html.matches(of: /https?:[^"]*/).map { String($0.output) }
    #expect(Set(addresses) == ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"])
    for word in ["src=", "href=", "url(", "@import", "<script", "onload"] { #expect(!html.contains(word)) }
  }

  @Test("In Persian digits, months and labels are Persian, and nothing of ours is left in English")
  func persian() async throws {
    let office = try await AnalyticsOffice()
    try await SampleBoard.fill(office, seed: 1)
    let html = try await SampleBoard.board(office).html(in: .persian)
    let page = try PageReader(html)
    // Names are data.
    let text = ["<b>Kerman & Bam</b>", "Spring <mail>"].reduce(page.text) { $0.replacing($1, with: "") }
    #expect(
      text.firstMatch(of: /[0-9A-Za-z]/) == nil, "\(text.firstMatch(of: /.{0,20}[0-9A-Za-z].{0,20}/)?.output ?? "")")
    #expect(text.contains("آبان ۱۴۰۲") && text.contains("نرخ موفقیت") && text.contains("ارزیابی") && text.contains("٪"))
    let english = try PageReader(try await SampleBoard.board(office).html(in: .english)).text
    #expect(english.contains("Aban 1402") && english.contains("Win rate"))
  }

  @Test("Bars begin where reading begins, and their texts with them")
  func mirrored() throws {
    let points = [4, 2, 1].map { Dashboard.Point(.name("p\($0)"), count: $0) }
    let board = Dashboard(
      "x", calendar: .gregorian(in: .gmt), sections: [.init("s", [.chart(.init("c", .bars, points: points))])])
    let bars = try languages.map { language -> [(x: Double, width: Double)] in
      let page = try PageReader(board.html(in: language))
      return (page.elements["rect"] ?? []).compactMap { bar in
        let sides = [bar["x"], bar["width"]].compactMap { $0.flatMap { Double($0.dropLast()) } }
        return sides.count == 2 ? (sides[0], sides[1]) : nil
      }
    }
    #expect(bars[0].map(\.width) == [100, 50, 25] && bars[1].map(\.width) == [100, 50, 25])
    #expect(bars[0].allSatisfy { $0.x == 0 } && bars[1].allSatisfy { $0.x + $0.width == 100 })
  }

  @Test("Whatever names hold, they are text and nothing else")
  func hostile() throws {
    let names = [
      "</title><script>alert(1)</script>", "\" onload=\"alert(1)", "a & b < c > d ' ]]> <!-- -->",
      "\u{202E}evil\u{202C}",
      "\u{0}\u{1B}[31m\u{FFFF}", "&lt;b&gt;", String(repeating: "w", count: 3000), "", "نام\nدر دو خط",
    ]
    for name in names {
      let text = BilingualText(name)
      let points = [Dashboard.Point(.name(name), count: 1, note: .name(name))]
      let board = Dashboard(
        text, calendar: .persian(in: .gmt),
        sections: [
          .init(
            text,
            [
              .tiles([.init(text, .text(text), note: text)]), .chart(.init(text, .bars, points: points)),
              .chart(.init(text, .funnel, points: points)), .chart(.init(text, .line, points: points)),
              .table(.init(text, columns: [text], rows: [[.name(name)]])),
            ])
        ])
      for language in languages {
        let html = board.html(in: language)
        let page = try PageReader(html)
        #expect(page.elements["script"] == nil && page.elements["b"] == nil)
        #expect(page.elements.values.joined().allSatisfy { $0["onload"] == nil })
        #expect(!html.unicodeScalars.contains("\u{202E}") && !html.unicodeScalars.contains("\u{1B}"))
        if !name.isEmpty, name.allSatisfy({ $0.isASCII && !$0.isNewline && $0 != "\u{0}" && $0 != "\u{1B}" }) {
          #expect(page.text.contains(name))
        }
      }
    }
  }

  @Test(
    "Charts of any numbers are drawn: none, one, nothing, less than nothing, and the greatest there are",
    arguments: [
      [], ["0"], ["5"], ["0", "0"], ["-3", "4"], ["-1", "-2"], ["0.000000000000000001"],
      ["99999999999999999999999999999999999999", "-99999999999999999999999999999999999999"], ["1", "1000000000"],
    ])
  func extremes(numbers: [String]) throws {
    let points = try numbers.map { Dashboard.Point(.name($0), size: try ExactDecimal($0), .name($0)) }
    for kind in [Dashboard.Chart.Kind.bars, .funnel, .line] {
      let board = Dashboard(
        "x", calendar: .gregorian(in: .gmt), sections: [.init("s", [.chart(.init("c", kind, points: points))])])
      for language in languages {
        let page = try PageReader(board.html(in: language))
        for attribute in page.elements.values.joined().flatMap(\.self)
        where ["x", "width", "cx", "cy"].contains(attribute.key) {
          let number = Double(attribute.value.replacing("%", with: ""))
          #expect(number.map { -100...1000 ~= $0 } == true, "\(attribute)")
        }
        #expect(!page.text.contains("nan") && !page.text.contains("inf"))
      }
    }
  }

  @Test("Long labels are broken between words, and shortened only after three lines")
  func longLabels() throws {
    let points = [Dashboard.Point(.name(SampleBoard.longName), count: 1)]
    let board = Dashboard(
      "x", calendar: .gregorian(in: .gmt), sections: [.init("s", [.chart(.init("c", .bars, points: points))])])
    let page = try PageReader(board.html(in: .persian))
    let lines = page.texts["text"]?.filter { $0 != "۱" } ?? []
    #expect(
      lines.count == 3 && lines.allSatisfy { $0.count <= 38 } && lines.joined(separator: " ") == SampleBoard.longName)
  }

  @Test(
    "Of the labels along a line so many are shown as find room, the first and the last always",
    arguments: [
      (1, "1402", 1), (2, "Ordibehesht 1402", 2), (12, "Ordibehesht 1402", 2), (12, "Aban 1402", 3), (12, "2024-03", 4),
      (3, "2024-03", 3),
    ])
  func times(points: Int, label: String, shown: Int) throws {
    let labels = (0..<points).map { "\(label)\($0)".suffix(label.count) }
    let chart = Dashboard.Chart("c", .line, points: labels.map { .init(.name(String($0)), size: 1, .none) })
    let board = Dashboard("x", calendar: .gregorian(in: .gmt), sections: [.init("s", [.chart(chart)])])
    let texts = try PageReader(board.html(in: .english)).texts["text"] ?? []
    // Before them stands the scale.
    let times = texts.suffix(shown)
    #expect(times.first == labels.first.map(String.init) && times.last == labels.last.map(String.init))
    #expect(Set(times).count == shown && texts.count { $0.count == label.count } == shown)
  }

  @Test("Values are written as each language writes them")
  func values() throws {
    let day = try CalendarDate(iso8601: "2024-03-20")
    let bucket = try ReportCalendar.persian(in: .gmt).bucket(.month, containing: day)
    let values: [(DashboardValue, String, String)] = [
      (.count(-1_234_567), "-1,234,567", "\u{200E}-۱٬۲۳۴٬۵۶۷"),
      (.share(try ExactDecimal("0.631501")), "63.2%", "۶۳٫۲٪"),
      (.days(try ExactDecimal("51.7820")), "51.8 days", "۵۱٫۸ روز"), (.days(1), "1 day", "۱ روز"),
      (.time(.seconds(2 * 86_400 + 3 * 3600 + 5)), "2 d 3 h", "۲ روز و ۳ ساعت"),
      (.time(.seconds(59)), "0 min", "۰ دقیقه"),
      (.time(.seconds(86_400)), "1 d", "۱ روز"), (.period(bucket), "Farvardin 1403", "فروردین ۱۴۰۳"), (.none, "–", "–"),
      (.share(nil), "–", "–"), (.segment(.unknown), "Unknown", "نامشخص"), (.segment(.value("female")), "Women", "زن"),
      (.segment(.age(try #require(AgeBands.standard.band(of: 30)))), "25–34", "۲۵ تا ۳۴ سال"),
      (.list([.count(1), .name("a")]), "1, a", "۱، a"),
    ]
    let board = Dashboard(
      "x", calendar: .gregorian(in: .gmt),
      sections: [.init("s", [.table(.init("t", columns: ["c"], rows: values.map { [$0.0] }))])])
    for (language, expected) in [(CalendarLanguage.english, values.map(\.1)), (.persian, values.map(\.2))] {
      let cells = try PageReader(board.html(in: language)).texts["bdi"]?.suffix(values.count) ?? []
      #expect(Array(cells) == expected)
    }
  }

  @Test("What has the least becomes one bar where there are too many, and nothing is lost")
  func others() async throws {
    let store = try await AnalyticsOffice().store
    for number in 1...15 {
      let account = try await store.account("A\(number)")
      try await store.deal { ($0.state, $0.actualValue, $0.account) = (.won, .usd(Int64(number)), account.id) }
    }
    let revenue = try await store.analytics.report(.revenue(in: .usd, by: [.field("account.name")]))
    let chart = try revenue.bars("x", limit: 5)
    #expect(chart.points.map(\.size) == [12, 13, 14, 15, 66])
    #expect(try revenue.bars("x", limit: 15).points.count == 15)
  }

  @Test("The colours of texts and bars stand out from what is behind them, by day and by night")
  func contrast() async throws {
    let html = Dashboard("x", calendar: .gregorian(in: .gmt)).html(in: .english)
    let themes = html.matches(of: /:root\{[^}]*\}/).map { String($0.output) }
    #expect(themes.count == 2)
    for theme in themes {
      let colours = Dictionary(
        uniqueKeysWithValues: theme.matches(of: /--(\w+):#([0-9a-f]+)/).map {
          (String($0.1), Self.luminance(String($0.2)))
        })
      for (front, ratio) in [("text", 7.0), ("soft", 4.5), ("bar", 3), ("negative", 3)] {
        for back in ["page", "card"] {
          let (a, b) = (try #require(colours[front]), try #require(colours[back]))
          #expect((max(a, b) + 0.05) / (min(a, b) + 0.05) >= ratio, "\(front) on \(back)")
        }
      }
    }
  }

  /// The relative luminance of WCAG 2.
  private static func luminance(_ hex: String) -> Double {
    let digits =
      hex.count == 3
      ? hex.map { "\($0)\($0)" } : stride(from: 0, to: 6, by: 2).map { String(hex.dropFirst($0).prefix(2)) }
    let parts = digits.map { digits -> Double in
      let part = Double(Int(digits, radix: 16) ?? 0) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
