import ArgumentParser
import CRMKit

struct LeadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lead", abstract: "Capture leads, qualify them, and turn them into customers.",
    discussion: """
      crm --store DIR lead capture familyName=Ahmadi companyName="Roya Trading" email=sara@roya.example source=web
      crm --store DIR lead convert Ahmadi

      `list lead` and `show lead` show them.
      """,
    subcommands: [
      Capture.self, Advance.self, Duplicates.self, Convert.self, Undo.self, Disqualify.self, Reopen.self,
    ])

  struct Capture: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Capture a lead: it begins its qualification, and is its capturer's unless another owner is named.",
      discussion: #"crm --store DIR lead capture familyName=Ahmadi companyName="Roya Trading" phone="0912 345 6789""#)

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("The values.", valueName: "field=value"))
    var assignments: [String]

    func run(on console: Console) async throws {
      try await options.printOutcome("captured", creating: true, on: console) { crm in
        var draft = LeadDraft()
        draft.record = try await crm.reading { try await Assignments(texts: assignments).draft(in: $0) }
        return try await crm.sales.capture(draft)
      }
    }
  }

  struct Advance: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a lead on to another stage of its qualification.",
      discussion: "crm --store DIR lead advance Ahmadi --to contacted")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var lead: NameOptions

    @Option(name: .customLong("to"), help: "The stage; the next one otherwise.")
    var stage: String?

    func run(on console: Console) async throws {
      try await options.printOutcome("advanced", on: console) { crm in
        try await crm.sales.advance(lead.id(of: Lead.self, in: crm), to: stage)
      }
    }
  }

  struct Duplicates: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "List the accounts and contacts that a lead likely is, the likeliest first.",
      discussion: "crm --store DIR lead duplicates Ahmadi")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var lead: NameOptions

    func run(on console: Console) async throws {
      let matches = try await options.withCRM { crm in
        try await crm.read { try await $0.sales.duplicates(of: lead.id(of: Lead.self, in: $0)) }
      }
      let titles = ["entity", "id", "name", "grounds"]
      let rows = matches.map { match in
        let grounds = match.grounds.sorted().map(\.rawValue).joined(separator: ", ")
        return [match.key.entity, match.key.id.description, match.name, grounds].map(AnyValue.text)
      }
      try console.print("duplicates", RecordList(titles: titles, rows: rows), asJSON: options.json)
    }
  }

  struct Convert: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Turn a lead into an account, a contact and an opportunity, all or nothing.",
      discussion: """
        crm --store DIR lead convert Ahmadi
        crm --store DIR lead convert Ahmadi --account "Roya Trading" --new-contact --no-opportunity

        A lead that is likely known already is refused, with those whom it may be: choose them by --account and --contact, \
        or say --new-account and --new-contact.
        """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var lead: NameOptions

    @Option(help: "The account that it belongs to.")
    var account: String?

    @Flag(help: "An account of its own, whoever is alike, or none.")
    var otherAccount: AccountChoice?

    @Option(help: "The contact that it is.")
    var contact: String?

    @Flag(help: "A contact of its own, whoever is alike, or none.")
    var otherContact: ContactChoice?

    @Flag(help: "No opportunity comes of it.")
    var noOpportunity = false

    enum AccountChoice: String, EnumerableFlag {
      case newAccount
      case noAccount
    }

    enum ContactChoice: String, EnumerableFlag {
      case newContact
      case noContact
    }

    func validate() throws {
      guard account == nil || otherAccount == nil, contact == nil || otherContact == nil else {
        throw ValidationError("Name one that is there already, or say what else; not both.")
      }
    }

    func run(on console: Console) async throws {
      let conversion = try await options.withCRM { crm in
        try await crm.transaction { crm in
          let account: ConversionChoice<Account> = try await choice(
            account, otherAccount.map { $0 == .noAccount }, in: crm)
          let contact: ConversionChoice<Contact> = try await choice(
            contact, otherContact.map { $0 == .noContact }, in: crm)
          return try await crm.sales.convert(
            lead.id(of: Lead.self, in: crm), account: account, contact: contact,
            opportunity: noOpportunity ? .none : .new)
        }
      }
      if options.json { return try console.print(LeadConversion.schema.encode(conversion).json()) }
      let became = [
        conversion.account.map { ($0.key, conversion.createsAccount) },
        conversion.contact.map { ($0.key, conversion.createsContact) }, conversion.opportunity.map { ($0.key, true) },
      ]
      for case let (key, isNew)? in became { try console.print("\(isNew ? "created" : "joined with") \(key)") }
    }

    private func choice<R: Record>(
      _ name: String?, _ isNone: Bool?, in crm: borrowing StoreTransaction
    ) async throws -> ConversionChoice<R> {
      if let name { return .existing(try await crm.get(R.self, named: name).id) }
      return isNone.map { $0 ? .none : .newDespiteDuplicates } ?? .new
    }
  }

  struct Undo: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a conversion back, as long as nothing has come to depend on it.",
      discussion: "crm --store DIR lead undo Ahmadi")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var lead: NameOptions

    func run(on console: Console) async throws {
      try await options.printOutcome("took back the conversion of", on: console) { crm in
        try await crm.sales.undoConversion(of: lead.id(of: Lead.self, in: crm))
      }
    }
  }

  struct Disqualify: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Close a lead that will not become a customer.",
      discussion: "crm --store DIR lead disqualify Ahmadi cannotContact --note \"the number is not theirs\"")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var lead: NameOptions

    @Argument(help: "Why: lost, cannotContact, noLongerInterested or canceled.")
    var reason: String

    @Option(help: "What else there is to say.")
    var note: String?

    func run(on console: Console) async throws {
      try await options.printOutcome("disqualified", on: console) { crm in
        try await crm.sales.disqualify(
          lead.id(of: Lead.self, in: crm), as: Lead.StatusReason(rawValue: reason), note: note)
      }
    }
  }

  struct Reopen: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a disqualified lead again.", discussion: "crm --store DIR lead reopen Ahmadi")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var lead: NameOptions

    func run(on console: Console) async throws {
      try await options.printOutcome("reopened", on: console) {
        try await $0.sales.reopen(lead.id(of: Lead.self, in: $0))
      }
    }
  }
}
