import CRMContacts
import CRMCore
import CRMService
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMService's documentation")
struct DocumentationExamples {
  @Test("A case is opened, picked, answered and resolved within its time, as the module's page shows")
  func road() async throws {
    let desk = try await ServiceDesk(at: Instant(iso8601: "2024-08-18T06:00:00Z"))
    let crm = desk.store
    let tehran = try #require(TimeZone(identifier: "Asia/Tehran"))
    let nowruz = try CalendarDate(iso8601: "2025-03-20")
    let sepehr = try await desk.account("فروشگاه سپهر")
    let nasrin = try await desk.contact("پناهی", of: sepehr.id)
    let support = try await desk.queue("پشتیبانی", [desk.sara], takes: "type == 'problem'")
    let hers = try desk.acting(as: desk.sara)
    let old = try await crm.service.open(CaseDraft("چراغ چاپگر قرمز است", type: .problem))
    try await crm.service.resolve(old.id, "فیوز")

    let day = try [BusinessHours.Shift("08:30-12:00"), BusinessHours.Shift("13:00-17:00")]
    let hours = try BusinessHours(
      timeZone: tehran, weekly: [.saturday: day, .sunday: day, .monday: day, .tuesday: day, .wednesday: day],
      holidays: [nowruz])
    try await crm.service.define(
      SLADefinition(
        "Standard", during: hours, for: #"type == "problem" or type == "request""#,
        promises: [
          .init(.firstResponse, within: .seconds(3600), warningAfter: .seconds(1800), when: #"priority == "urgent""#),
          .init(.firstResponse, within: .seconds(4 * 3600)),
          .init(.resolution, within: .seconds(16 * 3600), warningAfter: .seconds(12 * 3600)),
        ]))

    // Somebody calls; the case gets its number, its priority, its place in a queue, and the times that were promised.
    let opened = try await crm.service.open(
      CaseDraft(
        "چاپگر روشن نمی‌شود", of: sepehr.id, from: nasrin.id, description: "چراغ قرمز است و صدا می‌دهد", type: .problem,
        origin: .call))

    // Who is a member of the queue takes what is most urgent, and looks at what was asked before.
    let picked = try await hers.service.pickNext(from: support.id)
    let before = try await hers.service.similarCases(
      to: opened.id, by: [.type, .words], where: \.state == .resolved)

    // The customer hears from us, is asked something, and the clocks stand still until the answer is there.
    try await hers.service.respond(opened.id, .call(with: nasrin.id, about: "نشانی چراغ", lasting: .seconds(300)))
    try await hers.service.hold(opened.id, as: .waitingForDetails)
    try await hers.service.resume(opened.id)
    let resolved = try await hers.service.resolve(opened.id, "فیوز سوخته بود", timeSpent: .seconds(1800))

    #expect(opened.number == "CAS-01002" && opened.queue == support.id && picked?.id == opened.id)
    // Half past nine in Tehran: four hours are up at half past two, and sixteen on Tuesday at half past nine.
    #expect(opened.responseBy == (try Instant(iso8601: "2024-08-18T11:00:00Z")))
    #expect(opened.resolveBy == (try Instant(iso8601: "2024-08-20T07:00:00Z")))
    #expect(before.map(\.record.id) == [old.id] && resolved.state == .resolved)
    #expect(try await crm.service.targets(of: opened.id).map(\.state) == [.succeeded, .succeeded])
  }

  @Test("An application numbers and ranks cases its own way, as the module's page shows")
  func policies() async throws {
    let million = Money(minorUnits: 100_000_000, currency: .usd)
    let thousand = Money(minorUnits: 100_000, currency: .usd)
    var environment = CRMEnvironment.system()
    environment.service.priority = CasePriorityRules.byRevenue([(.urgent, from: million), (.high, from: thousand)])
    environment.service.number = StandardCaseNumberPolicy(prefix: "T-", digits: 6, first: 1)

    let policies = environment.service
    let desk = try await ServiceDesk { $0.service = policies }
    let sepehr = try await desk.account("فروشگاه سپهر") { $0.revenue = million }
    let opened = try await desk.store.service.open(CaseDraft("چاپگر", of: sepehr.id))
    #expect(opened.number == "T-000001" && opened.priority == .urgent)
  }
}
