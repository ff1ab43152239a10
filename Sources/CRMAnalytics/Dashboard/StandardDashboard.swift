public import CRMCore
import CRMMarketing
public import CRMSales
import CRMService

/// The reports of CRMKit on one page, in one currency and calendar; of campaigns and service levels where the store keeps such records.
///
/// ```swift
/// let board = try await crm.analytics.report(.dashboard(in: .usd, calendar: .persian(in: zone)))
/// let page = board.html(in: .persian)
/// ```
///
/// It is a report itself, so that it can be followed.
public struct StandardDashboard: Report {
  /// The title.
  public var title = BilingualText("Sales at a glance", persian: "فروش در یک نگاه")
  /// The currency of amounts.
  public var currency: Currency
  /// The calendar of periods and days.
  public var calendar: ReportCalendar
  /// The length of the periods.
  public var granularity: DateGranularity
  /// The days that it is about; nil for all.
  public var dates: ReportDates?
  /// The pipeline of the funnel; nil for the default one.
  public var pipeline: Pipeline.ID?
  /// The ages that are counted together.
  public var ages = AgeBands.standard
  /// What other currencies are worth.
  public var rates: ExchangeRates
  /// What is expected of people; nil to show nothing about them.
  public var standard: ActivityStandard?

  /// Asks for the dashboard.
  public init(
    in currency: Currency, calendar: ReportCalendar, per granularity: DateGranularity = .month,
    dates: ReportDates? = nil, pipeline: Pipeline.ID? = nil, rates: ExchangeRates = ExchangeRates(),
    standard: ActivityStandard? = nil
  ) {
    self.currency = currency
    self.calendar = calendar
    self.granularity = granularity
    self.dates = dates
    self.pipeline = pipeline
    self.rates = rates
    self.standard = standard
  }

  /// Answers the question from one view.
  ///
  /// What is made of fields that the one who asks may not read is left out.
  ///
  /// - Throws: What its reports throw: `ValueError.noExchangeRate` where an amount can't be converted.
  public func answer(from crm: borrowing Snapshot) async throws -> Dashboard {
    var asked = self
    asked.dates = try dates.map { .days(try crm.days(of: $0, by: calendar)) }
    return Dashboard(
      title, on: try crm.today, calendar: calendar,
      sections: try await asked.sections(crm).filter { !$0.items.isEmpty })
  }

  private func sections(_ crm: borrowing Snapshot) async throws -> [Dashboard.Section] {
    var sections = [
      try await unlessHidden { try await overview(crm) },
      try await unlessHidden { try await Funnel(pipeline: pipeline, dates: dates).answer(from: crm).section },
      try await revenue(crm),
    ]
    if crm.keeps(Campaign.self) {
      let report = CampaignReturn(in: currency, rates: rates)
      sections.append(try await unlessHidden { try await report.answer(from: crm).section })
    }
    if crm.keeps(SLATarget.self) {
      let report = SLAAttainment(dates: dates)
      sections.append(try await unlessHidden { try await report.answer(from: crm).section })
    }
    if let standard {
      let report = ActivityReport(against: standard, by: calendar)
      sections.append(try await unlessHidden { try await report.answer(from: crm).section })
    }
    return sections.compactMap(\.self)
  }

  /// What a part comes to; nil where it is made of what may not be read.
  private func unlessHidden<T>(_ part: () async throws -> T) async throws -> T? {
    do { return try await part() } catch StoreError.fieldNotReadable { return nil }
  }

  private func overview(_ crm: borrowing Snapshot) async throws -> Dashboard.Section {
    let revenue = try await Revenue(in: currency, dates: dates, rates: rates).answer(from: crm)
    let rate = try await WinRate(in: currency, dates: dates, rates: rates).answer(from: crm)
    let cycle = try await SalesCycle(percentiles: [50], dates: dates).answer(from: crm)
    let purchase = try await TimeToPurchase(percentiles: [50], dates: dates).answer(from: crm)
    return StandardDashboard.overview(revenue, rate, cycle, purchase)
  }

  private static func overview(
    _ revenue: Revenue.Answer, _ rate: WinRate.Answer, _ cycle: SalesCycle.Answer, _ purchase: TimeToPurchase.Answer
  ) -> Dashboard.Section {
    Dashboard.Section(
      BilingualText("At a glance", persian: "در یک نگاه"),
      [
        .tiles([
          .init(BilingualText("Won revenue", persian: "درآمد فروش"), .money(revenue.total)),
          .init(BilingualText("Deals won", persian: "فروش‌های موفق"), .count(rate.total.won)),
          .init(BilingualText("Win rate", persian: "نرخ موفقیت"), .share(rate.total.rate)),
          .init(BilingualText("Win rate by value", persian: "نرخ موفقیت ارزشی"), .share(rate.total.valueRate)),
          .init(BilingualText("Sales cycle, average", persian: "میانگین چرخهٔ فروش"), .days(cycle.total.average)),
          .init(
            BilingualText("From interest to purchase, median", persian: "میانهٔ علاقه تا خرید"),
            .days(purchase.days.median)),
        ])
      ])
  }

  private func revenue(_ crm: borrowing Snapshot) async throws -> Dashboard.Section {
    let period = GroupingPeriod(granularity, in: calendar)
    var charts = [
      try await unlessHidden {
        try await Revenue(in: currency, per: period, dates: dates, rates: rates).answer(from: crm)
          .line(BilingualText("Over time", persian: "در گذر زمان"), per: period)
      }
    ]
    for (title, division) in [
      (BilingualText("By age", persian: "به تفکیک سن"), CustomerDivision.age(ages)),
      (BilingualText("By gender", persian: "به تفکیک جنسیت"), .gender),
      (BilingualText("By region", persian: "به تفکیک منطقه"), .place()),
    ] {
      charts.append(
        try await unlessHidden {
          try await Revenue(in: currency, by: [division], dates: dates, rates: rates).answer(from: crm).bars(title)
        })
    }
    return Dashboard.Section(
      BilingualText("Revenue", persian: "درآمد"), charts.compactMap { $0.map(Dashboard.Item.chart) })
  }
}

extension Report where Self == StandardDashboard {
  /// The reports of CRMKit on one page: ``StandardDashboard``.
  public static func dashboard(
    in currency: Currency, calendar: ReportCalendar, per granularity: DateGranularity = .month,
    dates: ReportDates? = nil, pipeline: Pipeline.ID? = nil, rates: ExchangeRates = ExchangeRates(),
    standard: ActivityStandard? = nil
  ) -> StandardDashboard {
    StandardDashboard(
      in: currency, calendar: calendar, per: granularity, dates: dates, pipeline: pipeline, rates: rates,
      standard: standard)
  }
}
