import CRMContacts
import CRMCore
import CRMService
import Testing

@Suite("Timelines and profiles with cases")
struct ServiceProfileTests {
  @Test("Account and contact show their cases, how they were resolved, and what is open")
  func profile() async throws {
    let desk = try await ServiceDesk()
    let store = desk.store
    let account = try await desk.account("رویا")
    let contact = try await desk.contact("پناهی", of: account.id)
    let first = try await store.service.open(CaseDraft("یک", of: account.id, from: contact.id))
    try desk.advance(.hours(1))
    let second = try await store.service.open(CaseDraft("دو", of: account.id, priority: .urgent))
    try desk.advance(.hours(1))
    let third = try await store.service.open(CaseDraft("سه", of: account.id))
    try await store.service.escalate(second.id)
    try desk.advance(.hours(1))
    try await store.service.resolve(third.id, "پاسخ")
    let profile = try await store.contacts.profile(of: account.id)
    let section = try #require(profile.sections.first)
    #expect(section.name == "service" && section.records == [second.key, first.key])
    #expect(section.figures.map(\.name) == ["active", "resolved", "escalated"])
    #expect(section.figures.map(\.value.text) == ["2", "1", "1"])
    #expect(profile.timeline.entries.map(\.title).filter { !$0.isEmpty } == ["پاسخ", "سه", "دو", "یک"])
    let hers = try await store.contacts.timeline(of: contact.id)
    #expect(hers.entries.filter { $0.kind == .case }.map(\.record) == [first.key])
    let unknown = try await desk.account("ناشناس")
    #expect(try await store.contacts.profile(of: unknown.id).sections.isEmpty)
    let stages = try await store.contacts.timeline(of: third.id).entries.filter { $0.kind == .stage }.map(\.title)
    #expect(stages == ["resolved", "identify"])
    // With a customer go their cases.
    try await store.delete(account.id)
    #expect(try await store.count(Case.self) == 0)
  }
}
