import CRMCore

extension CampaignReturn.Answer {
  /// The return of campaigns as a part of a dashboard.
  public var section: Dashboard.Section {
    let points = rows.compactMap { row in
      row.figures.returnOnInvestment.map { Dashboard.Point(.name(row.name), size: $0, .share($0)) }
    }
    return Dashboard.Section(
      BilingualText("Campaigns", persian: "کارزارها"),
      [
        .chart(.init(BilingualText("Return on what was spent", persian: "بازده هزینه"), .bars, points: points)),
        .table(table),
      ])
  }

  private var table: Dashboard.Table {
    Dashboard.Table(
      BilingualText("Cost and return", persian: "هزینه و بازده"),
      columns: [
        BilingualText("Campaign", persian: "کارزار"), BilingualText("Cost", persian: "هزینه"),
        BilingualText("Responses", persian: "پاسخ"), BilingualText("Leads", persian: "سرنخ"),
        BilingualText("Opportunities", persian: "فرصت"), BilingualText("Won", persian: "برنده"),
        BilingualText("Revenue", persian: "درآمد"), BilingualText("Return", persian: "بازده"),
      ],
      rows: rows.map { CampaignReturn.row(.name($0.name), $0.figures) }
        + (rows.count > 1 ? [CampaignReturn.row(.text(BilingualText("All", persian: "همه")), total)] : []))
  }
}

extension CampaignReturn {
  fileprivate static func row(_ name: DashboardValue, _ figures: Figures) -> [DashboardValue] {
    [
      name, .money(figures.cost), .count(figures.responses), .count(figures.leads), .count(figures.opportunities),
      .count(figures.won), .money(figures.revenue), .share(figures.returnOnInvestment),
    ]
  }
}
