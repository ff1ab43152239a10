import CRMKit

/// One deal from its beginning to its end, each step taken by somebody on a day of its own: what a history is for.
struct DemoDeal {
  static let name = "Laboratory for رویا تجارت"

  let crm: CRM
  let clock: DemoClock
  let company: DemoCompany

  /// Takes the steps, each in a transaction of its own.
  func play() async throws {
    guard let sara = company.users.first(where: { $0.name == "سارا احمدی" }), let manager = sara.manager,
      let account = company.accounts.first(where: { $0.name == "رویا تجارت" })
    else { return }
    let hers = crm.acting(as: sara.id)
    var deal = Opportunity(id: crm.newID())
    deal.name = DemoDeal.name
    deal.account = account.id
    deal.owner = sara.id
    deal.product = company.products.first { $0.name == "Spectra 900" }?.id
    deal.pipeline = company.pipeline.id
    deal.stage = company.stages.first?.id
    deal.estimatedValue = Money(minorUnits: 9_500_000, currency: .usd)
    deal.createdOn = try day(2026, 4, 6)
    deal.engagedOn = deal.createdOn
    clock.set(to: try day(2026, 4, 6))
    try await hers.insert(deal)

    clock.set(to: try day(2026, 4, 27), minutes: 95)
    try await hers.update(deal.id) { $0.estimatedValue = Money(minorUnits: 12_000_000, currency: .usd) }

    clock.set(to: try day(2026, 5, 18), minutes: 30)
    try await crm.acting(as: manager).update(deal.id) { $0.statusReason = .onHold }

    clock.set(to: try day(2026, 6, 22), minutes: 210)
    let closedOn = try day(2026, 6, 22)
    try await hers.update(deal.id) {
      $0.statusReason = nil
      $0.state = .won
      $0.stage = company.stages.last?.id
      $0.actualValue = Money(minorUnits: 11_400_000, currency: .usd)
      $0.actualCloseDate = closedOn
    }
  }

  private func day(_ year: Int, _ month: Int, _ day: Int) throws -> CalendarDate {
    try CalendarDate(year: year, month: month, day: day)
  }
}
