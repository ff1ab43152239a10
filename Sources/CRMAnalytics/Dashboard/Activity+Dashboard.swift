import CRMCore

extension ActivityReport.Answer {
  /// People's activity as a part of a dashboard: each beside the standard, in the order of their names.
  public var section: Dashboard.Section {
    let activities = people.first?.items.map(\.activity) ?? []
    let columns = activities.flatMap { activity in
      [
        BilingualText(known: activity.name), BilingualText("expected", persian: "انتظار"),
        BilingualText("attained", persian: "تحقق"),
      ]
    }
    let rows = people.map { person in
      [DashboardValue.name(person.name)]
        + person.items.flatMap { item -> [DashboardValue] in
          [.count(item.attained), .value(.decimal(item.expected)), .share(item.share)]
        }
    }
    let title = BilingualText("Activity against the standard", persian: "فعالیت در برابر استاندارد")
    return Dashboard.Section(
      title, [.table(.init(title, columns: [BilingualText("Name", persian: "نام")] + columns, rows: rows))])
  }
}
