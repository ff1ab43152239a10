import CRMKit
import Foundation

/// A CRM with a record of everything, on which somebody tries all that can be done.
struct RightsScene {
  struct Reminder: ScheduledWork {
    static let kind = "reminder"
  }

  let company: Company
  let account: Account
  let contact: Contact
  /// An account that was deleted.
  let gone: Account
  let role: Role
  let way: ProcessInstance
  let approval: ProcessApproval
  let entry: AgendaEntry
  let message: OutboxMessage
  let item: InboxItem

  var crm: CRM { company.crm }
  var actor: User { company.sara }

  static let process = BusinessProcess(
    "opening", of: "account",
    stages: [
      .init(
        "new", exits: [.init(to: "open", isFree: true)],
        gates: [.tasks(["call"]), .approval("credit", by: "manager", within: nil)]),
      .init("open", isEnd: true),
    ])

  static let workflow = Workflow(
    "greet", on: "account", when: .event("greeted"), do: [.set(["website": .literal("x.ir")])])
  static let channel = OutboxChannel<String>("notes")

  init() async throws {
    company = try await Company()
    let (crm, sara) = (company.crm, company.sara.id)
    let acme = try await company.account("Acme", of: company.sara)
    account = try await crm.update(acme.id) { $0.phone = "secret" }
    gone = try await company.account("Gone", of: company.sara)
    try await crm.delete(gone.id)
    contact = try await crm.insert(
      crm.record(Contact.self) { [account] in
        $0.familyName = "Ahmadi"
        $0.account = account.id
      })
    try await crm.define(Self.process)
    try await crm.define(Self.workflow)
    way = try await crm.startProcess("opening", for: account.id.key)
    approval = try await crm.requestApproval("credit", of: way.id)
    role = try await company.role("manager", of: company.sara) { $0.allow(Account.self, [.read]) }
    entry = try await crm.schedule(Reminder(), due: .after(.seconds(60)), named: "first")
    message = try await crm.post("hello", over: Self.channel, to: "somebody")
    item = try await crm.notify(sara.identifier, .message, "hello")
  }

  /// All that is stored, to tell whether anything was changed.
  func contents() async throws -> [String] {
    try await crm.reading { context in
      var lines: [String] = []
      for type in context.catalog.types {
        lines += try await context.records(RecordQuery(type)).map {
          "\($0.key) \(try $0.values().sorted { $0.key < $1.key })"
        }
      }
      return lines
    }
  }
}

/// Something that can be done, with all the rights that it needs.
struct RightsTrial: Sendable {
  let name: String
  let needs: [Need]
  /// Whether something is changed also where nothing comes of it that was meant.
  let changesAnyway: Bool
  /// What is done before by somebody who may.
  let prepare: @Sendable (RightsScene) async throws -> Void
  /// Whether something came of it.
  let run: @Sendable (CRM, RightsScene) async throws -> Bool

  struct Need: Hashable, Sendable, CustomStringConvertible {
    let entity: String
    let operation: Rights.Operation
    var description: String { "\(operation) \(entity)" }
  }

  /// - Parameter needs: Operations and entities: `read account, update account`.
  init(
    _ name: String, _ needs: String, changesAnyway: Bool = false,
    after prepare: @escaping @Sendable (RightsScene) async throws -> Void = { _ in },
    _ run: @escaping @Sendable (CRM, RightsScene) async throws -> Bool
  ) {
    self.name = name
    self.needs = needs.split(separator: ",").compactMap { need in
      let words = need.split(separator: " ")
      guard words.count == 2, let operation = Rights.Operation(rawValue: String(words[0])) else { return nil }
      return Need(entity: String(words[1]), operation: operation)
    }
    self.changesAnyway = changesAnyway
    self.prepare = prepare
    self.run = run
  }

  static let all: [RightsTrial] = reading + writing + granting + automation + exchange + contacts + sales + siblings
}

extension RightsTrial {
  private static let reading: [RightsTrial] = [
    RightsTrial("find", "read account") { crm, scene in try await crm.find(scene.account.id) != nil },
    RightsTrial("get", "read account") { crm, scene in try await crm.get(scene.account.id).name == "Acme" },
    RightsTrial("get by name", "read account") { crm, _ in try await crm.get(Account.self, named: "Acme").name == "Acme"
    },
    RightsTrial("fetch", "read account") { crm, _ in try await !crm.fetch(Account.self).isEmpty },
    RightsTrial("first", "read account") { crm, _ in try await crm.first(Account.self) != nil },
    RightsTrial("page", "read account") { crm, _ in try await !crm.page(Account.self, limit: 5).records.isEmpty },
    RightsTrial("count", "read account") { crm, _ in try await crm.count(Account.self) > 0 },
    RightsTrial("exists", "read account") { crm, _ in try await crm.exists(Account.self) },
    RightsTrial("search", "read account") { crm, _ in
      try await !crm.fetch(Account.self, where: \.name ~= .matches("ACME")).isEmpty
    },
    RightsTrial("figures", "read account") { crm, _ in
      try await crm.aggregate(Account.self, by: [Grouping("name")], .count).count == 1
    },
    RightsTrial("explanation", "read account") { crm, _ in
      try await crm.reading { try await $0.explain(RecordQuery(Account.recordType)).matched > 0 }
    },
    RightsTrial("a path", "read account,read contact") { crm, _ in
      try await crm.count(Contact.self, where: \.account / \.name == "Acme") == 1
    },
    RightsTrial("figures by a path", "read account,read contact") { crm, _ in
      try await crm.aggregate(Contact.self, by: [Grouping("account.name")], .count).contains { $0.group == ["Acme"] }
    },
    RightsTrial("values at the end of a path", "read account,read contact") { crm, scene in
      try await crm.reading { context in
        guard let contact = try await context.record(scene.contact.id.key) else { return false }
        var reader = try await PathReader(["account.name"], of: Contact.recordType, in: context)
        return try await reader.values(of: contact, in: context) == ["Acme"]
      }
    },
    RightsTrial("a held snapshot", "read account") { crm, scene in
      let held = try await crm.store.snapshot()
      let found = try await held.find(scene.account.id)
      await held.end()
      return found != nil
    },
    RightsTrial("a transaction's view", "read account") { crm, scene in
      try await crm.transaction { try await $0.find(scene.account.id) != nil }
    },
    RightsTrial("history", "read account") { crm, scene in try await !crm.history(of: scene.account.id).isEmpty },
    RightsTrial("entries of the history", "read account,read historyEntry") { crm, _ in
      try await crm.exists(HistoryEntry.self, where: \.subject == "account")
    },
    RightsTrial("as it was", "read account") { crm, scene in
      try await crm.get(scene.account.id, asOf: crm.environment.clock()) != nil
    },
    RightsTrial("live records", "read account") { crm, _ in
      var live = crm.live(Account.self).makeAsyncIterator()
      return try await live.next()?.isEmpty == false
    },
    RightsTrial("live figures", "read account") { crm, _ in
      var live = crm.liveAggregate(Account.self, .count).makeAsyncIterator()
      return try await live.next()?.first?.values != [0]
    },
    RightsTrial("the feed", "read account", changesAnyway: true) { crm, scene in
      var changes = crm.feed.changes().makeAsyncIterator()
      try await scene.crm.update(scene.account.id) { $0.website = "acme.ir" }
      return await changes.next()?.changes.contains { $0.type == Account.recordType } ?? false
    },
    RightsTrial("whether one may", "read account,update account") { crm, scene in
      try await crm.allows(.update, scene.account.id)
    },
    RightsTrial("definitions of custom fields", "") { crm, _ in
      try await crm.reading { try await $0.customFields().isEmpty }
    },
  ]

  private static let writing: [RightsTrial] = [
    RightsTrial("insert", "create account") { crm, _ in
      try await crm.insert(crm.record(Account.self) { $0.name = "New" }).name == "New"
    },
    RightsTrial("load", "create account") { crm, _ in
      try await crm.load([crm.record(Account.self) { $0.name = "New" }]).records == 1
    },
    RightsTrial("update", "read account,update account") { crm, scene in
      try await crm.update(scene.account.id) { $0.name = "Changed" }.name == "Changed"
    },
    RightsTrial("write a version", "read account,update account") { crm, scene in
      var account = try await scene.crm.get(scene.account.id)
      account.name = "Changed"
      return try await crm.update(account).name == "Changed"
    },
    RightsTrial("delete", "read account,delete account") { crm, scene in
      try await crm.delete(scene.account.id)
      return true
    },
    RightsTrial("restore", "read account,create account,read user") { crm, scene in
      try await crm.restore(scene.gone.id).name == "Gone"
    },
    RightsTrial("refer to a record", "read account,create contact") { crm, scene in
      try await crm.insert(
        crm.record(Contact.self) {
          $0.familyName = "New"
          $0.account = scene.account.id
        }
      ).account != nil
    },
    RightsTrial("define a custom field", "create customField") { crm, _ in
      try await crm.insert(crm.record(CustomField.self) { ($0.subject, $0.name) = ("account", "tier") }).name == "tier"
    },
  ]

  private static let granting: [RightsTrial] = [
    RightsTrial("assign", "read account,assign account,read user") { crm, scene in
      try await crm.assign(scene.account.id, to: scene.company.omid.id.identifier).owner == scene.company.omid.id
    },
    RightsTrial("assign all", "read account,assign account,read user") { crm, scene in
      try await crm.assignAll(
        of: scene.company.sara.id.identifier, to: scene.company.omid.id.identifier)["account"] == 1
    },
    RightsTrial("share", "read account,share account,update account") { crm, scene in
      try await crm.share(scene.account.id, with: scene.company.omid.id.identifier, allowing: [.update])
        .operations.contains(.update)
    },
    RightsTrial(
      "shares", "read account,share account",
      after: { try await $0.crm.share($0.account.id, with: $0.company.omid.id.identifier) }
    ) { crm, scene in try await !crm.shares(of: scene.account.id).isEmpty },
    RightsTrial(
      "unshare", "read account,share account",
      after: { try await $0.crm.share($0.account.id, with: $0.company.omid.id.identifier) }
    ) { crm, scene in
      try await crm.unshare(scene.account.id, with: scene.company.omid.id.identifier)
      return true
    },
    RightsTrial("write a share", "create recordShare") { crm, scene in
      try await crm.insert(
        crm.record(RecordShare.self) {
          ($0.subject, $0.record) = ("account", scene.account.id.description)
          ($0.grantee, $0.operations) = (scene.company.omid.id.description, [.read])
        }
      ).subject == "account"
    },
    RightsTrial("define a role", "create role") { crm, _ in
      try await crm.insert(crm.record(Role.self) { $0.name = "new" }).name == "new"
    },
    RightsTrial("give a role", "create roleAssignment,read role") { crm, scene in
      try await crm.give(scene.role.id, to: scene.company.omid.id.identifier).role == scene.role.id
    },
    RightsTrial("roles", "read role,read roleAssignment") { crm, scene in
      try await !crm.roles(of: scene.actor.id.identifier).isEmpty
    },
  ]

  private static let automation: [RightsTrial] = [
    RightsTrial("schedule", "") { crm, _ in
      try await crm.schedule(RightsScene.Reminder(), due: .after(.seconds(1))).kind == "reminder"
    },
    RightsTrial("cancel", "") { crm, _ in try await crm.cancel(RightsScene.Reminder.self, named: "first") },
    RightsTrial("retry work", "read agendaEntry") { crm, scene in
      try await crm.retry(scene.entry.id)
      return true
    },
    RightsTrial("post", "") { crm, _ in try await crm.post("hi", over: RightsScene.channel, to: "x").state == .waiting
    },
    RightsTrial("withdraw", "read outboxMessage") { crm, scene in try await crm.withdraw(scene.message.id) },
    RightsTrial("notify", "") { crm, scene in
      try await crm.notify(scene.company.omid.id.identifier, .message, "hi").text == "hi"
    },
    RightsTrial("mark as read", "") { crm, scene in try await crm.markRead(scene.item.id).readAt != nil },
    RightsTrial("watch", "read account") { crm, scene in
      try await crm.watch(scene.account.id.key)
      return true
    },
    RightsTrial("the way through a process", "read processInstance") { crm, scene in
      try await crm.way(of: scene.account.id.key, through: "opening") != nil
    },
    RightsTrial("obstacles", "read account") { crm, scene in try await !crm.obstacles(of: scene.way.id).isEmpty },
    RightsTrial(
      "start a process", "read account,update account", after: { try await $0.crm.abandon($0.way.id) }
    ) { crm, scene in try await crm.startProcess("opening", for: scene.account.id.key).stage == "new" },
    RightsTrial("advance", "read account,update account") { crm, scene in
      try await crm.advance(scene.way.id, to: "open").stage == "open"
    },
    RightsTrial("abandon", "read account,update account") { crm, scene in
      try await crm.abandon(scene.way.id).state == .abandoned
    },
    RightsTrial("finish a task", "read account,update account") { crm, scene in
      try await crm.finishTask("call", of: scene.way.id).doneAt != nil
    },
    RightsTrial("ask for an approval", "read account,update account") { crm, scene in
      try await crm.requestApproval("credit", of: scene.way.id).state == .asked
    },
    RightsTrial("the approvals that wait", "read processApproval") { crm, scene in
      try await !crm.approvals(waitingFor: scene.actor.id.identifier).isEmpty
    },
    RightsTrial("approve", "read processApproval") { crm, scene in
      try await crm.decide(scene.approval.id, isApproved: true).state == .approved
    },
    RightsTrial("delegate", "read processApproval") { crm, scene in
      try await crm.delegate(scene.approval.id, to: scene.company.omid.id.identifier).delegate != nil
    },
    RightsTrial("tell of an event", "read account,update account") { crm, scene in
      try await crm.signal("greeted", about: scene.account.id.key)
      return true
    },
    RightsTrial("define a workflow", "create workflowDefinition") { crm, _ in
      try await crm.define(Workflow("other", on: "account", when: .created, do: [.set(["website": .literal("x")])]))
        .name
        == "other"
    },
    RightsTrial("define a process", "create processDefinition") { crm, _ in
      try await crm.define(BusinessProcess("other", of: "account", stages: [.init("only", isEnd: true)])).name
        == "other"
    },
    RightsTrial("dry run", "read account") { crm, _ in
      let workflow = Workflow("other", on: "account", when: .created, do: [.set(["website": .literal("x")])])
      return try await !crm.dryRun(workflow, since: Instant(microsecondsSince1970: 0)).isEmpty
    },
  ]

  private static let exchange: [RightsTrial] = [
    RightsTrial("export", "read account,export account") { crm, _ in
      try await exported(RecordQuery(Account.recordType), ["name"], from: crm).contains("Acme")
    },
    RightsTrial("export a path", "read contact,export contact,read account,export account") { crm, _ in
      try await exported(RecordQuery(Contact.recordType), ["account.name"], from: crm).contains("Acme")
    },
    RightsTrial("import new records", "create account") { crm, _ in
      try await Importer(crm).import(Array("name\nNew\n".utf8), into: Account.self).created == 1
    },
    // Who sees no account of the name imports a new one.
    RightsTrial("import over records", "read account,update account", changesAnyway: true) { crm, _ in
      try await Importer(crm).import(Array("name,website\nAcme,acme.ir\n".utf8), into: Account.self, key: "name")
        .updated == 1
    },
  ]

  private static func exported(_ query: RecordQuery, _ columns: [FieldPath], from crm: CRM) async throws -> String {
    var bytes: [UInt8] = []
    try await Exporter(crm).export(query, columns: columns) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
