import CRMContacts
import CRMCore
import CRMMarketing

/// A world in which every operation of the module can be tried.
struct MarketingScene {
  let office: MarketingOffice
  let nasrin: Contact
  let reza: Contact
  let fixed: MarketingList
  let moving: MarketingList
  let campaign: Campaign
  let activity: CampaignActivity
  let response: CampaignResponse
  let mailing: Mailing

  var store: AutomatedStore { office.store }

  init(fuse: Fuse? = nil) async throws {
    office = try await MarketingOffice(fuse: fuse)
    let store = office.store
    nasrin = try await office.reader("نسرین", at: "n@x.example") { $0.address.city = "تهران" }
    reza = try await office.reader("رضا", at: "r@x.example")
    fixed = try await office.list("ثابت", of: [nasrin])
    moving = try await store.marketing.createList("متحرک", of: Contact.self, where: \.address.city == "تهران")
    campaign = try await store.marketing.plan(CampaignDraft("بهار", budget: .usd(10)))
    try await store.marketing.target([nasrin.key], by: campaign.id)
    var activity = CampaignActivity(id: store.newID())
    (activity.title, activity.campaign, activity.owner) = ("زنگ", campaign.id, office.sara.id)
    self.activity = try await store.insert(activity)
    response = try await store.marketing.respond(ResponseDraft(.interested, to: campaign.id, from: nasrin.key))
    mailing = try await office.mailing(to: [fixed.id, moving.id], campaign: campaign.id)
  }

  /// Sends the mailing.
  func send() async throws {
    try await store.marketing.send(mailing.id)
    try await office.work()
  }

  /// Distributes the activity.
  func distribute() async throws { try await store.marketing.distribute(activity.id) }
}

/// An operation, what it needs, and whether something came of it.
struct MarketingTrial: Sendable {
  let name: String
  let needs: [(operation: Rights.Operation, entity: String)]
  /// Whether something is changed also where nothing comes of it that was meant.
  let changesAnyway: Bool
  let prepare: @Sendable (MarketingScene) async throws -> Void
  let run: @Sendable (any Store, MarketingScene) async throws -> Bool

  /// - Parameter needs: Operations and entities: `read campaign,update campaign`.
  init(
    _ name: String, _ needs: String, changesAnyway: Bool = false,
    after prepare: @escaping @Sendable (MarketingScene) async throws -> Void = { _ in },
    _ run: @escaping @Sendable (any Store, MarketingScene) async throws -> Bool
  ) {
    self.name = name
    self.changesAnyway = changesAnyway
    self.needs = needs.split(separator: ",").compactMap { need in
      let words = need.split(separator: " ").map(String.init)
      return Rights.Operation(rawValue: words[0]).map { ($0, words[1]) }
    }
    self.prepare = prepare
    self.run = run
  }

  static let all = lists + campaigns + mailings
}

extension MarketingTrial {
  private static let lists: [MarketingTrial] = [
    .init("createList", "create marketingList") {
      try await $0.marketing.createList("x", of: Contact.self).name == $1.mark
    },
    .init("createList where", "create marketingList") {
      try await $0.marketing.createList("x", of: Contact.self, where: .all).name == $1.mark
    },
    .init("members of a static list", "read marketingList,read listMember,read contact") {
      try await $0.marketing.members(of: $1.fixed.id).keys == [$1.nasrin.key]
    },
    .init("members of a dynamic list", "read marketingList,read contact") {
      try await $0.marketing.members(of: $1.moving.id).keys == [$1.nasrin.key]
    },
    .init("count", "read marketingList,read listMember,read contact") {
      try await $0.marketing.count(of: $1.fixed.id) == 1
    },
    .init("contains", "read marketingList,read contact") {
      try await $0.marketing.contains($1.nasrin.key, in: $1.moving.id)
    },
    .init("add", "read marketingList,update marketingList,read contact") {
      try await $0.marketing.add([$1.reza.key], to: $1.fixed.id) == 1
    },
    .init("remove", "read marketingList,update marketingList") {
      try await $0.marketing.remove([$1.nasrin.key], from: $1.fixed.id) == 1
    },
    .init("freeze", "read marketingList,create marketingList,read contact", changesAnyway: true) {
      let list = try await $0.marketing.freeze($1.moving.id, as: "x")
      return try await $1.store.marketing.count(of: list.id) == 1
    },
  ]

  private static let campaigns: [MarketingTrial] = [
    .init("plan a campaign", "create campaign") { try await $0.marketing.plan(CampaignDraft("x")).name == $1.mark },
    .init("advance a campaign", "read campaign,update campaign") {
      try await $0.marketing.advance($1.campaign.id, to: .launched).statusReason == .launched
    },
    .init("deactivate", "read campaign,update campaign") {
      try await $0.marketing.deactivate($1.campaign.id).state == .inactive
    },
    .init(
      "reactivate", "read campaign,update campaign", after: { try await $0.store.marketing.deactivate($0.campaign.id) }
    ) { try await $0.marketing.reactivate($1.campaign.id).state == .active },
    .init("spend", "read campaign,update campaign") {
      try await $0.marketing.spend(.usd(1), for: "x", on: $1.campaign.id).text == $1.mark
    },
    .init("target members", "read campaign,update campaign,read contact") {
      try await $0.marketing.target([$1.reza.key], by: $1.campaign.id) == 1
    },
    .init(
      "target lists", "read campaign,update campaign,read marketingList,read contact",
      after: { scene in
        try await scene.store.update(scene.reza.id) { $0.address.city = "تهران" }
      }
    ) { try await $0.marketing.target([$1.moving.id], by: $1.campaign.id) == 1 },
    .init("figures", "read campaign") { try await $0.marketing.figures(of: $1.campaign.id).members == 1 },
    .init("plan an activity", "create campaignActivity,read campaign") {
      try await $0.marketing.plan("x", in: $1.campaign.id).title == $1.mark
    },
    .init("distribute", "read campaignActivity,update campaignActivity") {
      try await $0.marketing.distribute($1.activity.id).open == 1
    },
    .init("progress", "read campaignActivity") { try await $0.marketing.progress(of: $1.activity.id).unassigned == 1 },
    .init("close an activity", "read campaignActivity,update campaignActivity") {
      try await $0.marketing.close($1.activity.id).state == .closed
    },
    .init("cancel an activity", "read campaignActivity,update campaignActivity", after: { try await $0.distribute() }) {
      try await $0.marketing.cancel($1.activity.id).state == .canceled
    },
    .init(
      "reopen an activity", "read campaignActivity,update campaignActivity",
      after: { try await $0.store.marketing.close($0.activity.id) }
    ) { try await $0.marketing.reopen($1.activity.id).state == .open },
    .init("respond", "create campaignResponse,read campaign,read contact") {
      try await $0.marketing.respond(ResponseDraft(.doNotSend, to: $1.campaign.id, from: $1.nasrin.key)).state == .open
    },
    .init("close a response", "read campaignResponse,update campaignResponse") {
      try await $0.marketing.close($1.response.id).state == .closed
    },
    .init("cancel a response", "read campaignResponse,update campaignResponse") {
      try await $0.marketing.cancel($1.response.id).state == .canceled
    },
    .init(
      "reopen a response", "read campaignResponse,update campaignResponse",
      after: { try await $0.store.marketing.close($0.response.id) }
    ) { try await $0.marketing.reopen($1.response.id).state == .open },
  ]

  private static let mailings: [MarketingTrial] = [
    .init("draft", "create mailing,read marketingList") {
      try await $0.marketing.draft(MailingDraft("x", to: [$1.fixed.id], content: .init(text: "x"))).name == $1.mark
    },
    .init("schedule", "read mailing,update mailing") { store, scene in
      let later = try store.environment.clock().advanced(by: .seconds(60))
      return try await store.marketing.schedule(scene.mailing.id, at: later).state == .scheduled
    },
    .init("unschedule", "read mailing,update mailing", after: { try await $0.store.marketing.send($0.mailing.id) }) {
      try await $0.marketing.unschedule($1.mailing.id).state == .draft
    },
    .init("send", "read mailing,update mailing") { try await $0.marketing.send($1.mailing.id).state == .scheduled },
    .init("cancel a mailing", "read mailing,update mailing", after: { try await $0.send() }) {
      try await $0.marketing.cancel($1.mailing.id).state == .canceled
    },
    .init("counts", "read mailing", after: { try await $0.send() }) {
      try await $0.marketing.counts(of: $1.mailing.id).queued == 1
    },
    .init("preview", "read mailing,read contact") {
      try await $0.marketing.preview($1.mailing.id, for: $1.nasrin.key).text == "سلام نسرین"
    },
    .init("unsubscribe", "read mailingRecipient", after: { try await $0.send() }) { store, scene in
      guard let row = try await scene.store.first(MailingRecipient.self) else { return false }
      return try await store.marketing.unsubscribe(row.id).hasUnsubscribed
    },
  ]
}

extension MarketingScene {
  /// What trials call what they make.
  var mark: String { "x" }
}
