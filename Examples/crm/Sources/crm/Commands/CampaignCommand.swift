import ArgumentParser
import CRMKit
import Foundation

struct CampaignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign",
    abstract: "Plan campaigns, choose whom they are for, write to them, and see what comes of it.",
    discussion: """
      crm --store DIR campaign plan name="Spring offers" code=SPRING budget="5,000 USD"
      crm --store DIR campaign choose Customers contact --where 'account.lifecycleStage == "customer"'
      crm --store DIR campaign target SPRING Customers
      crm --store DIR campaign mail "Spring mail" Customers --subject "{givenName|Dear customer}" --text "Hello" --campaign SPRING

      `list campaign`, `list marketingList` and `list mailing` show what there is.
      """,
    subcommands: [
      Plan.self, Advance.self, Spend.self, Choose.self, Add.self, Members.self, Target.self, Mail.self, Sent.self,
      Respond.self, Figures.self,
    ])

  struct Plan: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Plan a campaign.",
      discussion:
        #"crm --store DIR campaign plan name="Spring offers" code=SPRING budget="5,000 USD" plannedStart=1405/01/15"#)

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("The values.", valueName: "field=value"))
    var assignments: [String]

    func run(on console: Console) async throws {
      try await options.printOutcome("planned", creating: true, on: console) { crm in
        var draft = CampaignDraft("")
        draft.record = try await crm.reading { try await Assignments(texts: assignments).draft(in: $0) }
        return try await crm.marketing.plan(draft)
      }
    }
  }

  struct Advance: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Say where a campaign stands.", discussion: "crm --store DIR campaign advance SPRING launched")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var campaign: NameOptions

    @Argument(help: "proposed, readyToLaunch, launched, completed, suspended or canceled.")
    var reason: String

    func run(on console: Console) async throws {
      try await options.printOutcome("advanced", on: console) { crm in
        try await crm.marketing.advance(
          campaign.id(of: Campaign.self, in: crm), to: Campaign.StatusReason(rawValue: reason))
      }
    }
  }

  struct Spend: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Note what a campaign has cost.",
      discussion: #"crm --store DIR campaign spend SPRING "1,200 USD" "Printing""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var campaign: NameOptions

    @Argument(help: "How much.")
    var amount: MoneyArgument

    @Argument(help: "What was paid for.")
    var text: String

    func run(on console: Console) async throws {
      try await options.printOutcome("noted", on: console) { crm in
        try await crm.marketing.spend(amount.money, for: text, on: campaign.id(of: Campaign.self, in: crm))
      }
    }
  }

  struct Choose: Subcommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Make a list of accounts, contacts or leads: of whoever meets a condition, or an empty one to be filled.",
      discussion: """
        crm --store DIR campaign choose Customers contact --where 'account.lifecycleStage == "customer"'
        crm --store DIR campaign choose "Fair 2026" lead
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The list's name.")
    var name: String

    @Argument(help: "The kind of its members: account, contact or lead.")
    var entity: String

    @Option(name: .customLong("where"), help: ArgumentHelp("Who is on it.", valueName: "condition"))
    var filter: String?

    func run(on console: Console) async throws {
      try await options.printOutcome("made", creating: true, on: console) { crm in
        var list = MarketingList(id: crm.newID())
        (list.name, list.memberEntity, list.filter) = (name, entity, filter)
        list.kind = filter == nil ? .static : .dynamic
        return try await crm.insert(list)
      }
    }
  }

  struct Add: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Put somebody on a list.", discussion: #"crm --store DIR campaign add "Fair 2026" Ahmadi Karimi"#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: NameOptions

    @Argument(help: "Whom: identifiers or names.")
    var members: [String]

    func run(on console: Console) async throws {
      let new = try await options.withCRM { crm in
        try await crm.transaction { crm in
          let list = try await crm.get(MarketingList.self, named: list.name)
          let keys = try await crm.reading { context in
            var keys: [RecordKey] = []
            for name in members {
              let type = try context.catalog.type(of: list.memberEntity)
              keys.append(try await context.record(named: name, of: type).key)
            }
            return keys
          }
          return try await crm.marketing.add(keys, to: list.id)
        }
      }
      if options.json { return try console.print(.object(["added": .number(new)])) }
      try console.print("added \(new)")
    }
  }

  struct Members: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List who is on a list now.", discussion: "crm --store DIR campaign members Customers --limit 20")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: NameOptions
    @OptionGroup var page: PageOptions

    func run(on console: Console) async throws {
      let (members, next) = try await options.withCRM { crm in
        try await crm.read { crm in
          let page = try await crm.marketing.members(
            of: list.id(of: MarketingList.self, in: crm), limit: page.limit,
            after: page.after.map(RecordCursor.init(text:)))
          return (page.records, page.next)
        }
      }
      let rows = try members.map { [AnyValue.text($0.id.description), AnyValue.text(try $0.title)] }
      if options.json {
        let list = RecordList(titles: ["id", "name"], rows: rows)
        return try console.print(.object(["members": list.json, "next": .string(next?.description)]))
      }
      try console.print(RecordList(titles: ["id", "name"], rows: rows).table)
      if let next { console.note("go on with --after \(next)") }
    }
  }

  struct Target: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take those who are on some lists into a campaign.",
      discussion: "crm --store DIR campaign target SPRING Customers")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var campaign: NameOptions

    @Argument(help: "The lists.")
    var lists: [String]

    func run(on console: Console) async throws {
      let new = try await options.withCRM { crm in
        try await crm.transaction { crm in
          var ids: [MarketingList.ID] = []
          for name in lists { ids.append(try await crm.get(MarketingList.self, named: name).id) }
          return try await crm.marketing.target(ids, by: campaign.id(of: Campaign.self, in: crm))
        }
      }
      if options.json { return try console.print(.object(["targeted": .number(new)])) }
      try console.print("targeted \(new)")
    }
  }

  struct Mail: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Write to those who are on some lists and have agreed to it.",
      discussion: """
        crm --store DIR campaign mail "Spring mail" Customers --subject "{givenName|Dear customer}, our offers" \
          --text "Hello {givenName|there}" --campaign SPRING --from news@example.org

        `agenda run` puts the messages into the outbox, from which a program with a transport sends them. With --draft \
        nothing is sent yet: `update mailing` changes it, `campaign mail` with --draft left out sends another.
        """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The mailing's name.")
    var name: String

    @Argument(help: "The lists.")
    var lists: [String]

    @Option(help: "The subject, with places such as {givenName|friend}.")
    var subject: String

    @Option(help: "What it says, as text.")
    var text: String?

    @Option(help: ArgumentHelp("A file with what it says in HTML.", valueName: "file"), completion: .file())
    var html: String?

    @Option(help: "The campaign that it belongs to.")
    var campaign: String?

    @Option(help: ArgumentHelp("The address that it is from.", valueName: "address"))
    var from: String?

    @Flag(help: "Only write it.")
    var draft = false

    func run(on console: Console) async throws {
      let html = try html.map { try String(contentsOfFile: $0, encoding: .utf8) }
      try await options.printOutcome(draft ? "drafted" : "sending", on: console) { crm in
        var ids: [MarketingList.ID] = []
        for name in lists { ids.append(try await crm.get(MarketingList.self, named: name).id) }
        var mailing = MailingDraft(
          name, to: ids, content: MessageContent(subject: subject, text: text, html: html))
        if let campaign { mailing.record.campaign = try await crm.get(Campaign.self, named: campaign).id }
        mailing.record.senderAddress = from
        let drafted = try await crm.marketing.draft(mailing)
        return draft ? drafted : try await crm.marketing.send(drafted.id)
      }
    }
  }

  struct Sent: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Count what became of a mailing.", discussion: #"crm --store DIR campaign sent "Spring mail""#)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var mailing: NameOptions

    func run(on console: Console) async throws {
      let counts = try await options.withCRM { crm in
        try await crm.read { try await $0.marketing.counts(of: mailing.id(of: Mailing.self, in: $0)) }
      }
      let reasons = counts.suppressed.sorted { $0.key.rawValue < $1.key.rawValue }
      if options.json {
        return try console.print(
          .object([
            "recipients": .number(counts.recipients), "waiting": .number(counts.waiting), "sent": .number(counts.sent),
            "failed": .number(counts.failed), "withdrawn": .number(counts.withdrawn),
            "unsubscribed": .number(counts.unsubscribed),
            "suppressed": .object(reasons.map { .init(key: $0.key.rawValue, value: .number($0.value)) }),
          ]))
      }
      try console.print(
        "\(counts.recipients) recipients: \(counts.waiting) waiting, \(counts.sent) sent, \(counts.failed) failed, "
          + "\(counts.withdrawn) taken back; \(counts.unsubscribed) asked to be left alone")
      for (reason, count) in reasons { try console.print("no message: \(count) \(reason.rawValue)") }
    }
  }

  struct Respond: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Note that somebody has responded to a campaign.",
      discussion: """
        crm --store DIR campaign respond SPRING interested contact Ahmadi
        crm --store DIR campaign respond SPRING doNotSend lead Karimi

        Who does not want to be written to any more isn't, from then on.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var campaign: NameOptions

    @Argument(help: "interested, notInterested, doNotSend, error or another.")
    var kind: String

    @OptionGroup var member: RecordOptions

    @Option(help: "What they have said, in words.")
    var notes: String?

    func run(on console: Console) async throws {
      try await options.printOutcome("noted", on: console) { crm in
        let key = try await crm.reading { try await member.record(in: $0).key }
        return try await crm.marketing.respond(
          ResponseDraft(
            CampaignResponse.Kind(rawValue: kind), to: campaign.id(of: Campaign.self, in: crm), from: key, notes: notes)
        )
      }
    }
  }

  struct Figures: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a campaign has come to: members, responses, costs.",
      discussion: "crm --store DIR campaign figures SPRING")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var campaign: NameOptions

    func run(on console: Console) async throws {
      let figures = try await options.withCRM { crm in
        try await crm.read { try await $0.marketing.figures(of: campaign.id(of: Campaign.self, in: $0)) }
      }
      let responses = figures.responses.sorted { $0.key.rawValue < $1.key.rawValue }
      let spent = AnyValue.list(figures.costs.spent.map(AnyValue.money))
      if options.json {
        return try console.print(
          .object([
            "members": .number(figures.members), "respondents": .number(figures.respondents),
            "responses": .object(responses.map { .init(key: $0.key.rawValue, value: .number($0.value)) }),
            "budget": JSONValue(figures.costs.budget.anyValue), "spent": JSONValue(spent),
          ]))
      }
      try console.print("\(figures.members) members, \(figures.respondents) of them responded")
      for (kind, count) in responses { try console.print("\(kind.rawValue.terminalSafe): \(count)") }
      try console.print("spent \(spent.display) of \(figures.costs.budget.anyValue.display)")
    }
  }
}
