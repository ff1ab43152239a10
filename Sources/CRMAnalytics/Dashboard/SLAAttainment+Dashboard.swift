import CRMCore
import CRMService

extension SLAAttainment.Answer {
  /// The kept promises as a part of a dashboard: what was promised as bars, all of it as a table.
  public var section: Dashboard.Section {
    var measures: [SLAMeasure: SLAAttainment.Figures] = [:]
    for row in rows { measures[row.measure, default: SLAAttainment.Figures()].add(row.figures) }
    let points = measures.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { measure, figures in
      figures.attainment.map {
        Dashboard.Point(
          .text(BilingualText(known: measure.rawValue)), size: $0, .share($0),
          note: .count(figures.met + figures.missed))
      }
    }
    return Dashboard.Section(
      BilingualText("Service levels", persian: "سطح خدمات"),
      [
        .chart(
          .init(BilingualText("Promises kept in time", persian: "تعهدهای به‌موقع"), .bars, points: points, whole: 1)),
        .table(table),
      ])
  }

  private var table: Dashboard.Table {
    let hasPeriods = rows.contains { $0.period != nil }
    let columns = [
      BilingualText("Promise", persian: "تعهد"), BilingualText("Priority", persian: "اولویت"),
      BilingualText("In time", persian: "به‌موقع"), BilingualText("Missed", persian: "از دست رفته"),
      BilingualText("Running", persian: "در جریان"), BilingualText("Kept", persian: "تحقق"),
    ]
    return Dashboard.Table(
      BilingualText("By priority", persian: "به تفکیک اولویت"),
      columns: (hasPeriods ? [BilingualText("Period", persian: "دوره")] : []) + columns,
      rows: rows.map { row in
        let period = hasPeriods ? [row.period.map(DashboardValue.period) ?? .none] : []
        let priority = row.priority.map { DashboardValue.text(BilingualText(known: $0.rawValue)) }
        return period + [
          .text(BilingualText(known: row.measure.rawValue)), priority ?? .none, .count(row.figures.met),
          .count(row.figures.missed), .count(row.figures.running), .share(row.figures.attainment),
        ]
      })
  }
}

extension SLAAttainment.Figures {
  fileprivate mutating func add(_ other: SLAAttainment.Figures) {
    (met, missed, running) = (met + other.met, missed + other.missed, running + other.running)
  }
}
