import CRMCore

extension Funnel.Answer {
  /// The funnel as a part of a dashboard: how many came how far, and what became of them in each stage.
  public var section: Dashboard.Section {
    let points = stages.map { stage in
      Dashboard.Point(
        .text(BilingualText(known: stage.name)), count: stage.reached,
        note: .share(.share(stage.reached, of: entered)))
    }
    let end = Dashboard.Point(
      .text(BilingualText("Won", persian: "برنده")), count: won, note: .share(conversion))
    return Dashboard.Section(
      BilingualText("Sales funnel", persian: "قیف فروش"),
      [
        .chart(
          .init(
            BilingualText("How far opportunities came", persian: "فرصت‌ها تا کجا پیش رفتند"), .funnel,
            points: stages.isEmpty ? [] : points + [end])),
        .table(table),
      ])
  }

  private var table: Dashboard.Table {
    Dashboard.Table(
      BilingualText("Stage by stage", persian: "مرحله به مرحله"),
      columns: [
        BilingualText("Stage", persian: "مرحله"), BilingualText("Entered", persian: "ورود"),
        BilingualText("Went on", persian: "پیشروی"), BilingualText("Conversion", persian: "نرخ تبدیل"),
        BilingualText("Lost", persian: "از دست رفته"), BilingualText("Went back", persian: "بازگشت"),
        BilingualText("Here", persian: "در جریان"), BilingualText("Average stay", persian: "میانگین ماندن"),
        BilingualText("Median stay", persian: "میانهٔ ماندن"),
      ],
      rows: stages.map { stage in
        [
          .text(BilingualText(known: stage.name)), .count(stage.entered), .count(stage.wentOn),
          .share(stage.conversion), .count(stage.lost), .count(stage.wentBack), .count(stage.open),
          .time(stage.averageTime), .time(stage.medianTime),
        ]
      })
  }
}
