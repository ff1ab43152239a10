import CRMContacts
import CRMCore
import CRMMarketing
import Testing

@Suite("Marketing in timelines and profiles")
struct TimelineTests {
  @Test("A contact's timeline tells of mailings, campaigns and responses, page after page, and the profile counts them")
  func told() async throws {
    let scene = try await MarketingScene()
    try await scene.store.contacts.record(.withdrawn, of: scene.reza.id)
    try await scene.store.marketing.add([scene.reza.key], to: scene.fixed.id)
    try await scene.send()
    let kinds: Set<TimelineEntry.Kind> = [.mailing, .campaign, .campaignResponse]
    let told = try await scene.store.contacts.timeline(of: scene.nasrin.id).entries.filter { kinds.contains($0.kind) }
    #expect(told.map(\.kind) == [.mailing, .campaignResponse, .campaign])
    #expect(told.map(\.title) == ["بهار", "بهار", "بهار"])
    var (paged, next): ([TimelineEntry], TimelinePosition?) = ([], nil)
    repeat {
      let page = try await scene.store.contacts.timeline(of: scene.nasrin.id, limit: 1, after: next)
      (paged, next) = (paged + page.entries, page.next)
    } while next != nil
    #expect(paged.filter { kinds.contains($0.kind) } == told)
    // Who was not sent it has nothing to tell.
    let others = try await scene.store.contacts.timeline(of: scene.reza.id).entries
    #expect(others.allSatisfy { !kinds.contains($0.kind) })

    let section = try await scene.store.contacts.profile(of: scene.nasrin.id).sections.first { $0.name == "marketing" }
    #expect(
      section?.figures == [
        .init("mailings", .integer(1)), .init("campaigns", .integer(1)), .init("interested", .integer(1)),
      ])
    #expect(section?.records == [scene.response.key])
    #expect(try await scene.store.contacts.profile(of: scene.reza.id).sections.isEmpty)
  }
}
