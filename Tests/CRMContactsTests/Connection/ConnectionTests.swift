import CRMContacts
import CRMCore
import Testing

@Suite("Connections between parties")
struct ConnectionTests {
  @Test("A connection is read from either side, with what each is to the other")
  func sides() async throws {
    let office = try await Office()
    let maker = try await office.account("سازنده")
    let dealer = try await office.account("پخش رویا")
    let doctor = try await office.contact("دکتر احمدی")
    let child = try await office.contact("کریمی")
    let store = office.store
    try await store.contacts.connect(maker.id, to: dealer.id, as: .distributor)
    try await store.contacts.connect(child.id, to: doctor.id, as: .doctor)
    try await store.contacts.connect(
      doctor.id, to: maker.id, as: .client, reciprocal: .init(rawValue: "keyOpinionLeader"))
    let hers = try await office.hers.contacts.connect(maker.id, to: child.id, as: .employee)
    #expect(hers.owner == office.sara.id && hers.reciprocalRole == .employer)
    try await store.delete(hers.id)
    let ofMaker = try await store.contacts.connections(of: maker.id)
    #expect(ofMaker.map(\.other) == [.account(dealer.id), .contact(doctor.id)])
    #expect(ofMaker.map(\.role) == [.distributor, .init(rawValue: "keyOpinionLeader")])
    #expect(ofMaker.map(\.ownRole) == [.principal, .client])
    let ofDoctor = try await store.contacts.connections(of: doctor.id)
    #expect(ofDoctor.map(\.role) == [.patient, .client] && ofDoctor.map(\.ownRole).first == .doctor)
  }

  @Test("Two parties are connected once in the same roles, whichever side says so")
  func unique() async throws {
    let office = try await Office()
    let (one, other) = (try await office.contact("احمدی"), try await office.contact("کریمی"))
    let store = office.store
    let known = try await store.contacts.connect(one.id, to: other.id, as: .manager)
    for again in [
      try? await store.contacts.connect(one.id, to: other.id, as: .manager),
      try? await store.contacts.connect(other.id, to: one.id, as: .subordinate),
    ] { #expect(again == nil) }
    try await store.contacts.connect(one.id, to: other.id, as: .subordinate)
    try await store.contacts.connect(one.id, to: other.id, as: .spouse)
    await #expect(throws: StoreError.self) { try await store.contacts.connect(other.id, to: one.id, as: .spouse) }
    #expect(try await store.contacts.connections(of: one.id).count == 3)
    try await store.delete(known.id)
    try await store.contacts.connect(other.id, to: one.id, as: .subordinate)
  }

  @Test("A connection to oneself, to nobody, or that ends before it begins is refused, each with its reason")
  func problems() async throws {
    let office = try await Office()
    let one = try await office.contact("احمدی")
    func fields(_ connection: Connection) async throws -> [String] {
      do {
        try await office.store.insert(connection)
        return []
      } catch RecordError.invalid(_, let problems) { return problems.map(\.field) }
    }
    var connection = Connection(id: office.store.newID())
    #expect(try await fields(connection) == ["from", "to"])
    connection.from = CustomerReference(one.id)
    connection.to = CustomerReference(one.id)
    connection.validFrom = try CalendarDate(year: 1400, month: 1, day: 2, in: .persian)
    connection.validUntil = try CalendarDate(year: 1400, month: 1, day: 1, in: .persian)
    #expect(try await fields(connection) == ["to", "validUntil"])
  }

  @Test("Only what holds on a day is asked for, and what ends with one of the two goes with it")
  func periods() async throws {
    let office = try await Office()
    let (one, other) = (try await office.account("رویا"), try await office.account("سپهر"))
    let (spring, summer) = (
      try CalendarDate(year: 1402, month: 1, day: 1, in: .persian),
      try CalendarDate(year: 1402, month: 4, day: 1, in: .persian)
    )
    let store = office.store
    try await store.contacts.connect(one.id, to: other.id, as: .partner, from: spring, until: spring)
    try await store.contacts.connect(one.id, to: other.id, as: .supplier, from: summer)
    #expect(try await store.contacts.connections(of: other.id, on: spring).map(\.role) == [.partner])
    #expect(try await store.contacts.connections(of: other.id, on: summer).map(\.role) == [.customer])
    try await store.delete(one.id)
    #expect(try await store.contacts.connections(of: other.id).isEmpty)
  }

  @Test("Each side sees exactly the connections of the other, with the roles turned round", arguments: 1...6)
  func symmetric(seed: UInt64) async throws {
    let office = try await Office(seed: seed)
    var chance = SplitMix64(seed: seed)
    var people: [Contact.ID] = []
    for number in 0..<5 { people.append(try await office.contact("\(number)").id) }
    var model: Set<[String]> = []
    for _ in 0..<60 {
      let pair = people.shuffled(using: &chance).prefix(2).map { $0 }
      let role = try #require(ConnectionRole.known.randomElement(using: &chance))
      let forth = [pair[0].description, role.reciprocal.rawValue, pair[1].description, role.rawValue]
      let back = [pair[1].description, role.rawValue, pair[0].description, role.reciprocal.rawValue]
      let isNew = !model.contains(forth) && !model.contains(back)
      do {
        try await office.store.contacts.connect(pair[0], to: pair[1], as: role)
        #expect(isNew)
        model.insert(forth)
      } catch StoreError.duplicate { #expect(!isNew) }
    }
    var seen: Set<[String]> = []
    for person in people {
      for connection in try await office.store.contacts.connections(of: person) {
        let other = try #require(connection.other.key).id.description
        seen.insert([person.description, connection.ownRole.rawValue, other, connection.role.rawValue])
      }
    }
    #expect(seen == model.union(model.map { [$0[2], $0[3], $0[0], $0[1]] }))
  }
}
