public import CRMCore

extension Dashboard {
  /// The dashboard as one page that needs nothing else: no script, no font, no picture from elsewhere.
  ///
  /// In Persian everything runs from right to left, digits and months are Persian. Each drawing has its figures as a table below it. The page follows
  /// the reader's choice of dark or light, and can be printed. All texts are escaped.
  public func html(in language: CalendarLanguage) -> String {
    let page = DashboardPage(style: ValueStyle(calendar: calendar, language: language))
    return "<!DOCTYPE html>\n" + page.page(of: self).text + "\n"
  }
}

/// Writes a dashboard in one language.
private struct DashboardPage {
  let style: ValueStyle

  func page(of board: Dashboard) -> Markup {
    let isPersian = style.language == .persian
    let title = text(board.title)
    let head = Markup.tag(
      "head", [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        .tag("title", [:], title), .tag("style", [:], [.verbatim(DashboardStyle.css)]),
      ])
    let day = board.day.flatMap { style.text(of: .date($0)) }
    let header = Markup.tag(
      "header", [:], [.tag("h1", [:], [.isolated(title)])] + (day.map { [.tag("p", ["class": "day"], $0)] } ?? []))
    let sections = board.sections.enumerated().map { section($1, number: $0 + 1) }
    return .tag(
      "html",
      [
        "xmlns": "http://www.w3.org/1999/xhtml", "lang": isPersian ? "fa" : "en", "dir": isPersian ? "rtl" : "ltr",
      ], [head, .tag("body", [:], [header, .tag("main", [:], sections)])])
  }

  private func text(_ text: BilingualText) -> String { text.text(in: style.language) }

  private func section(_ section: Dashboard.Section, number: Int) -> Markup {
    let id = "section-\(number)"
    let title = Markup.tag("h2", ["id": id], [.isolated(text(section.title))])
    return .tag(
      "section", ["aria-labelledby": id],
      [title, .tag("div", ["class": "items"], section.items.map(item))])
  }

  private func item(_ item: Dashboard.Item) -> Markup {
    switch item {
    case .tiles(let tiles): .tag("dl", ["class": "tiles"], tiles.map(tile))
    case .chart(let chart): figure(chart)
    case .table(let table):
      .tag(
        "div", ["class": "card wide scroll", "tabindex": "0"],
        [self.table(table.columns, table.rows, caption: text(table.title))])
    }
  }

  private func tile(_ tile: Dashboard.Tile) -> Markup {
    let note = tile.note.map { [Markup.tag("dd", ["class": "note"], [.isolated(text($0))])] } ?? []
    return .tag(
      "div", ["class": "card"],
      [
        .tag("dt", [:], [.isolated(text(tile.label))]),
        .tag("dd", [:], [.isolated(tile.value.text(in: style))]),
      ] + note)
  }

  private func figure(_ chart: Dashboard.Chart) -> Markup {
    let hasNotes = chart.points.contains { $0.note != nil }
    let rows = chart.points.map { [$0.label, $0.value] + (hasNotes ? [$0.note ?? .none] : []) }
    let details = Markup.tag(
      "details", [:],
      [
        .tag("summary", [:], text(DashboardPage.asTable)),
        table(
          [DashboardPage.what, DashboardPage.figure] + (hasNotes ? [DashboardPage.beside] : []), rows, caption: nil),
      ])
    let drawing =
      chart.points.isEmpty
      ? Markup.tag("p", ["class": "note"], text(DashboardPage.nothing)) : ChartDrawing(style: style).drawing(of: chart)
    return .tag(
      "figure", ["class": "card"],
      [.tag("figcaption", [:], [.isolated(text(chart.title))]), drawing] + (chart.points.isEmpty ? [] : [details]))
  }

  private func table(_ columns: [BilingualText], _ rows: [[DashboardValue]], caption: String?) -> Markup {
    let head = Markup.tag(
      "thead", [:], [.tag("tr", [:], columns.map { .tag("th", ["scope": "col"], [.isolated(text($0))]) })])
    let body = rows.map { row in
      Markup.tag(
        "tr", [:],
        row.enumerated().map { place, value in
          let text = Markup.isolated(value.text(in: style))
          return place == 0 ? .tag("th", ["scope": "row"], [text]) : .tag("td", [:], [text])
        })
    }
    let empty = rows.isEmpty ? [Markup.tag("p", ["class": "note"], text(DashboardPage.nothing))] : []
    let title = caption.map { [Markup.tag("caption", [:], [.isolated($0)])] } ?? []
    return .tag("div", [:], [.tag("table", [:], title + [head, .tag("tbody", [:], body)])] + empty)
  }

  private static let asTable = BilingualText("Figures as a table", persian: "ارقام به صورت جدول")
  private static let what = BilingualText("What", persian: "عنوان")
  private static let figure = BilingualText("Figure", persian: "رقم")
  private static let beside = BilingualText("Of these", persian: "سهم")
  private static let nothing = BilingualText("There is nothing to show yet.", persian: "هنوز چیزی برای نمایش نیست.")
}
