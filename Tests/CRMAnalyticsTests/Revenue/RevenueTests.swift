import CRMAnalytics
import CRMContacts
import CRMCore
import CRMSales
import Foundation
import Testing

@Suite("Revenue")
struct RevenueTests {
  @Test("An age is that on the day of the purchase, and each age belongs to one band")
  func ages() throws {
    let bands = AgeBands(from: [30, 18, 18, -4])
    #expect(bands.starts == [18, 30])
    #expect(bands.band(of: 17) == nil && bands.band(of: 29)?.description == "18–29")
    #expect(bands.band(of: 30)?.description == "30+")
    for age in 0...120 { #expect(AgeBands.standard.band(of: age) != nil) }
  }

  @Test("Revenue is told by age on the day, gender and place, and by the months of either calendar")
  func segments() async throws {
    let store = try await AnalyticsOffice().store
    let born = try CalendarDate(iso8601: "1999-03-20")
    let nasrin = try await store.contact("پناهی") {
      ($0.birthday, $0.gender, $0.address.region) = (born, .female, "Fars")
    }
    let account = try await store.account("رویا") { $0.address.region = "Tehran" }
    func sell(_ day: String, _ value: Money, to contact: Contact.ID?) async throws {
      let day = try CalendarDate(iso8601: day)
      try await store.deal {
        ($0.state, $0.actualCloseDate, $0.actualValue) = (.won, day, value)
        ($0.contact, $0.account) = (contact, account.id)
      }
    }
    try await sell("2024-03-19", .usd(1), to: nasrin.id)  // 24 years old, 29 Esfand 1402
    try await sell("2024-03-20", .usd(2), to: nasrin.id)  // 25 years old, 1 Farvardin 1403
    try await sell("2024-04-30", .usd(4), to: nil)
    let byAge = try await store.analytics.report(.revenue(in: .usd, by: [.age()]))
    #expect(byAge.rows.map(\.segments.first?.description) == ["-", "18–24", "25–34"])
    #expect(byAge.rows.map(\.amount) == [.usd(4), .usd(1), .usd(2)])
    let byGender = try await store.analytics.report(.revenue(in: .usd, by: [.gender]))
    #expect(byGender.rows.map(\.segments) == [[.unknown], [.value("female")]])
    let byPlace = try await store.analytics.report(.revenue(in: .usd, by: [.place()]))
    #expect(byPlace.rows.map(\.segments) == [[.value("Fars")], [.value("Tehran")]])
    #expect(byPlace.rows.map(\.amount) == [.usd(3), .usd(4)])
    let persian = try await store.analytics.report(
      .revenue(in: .usd, per: GroupingPeriod(.month, in: .persian(in: .gmt))))
    #expect(persian.rows.map { $0.period?.label } == ["1402-12", "1403-01", "1403-02"])
    let gregorian = try await store.analytics.report(
      .revenue(in: .usd, per: GroupingPeriod(.month, in: .gregorian(in: .gmt))))
    #expect(gregorian.rows.map { $0.period?.label } == ["2024-03", "2024-04"])
    #expect(gregorian.rows.map(\.amount) == [.usd(3), .usd(4)] && gregorian.total == .usd(7) && gregorian.count == 3)
  }

  @Test(
    "However it is divided, revenue is the same as a whole, and what its sales make one by one",
    arguments: [UInt64(9), 10])
  func conservation(seed: UInt64) async throws {
    let office = try await AnalyticsOffice(seed: seed)
    var bustle = try await Bustle(in: office, seed: seed)
    for _ in 0..<140 { try await bustle.step() }
    let rates = try Bustle.rates
    var total = Money.usd(0)
    let won = try await office.store.fetch(Opportunity.self, where: \.state == .won && \.actualValue != nil)
    for deal in won {
      let (value, day) = (try #require(deal.actualValue), try #require(deal.actualCloseDate))
      total = try total + rates.convert(value, to: .usd, on: day).result
    }
    #expect(!won.isEmpty)
    let divisions: [[CustomerDivision]] = [
      [], [.age()], [.gender, .place()], [.field("account.name"), .age(AgeBands(from: [40])), .gender],
    ]
    for division in divisions {
      for calendar in [nil, ReportCalendar.persian(in: .gmt), .gregorian(in: .gmt)] {
        let answer = try await office.store.analytics.report(
          .revenue(in: .usd, by: division, per: calendar.map { GroupingPeriod(.quarter, in: $0) }, rates: rates))
        #expect(answer.total == total && answer.count == won.count)
        let parts = try answer.rows.map(\.amount).reduce(Money.usd(0)) { try $0 + $1 }
        #expect(parts == total && answer.rows.reduce(0) { $0 + $1.count } == won.count)
        #expect(Set(answer.rows.map { "\($0.segments) \($0.period?.label ?? "")" }).count == answer.rows.count)
      }
    }
  }
}
