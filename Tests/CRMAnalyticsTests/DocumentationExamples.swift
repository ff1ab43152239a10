import CRMAnalytics
import CRMContacts
import CRMCore
import CRMMarketing
import CRMMemoryStore
import CRMSales
import CRMService
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMAnalytics' documentation")
struct DocumentationExamples {
  @Test("Reports are asked for as the module's page shows")
  func reports() async throws {
    let office = try await AnalyticsOffice()
    try await SampleBoard.fill(office, seed: 1)
    let (crm, rates) = (office.store, ExchangeRates())
    var lines: [String] = []
    let funnel = try await crm.analytics.report(.funnel())
    for stage in funnel.stages {
      lines.append("\(stage.name): \(stage.entered), \(stage.wentOn) went on, \(stage.lost) lost")
    }

    let rate = try await crm.analytics.report(.winRate(by: [Grouping("owner.name")], in: .usd))
    let cycle = try await crm.analytics.report(.salesCycle(from: .engagement, to: .won))
    let toPurchase = try await crm.analytics.report(.timeToPurchase())

    let calendar = ReportCalendar.persian(in: .gmt)
    let revenue = try await crm.analytics.report(
      .revenue(in: .usd, by: [.age(), .gender, .place(.city)], per: GroupingPeriod(.month, in: calendar), rates: rates))
    let campaigns = try await crm.analytics.report(.campaignReturn(in: .usd, rates: rates))
    let kept = try await crm.analytics.report(.slaAttainment(dates: .during(.current(.quarter))))

    #expect(lines.count == 4 && rate.rows.count == 4 && cycle.total.count == 30 && toPurchase.unknown == 3)
    #expect(revenue.count == rate.total.won && campaigns.rows.count == 3 && kept.total.met == 3)

    let standard = ActivityStandard([.init(20, .calls, per: .week), .init(4, .meetings, per: .month), .init(5, .cases)])
    let activity = try await crm.analytics.report(.activity(against: standard, dates: .during(.previous(.week))))
    #expect(activity.people.count == 3 && activity.people[0].items.count == 3)
  }

  @Test("A report is followed as the module's page shows")
  func live() async throws {
    let crm = try await AnalyticsOffice().store
    var rates: [ExactDecimal?] = []
    let sellers = Task {
      while !Task.isCancelled {
        for state in [Opportunity.State.won, .lost] { try await crm.deal { $0.state = state } }
        try await Task.sleep(for: .milliseconds(5))
      }
    }
    for try await rate in crm.analytics.live(.winRate()) {
      rates.append(rate.total.rate)
      if rates.count == 2 { break }
    }
    let maintenance = try await crm.analytics.live(.winRate()).maintenance()  // kept
    sellers.cancel()
    #expect(rates.count == 2 && maintenance == .kept)
  }
}

struct HoursByMachine: Report {
  func answer(from crm: borrowing Snapshot) async throws -> [String: Int] {
    let rows = try await crm.aggregate(Rental.self, by: [Grouping("machine.name")], .sum("hours"))
    var hours: [String: Int] = [:]
    for row in rows {
      if case .text(let name) = row.group[0], case .integer(let sum) = row.values[0] { hours[name] = Int(sum) }
    }
    return hours
  }
}

/// Something that is rented.
struct Machine: Record {
  static let entity = "machine"
  var id: ID
  var stamp = Stamp()
  var name = ""
  init(id: RecordID<Machine>) { self.id = id }

  static let schema = Schema<Machine> { f in f("name", \.name, .required) }
}

/// That a machine was rented.
struct Rental: Record {
  static let entity = "rental"
  var id: ID
  var stamp = Stamp()
  var machine: Machine.ID?
  var hours = 0
  init(id: RecordID<Rental>) { self.id = id }

  static let schema = Schema<Rental> { f in
    f("machine", \.machine, onDelete: .cascade)
    f("hours", \.hours)
  }
}

extension DocumentationExamples {
  @Test("A report of another business is made, followed and put on the dashboard as the module's page shows")
  func own() async throws {
    let records: [any Record.Type] = AnalyticsOffice.recordTypes + [Machine.self, Rental.self]
    let crm = try MemoryStore(records, environment: .replayable(seed: 1))
    var machine = Machine(id: crm.newID())
    machine.name = "دریل"
    machine = try await crm.insert(machine)
    var live = crm.analytics.live(HoursByMachine()).makeAsyncIterator()
    let none = try await live.next()
    var rental = Rental(id: crm.newID())
    (rental.machine, rental.hours) = (machine.id, 7)
    try await crm.insert(rental)
    let some = try await live.next()
    #expect(none == [:] && some == ["دریل": 7])
    #expect(try await crm.analytics.live(HoursByMachine()).maintenance() == .kept)

    let calendar = ReportCalendar.persian(in: .gmt)
    let standard = ActivityStandard([.init(20, .calls)])
    var board = try await crm.analytics.report(.dashboard(in: .usd, calendar: calendar, standard: standard))
    let hours = try await crm.analytics.report(HoursByMachine())
    board.sections.append(
      .init(
        BilingualText("Machines", persian: "دستگاه‌ها"),
        [
          .chart(
            .init(
              BilingualText("Hours rented", persian: "ساعت اجاره"),
              points: hours.sorted { $0.key < $1.key }.map { .init(.name($0.key), count: $0.value) }))
        ]))
    let page = board.html(in: .persian)
    #expect(page.contains("دریل: ۷") && page.contains("ساعت اجاره"))
  }
}
