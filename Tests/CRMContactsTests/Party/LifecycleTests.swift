import CRMContacts
import CRMCore
import Testing

@Suite("The customer life cycle")
struct LifecycleTests {
  @Test("It goes forward only, and its history tells who moved it when")
  func advance() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی") { $0.lifecycleStage = .lead }
    let moved = try await office.hers.contacts.advance(contact.id, to: .customer)
    #expect(moved.lifecycleStage == .customer)
    #expect(try await office.store.contacts.advance(contact.id, to: .lead).lifecycleStage == .customer)
    let changes = try await office.store.contacts.lifecycle(of: contact.id)
    #expect(changes.map(\.to) == [.lead, .customer] && changes.map(\.from) == [nil, .lead])
    #expect(changes.map(\.actor) == [nil, office.sara.id.identifier])
    #expect(changes[0].instant == contact.stamp.createdAt && changes[1].instant == moved.stamp.updatedAt)
  }

  @Test("A record that never had a stage has no history of any, and one that was created with it has one")
  func beginnings() async throws {
    let office = try await Office()
    let plain = try await office.account("رویا")
    #expect(try await office.store.contacts.lifecycle(of: plain.id).isEmpty)
    let known = try await office.account("سپهر") { $0.lifecycleStage = .subscriber }
    #expect(try await office.store.contacts.lifecycle(of: known.id).map(\.to) == [.subscriber])
    #expect(try await office.store.contacts.lifecycle(of: Account.ID(office.store.environment.newIdentifier())).isEmpty)
  }

  @Test("The order is the application's, with stages of its own")
  func ownOrder() async throws {
    let trial = LifecycleStage(rawValue: "trial")
    let office = try await Office { $0.lifecycle = [.lead, trial, .customer] }
    let contact = try await office.contact("احمدی") { $0.lifecycleStage = .evangelist }
    #expect(try await office.store.contacts.advance(contact.id, to: trial).lifecycleStage == trial)
    #expect(try await office.store.contacts.advance(contact.id, to: .lead).lifecycleStage == trial)
  }
}
