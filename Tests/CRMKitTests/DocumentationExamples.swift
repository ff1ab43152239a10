import CRMKit
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMKit's documentation")
struct DocumentationExamples {
  @Test("A CRM is composed, filled and asked as the module's page shows")
  func modulePage() async throws {
    let crm = try await CRM(store: .memory, environment: .replayable(seed: 1))

    var draft = Account(id: crm.newID())
    draft.name = "Acme"
    draft.industry = .retail
    let acme = try await crm.insert(draft)

    let deal = try await crm.transaction { crm in
      var deal = Opportunity(id: crm.newID())
      deal.name = "Spring order"
      deal.account = acme.id
      return try await crm.insert(deal)
    }

    let open = try await crm.fetch(Opportunity.self) {
      $0.state == .open
      $0.account.industry == .retail
    }
    #expect(open == [deal])
  }

  @Test("A store is copied to another as the article shows")
  func choosingAStore() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-choosing-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await CRM(store: .file(at: folder))
    let lead = try await first.sales.capture(LeadDraft(name: "Karimi"))
    try await first.close()
    var shown = ""
    func show(_ text: String) { shown = text }

    let files = try FileStore(at: folder, CRM.recordTypes)
    let other = try MemoryStore(CRM.recordTypes)
    let copied = try await files.copy(to: other)
    show("\(copied.records) records are the same in both stores")
    #expect(try await other.get(lead.id) == lead)
    #expect(shown == "\(copied.records) records are the same in both stores" && copied.recordsByEntity["lead"] == 1)
    try await files.close()
  }

  @Test("One gets started as the article shows")
  func gettingStarted() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-start-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tehran = try #require(TimeZone(identifier: "Asia/Tehran"))
    var open: Int?

    let crm = try await CRM(store: .file(at: folder))

    var draft = Account(id: crm.newID())
    draft.name = "بازرگانی رویا"
    draft.industry = .retail
    let roya = try await crm.insert(draft)

    // However the name is spelled: with Arabic letters, in another case, without marks.
    let found = try await crm.fetch(Account.self, where: \.name ~= .matches("بازرگاني رويا"))

    try await crm.update(roya.id) { $0.website = "roya.example" }
    #expect(found == [roya])

    let lead = try await crm.sales.capture(
      LeadDraft(
        name: "احمدی", givenName: "سارا", company: "رویا", phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹", source: .web, interest: "GTX Pro"))
    let became = try await crm.sales.convert(lead.id, account: .existing(roya.id))

    if let deal = became.opportunity {
      try await crm.transaction { crm in
        try await crm.sales.close(deal, as: .won, reason: "quality", value: Money(minorUnits: 250_000, currency: .usd))
        try await crm.contacts.advance(roya.id, to: .customer)
      }
    }

    let recent = try await crm.fetch(Opportunity.self) {
      $0.state == .won
      $0.account.industry == .retail
      $0.actualCloseDate.isDuring(.last(90, .days))
    }

    let persian = ReportCalendar.persian(in: tehran)
    let months = try await crm.aggregate(
      Opportunity.self, where: \.state == .won,
      by: [Grouping("actualCloseDate", by: GroupingPeriod(.month, in: persian))], .count, .sum("actualValue"))
    #expect(recent.map(\.id) == [became.opportunity])
    #expect(months.map { $0.values[0] } == [1])

    for try await count in crm.liveCount(Opportunity.self, where: \.state == .open) {
      open = count
      if count == 0 { break }
    }
    #expect(open == 0)

    var user = User(id: crm.newID())
    user.name = "Sara Ahmadi"
    user = try await crm.insert(user)

    let sara = crm.acting(as: user.id)
    try await sara.contacts.log(.call(with: roya.id, .incoming, about: "قیمت", lasting: .seconds(300)))
    #expect(try await crm.first(Interaction.self)?.stamp.createdBy == user.id.identifier)

    let agenda = Task { try await crm.agenda().run() }
    agenda.cancel()
    _ = await agenda.result
  }

  @Test("A record of one's own is declared, and a filter is one value, as the ideas' article shows")
  func ideas() throws {
    struct Boat: Record {
      static let entity = "boat"
      var id: ID
      var stamp = Stamp()
      var name = ""
      var berths = 0
      var owner: Account.ID?
      init(id: RecordID<Boat>) { self.id = id }

      static let schema = Schema<Boat> { f in
        f("name", \.name, .required, .searchable)
        f("berths", \.berths, .indexed)
        f("owner", \.owner, onDelete: .restrict)
      }
    }

    let typed: Filter<Boat> = \.berths >= 4 && \.owner / \.industry == .services
    let parsed = try Filter<Boat>(parsing: #"berths >= 4 and owner.industry == "services""#)
    #expect(typed == parsed)
  }

  @Test("A record and a report of one's own do what the guide says")
  func ownRecord() async throws {
    var environment = CRMEnvironment.replayable(seed: 1)
    var shown: [[FleetByMake.Row]] = []
    func show(_ rows: [FleetByMake.Row]) { shown.append(rows) }

    environment.contacts.timeline.append(
      RecordTimeline(
        Vehicle.self, at: "createdAt", of: { .compare("owner", .equal, .reference($0.id)) },
        telling: { .init(kind: .init(rawValue: "vehicle"), title: "\($0.make) \($0.plate)") }))

    let crm = try await CRM(store: .memory, with: [Vehicle.self], environment: environment)

    for (givenName, familyName) in [("Sara", "Ahmadi"), ("Omid", "Karimi")] {
      var contact = Contact(id: crm.newID())
      (contact.givenName, contact.familyName) = (givenName, familyName)
      try await crm.insert(contact)
    }

    let file = "plate;make;owner\n۱۲ب۳۴۵;Peugeot;Sara Ahmadi\n۴۵د۶۷۸;Samand;Omid Karimi\n"
    let report = try await Importer(crm).import(Array(file.utf8), into: Vehicle.self, key: "plate")

    let peugeots = try await crm.fetch(Vehicle.self, where: \.make == "Peugeot" && \.owner / \.familyName == "Ahmadi")
    #expect(report.created == 2)
    let car = try #require(peugeots.first)
    let today = try crm.environment.calendar.date(of: crm.environment.clock())
    try await crm.update(car.id) { $0.nextInspection = try today.adding(days: -1) }

    var agenda = crm.agenda()
    agenda.handle(InspectionReminder.self) { work, _, crm in
      try await crm.contacts.plan("Call for the inspection", regarding: work.vehicle.key)
    }
    try await agenda.runDue()
    #expect(try await crm.contacts.openToDos(regarding: car.key).map(\.title) == ["Call for the inspection"])

    let inspected = try await crm.garage.inspect(car.id, mileage: 80_000, next: try today.adding(days: 365))
    #expect(inspected.mileage == 80_000)
    #expect(try await crm.first(AgendaEntry.self)?.regarding == car.key)
    let owner = try #require(inspected.owner)
    let story = try await crm.contacts.timeline(of: owner).entries.map(\.title)
    #expect(story.contains("Peugeot ۱۲ب۳۴۵"))

    let fleet = try await crm.analytics.report(FleetByMake())

    for try await rows in crm.analytics.live(FleetByMake()) {
      show(rows)
      if rows.count == 2 { break }
    }
    #expect(fleet.map(\.make) == ["Peugeot", "Samand"] && shown == [fleet])
    let maintenance = try await crm.analytics.live(FleetByMake()).maintenance()
    #expect(maintenance == .kept)

    let bars = Dashboard.Chart(
      BilingualText("Cars by make", persian: "خودروها به تفکیک سازنده"),
      points: fleet.map { Dashboard.Point(.name($0.make), count: $0.count) })
    let board = Dashboard(
      BilingualText("The garage", persian: "تعمیرگاه"), calendar: crm.environment.calendar,
      sections: [Dashboard.Section(BilingualText("Fleet", persian: "ناوگان"), [.chart(bars)])])
    let page = board.html(in: .persian)
    #expect(page.contains("تعمیرگاه"))
  }

  @Test("Roles, sharing and handing over work as the article shows")
  func rights() async throws {
    let company = try await Company()
    let (crm, sara, omid) = (company.crm, company.sara, company.omid)
    let acme = try await company.account("Acme", of: sara)

    var agent = Role(id: crm.newID())
    agent.name = "Sales agent"
    agent.allow(Account.self, [.read], within: .unit)
    agent.allow(Account.self, [.create, .update, .assign, .share], within: .own)
    agent.allow(Opportunity.self, [.read, .update], within: .team, where: \.state == .open)
    agent.allow(User.self, [.read])
    agent.limit(Account.self, \.revenue, to: .hidden)
    agent = try await crm.insert(agent)
    try await crm.give(agent.id, to: sara.id.identifier)

    let hers = crm.acting(as: sara.id)
    let accounts = try await hers.fetch(Account.self)
    #expect(accounts.map(\.id) == [acme.id])

    let shown = try await hers.get(acme.id)
    let renamed = try await hers.update(acme.id) { $0.name = "Acme International" }
    #expect(shown.stamp.revision + 1 == renamed.stamp.revision)

    let mayDelete = try await hers.allows(.delete, acme.id)
    let revenue = try await hers.access(to: \Account.revenue)
    #expect(!mayDelete)
    #expect(revenue == .hidden)

    await #expect(throws: StoreError.notFound(acme.id.key)) {
      try await crm.acting(as: omid.id).share(acme.id, with: company.mina.id.identifier)
    }
    try await hers.share(acme.id, with: omid.id.identifier, allowing: [.read, .update])
    try await hers.assign(acme.id, to: omid.id.identifier)
    let handedOver = try await crm.assignAll(of: omid.id.identifier, to: sara.id.identifier)
    #expect(handedOver == ["account": 1])
  }

  @Test("The README's taste of code works")
  func readme() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-readme-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let crm = try await CRM(store: .file(at: folder))

    var acme = Account(id: crm.newID())
    acme.name = "Acme"
    acme.industry = .retail
    let account = try await crm.insert(acme)

    // Several records, one commit, or none.
    try await crm.transaction { crm in
      var deal = Opportunity(id: crm.newID())
      deal.name = "Spring order"
      deal.account = account.id
      deal.estimatedValue = Money(minorUnits: 1_200_000, currency: .usd)
      try await crm.insert(deal)
    }

    // One condition a line.
    let open = try await crm.fetch(Opportunity.self) {
      $0.state == .open
      $0.account.industry == .retail
      $0.createdOn.isDuring(.last(90, .days))
    }

    let won = try await crm.aggregate(
      Opportunity.self, where: \.state == .won, by: [Grouping("account.industry")], .count, .sum("actualValue"))
    #expect(open.isEmpty)
    #expect(won.isEmpty)
  }
}

struct Vehicle: Record {
  static let entity = "vehicle"
  var id: ID
  var stamp = Stamp()
  var plate = ""
  var make = ""
  var mileage = 0
  var owner: Contact.ID?
  var nextInspection: CalendarDate?
  init(id: RecordID<Vehicle>) { self.id = id }

  static let schema = Schema<Vehicle> { f in
    f("plate", \.plate, .required, .unique, .searchable)
    f("make", \.make, .indexed)
    f("mileage", \.mileage)
    f("owner", \.owner, .required, onDelete: .restrict)
    f("nextInspection", \.nextInspection, .indexed)
  }

  func problems() -> [FieldProblem] {
    mileage < 0 ? [FieldProblem("mileage", "is less than nothing")] : []
  }
}

struct InspectionReminder: ScheduledWork {
  static let kind = "inspectionReminder"
  var vehicle: Vehicle.ID
}

extension Vehicle: ConsequentRecord {
  static func follow(
    _ before: Vehicle?, _ after: Vehicle?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let id = (after ?? before)?.id, before?.nextInspection != after?.nextInspection else { return }
    guard let day = after?.nextInspection else {
      try await transaction.cancel(InspectionReminder.self, named: id.description)
      return
    }
    let zone = transaction.environment.calendar.timeZone
    try await transaction.schedule(
      InspectionReminder(vehicle: id), due: .on(day, at: TimeOfDay(hour: 9), in: zone), named: id.description,
      regarding: id.key)
  }
}

struct Garage<Scope: RecordReading & ~Copyable>: ~Copyable {
  let scope: Scope
}

extension RecordWriting where Self: ~Copyable {
  var garage: Garage<WritingScope> { _read { yield Garage(scope: writingScope()) } }
}

extension Garage where Scope: RecordWriting & ~Copyable {
  /// Notes an inspection, tells of it on the owner's timeline, and plans the next one.
  func inspect(_ id: Vehicle.ID, mileage: Int, next day: CalendarDate) async throws -> Vehicle {
    try await scope.write { crm in
      let vehicle = try await crm.update(id) { ($0.mileage, $0.nextInspection) = (mileage, day) }
      guard let owner = vehicle.owner else { return vehicle }
      try await crm.contacts.log(.note("Inspected at \(mileage) km", on: owner))
      return vehicle
    }
  }
}

struct FleetByMake: Report {
  struct Row: Equatable {
    let make: String
    let count: Int
    let mileage: ExactDecimal?
  }

  func answer(from crm: borrowing Snapshot) async throws -> [Row] {
    try await crm.aggregate(Vehicle.self, by: [Grouping("make")], .count, .average("mileage")).compactMap { row in
      guard case .text(let make) = row.group[0], case .integer(let count) = row.values[0] else { return nil }
      if case .decimal(let mileage) = row.values[1] { return Row(make: make, count: Int(count), mileage: mileage) }
      return Row(make: make, count: Int(count), mileage: nil)
    }
  }
}
