import CRMContacts
import CRMCore
import CRMMarketing
import Testing

@Suite("The declarations of the records")
struct DeclarationTests {
  @Test("Every stored property is declared, so that it is stored")
  func properties() throws {
    func check<R: Record>(_ type: R.Type) {
      let record = R(id: RecordID(Identifier(high: 1, low: 1)))
      for label in Mirror(reflecting: record).children.compactMap(\.label)
      where !["id", "stamp", "custom"].contains(label) {
        let isDeclared = R.recordType.fields.contains { $0.name == label || $0.name.hasPrefix(label + ".") }
        #expect(isDeclared, "\(R.entity).\(label)")
      }
    }
    for type in MarketingModule.recordTypes { check(type) }
  }

  @Test("A filled record comes back as it was written")
  func filled() throws {
    let id = Identifier(high: 7, low: 7)
    var response = CampaignResponse(id: CampaignResponse.ID(id))
    (response.campaign, response.lead, response.kind) = (Campaign.ID(id), id, .doNotSend)
    (response.resultingLead, response.resultingOpportunity) = (id, id)
    response.receivedOn = try CalendarDate(year: 2025, month: 3, day: 21)
    #expect(try CampaignResponse.schema.decode(CampaignResponse.schema.encode(response)) == response)
    #expect(response.member == RecordKey(entity: "lead", id: id))

    var mailing = Mailing(id: Mailing.ID(id))
    (mailing.lists, mailing.excludedLists) = ([MarketingList.ID(id)], [MarketingList.ID(id)])
    mailing.content = MessageContent(subject: "س", text: "ت", html: "<p>")
    (mailing.state, mailing.whenMissing, mailing.position) = (.sending, .suppress, "x")
    #expect(try Mailing.schema.decode(Mailing.schema.encode(mailing)) == mailing)
  }
}
