import CRMKit

/// A company that sells laboratory instruments, made from a seed: the same each time.
struct DemoCompany {
  private(set) var units: [BusinessUnit] = []
  /// The managers and those who report to them.
  private(set) var users: [User] = []
  private(set) var products: [Product] = []
  private(set) var pipeline: Pipeline
  private(set) var stages: [Stage] = []
  private(set) var accounts: [Account] = []
  private(set) var contacts: [Contact] = []
  private(set) var opportunities: [Opportunity] = []

  private let crm: CRM
  private let today: CalendarDate
  private var random: SplitMix64

  /// Makes the records; ``insert()`` stores them.
  init(seed: UInt64, today: CalendarDate, opportunities count: Int, in crm: CRM) throws {
    self.crm = crm
    self.today = today
    random = SplitMix64(seed: seed)
    pipeline = Pipeline(id: crm.newID())
    pipeline.name = "Sales"
    pipeline.isDefault = true
    makePeople()
    makeProducts()
    makeAccounts()
    for _ in 0..<count { opportunities.append(try makeOpportunity()) }
  }

  /// Stores all records in one transaction.
  func insert() async throws {
    try await crm.transaction { crm in
      for unit in units { try await crm.insert(unit) }
      for user in users { try await crm.insert(user) }
      for product in products { try await crm.insert(product) }
      try await crm.insert(pipeline)
      for stage in stages { try await crm.insert(stage) }
      for account in accounts { try await crm.insert(account) }
      for contact in contacts { try await crm.insert(contact) }
      for opportunity in opportunities { try await crm.insert(opportunity) }
    }
  }

  private mutating func makePeople() {
    for names in DemoNames.units {
      var unit = BusinessUnit(id: crm.newID())
      unit.name = names.name
      units.append(unit)
      let manager = user(names.manager, "Sales Manager", in: unit, reportingTo: nil)
      users.append(manager)
      users += names.agents.map { user($0, "Sales Agent", in: unit, reportingTo: manager.id) }
    }
  }

  private func user(_ name: String, _ title: String, in unit: BusinessUnit, reportingTo manager: User.ID?) -> User {
    var user = User(id: crm.newID())
    user.name = name
    user.title = title
    user.businessUnit = unit.id
    user.manager = manager
    return user
  }

  private mutating func makeProducts() {
    for (name, family, price) in DemoNames.products {
      var product = Product(id: crm.newID())
      product.name = name
      product.family = family
      product.listPrice = Money(minorUnits: price * 100, currency: .usd)
      products.append(product)
    }
    for (position, (name, probability)) in DemoNames.stages.enumerated() {
      var stage = Stage(id: crm.newID())
      stage.name = name
      stage.pipeline = pipeline.id
      stage.position = position + 1
      stage.probability = probability
      stages.append(stage)
    }
  }

  /// Accounts go round the agents of the unit that sells in their country, and have two contacts each.
  private mutating func makeAccounts() {
    for (position, (name, industry, country)) in DemoNames.accounts.enumerated() {
      let unit = country == "Iran" ? 0 : ["United Kingdom", "Ireland"].contains(country) ? 2 : 1
      let agents = users.filter { $0.manager != nil && $0.businessUnit == units[unit].id }
      var account = Account(id: crm.newID())
      account.name = name
      account.industry = industry
      account.country = country
      account.owner = agents[position % agents.count].id
      account.employees = 20 * Int.random(in: 1...200, using: &random)
      accounts.append(account)
      for _ in 0..<2 { contacts.append(contact(of: account)) }
    }
  }

  private mutating func contact(of account: Account) -> Contact {
    let half = DemoNames.given.count / 2 * (account.country == "Iran" ? 0 : 1)
    var contact = Contact(id: crm.newID())
    contact.givenName = DemoNames.given[half + Int.random(in: 0..<DemoNames.given.count / 2, using: &random)]
    contact.familyName = DemoNames.family[half + Int.random(in: 0..<DemoNames.family.count / 2, using: &random)]
    contact.account = account.id
    contact.owner = account.owner
    return contact
  }

  /// A deal that came up within the last eighteen months, and is closed when its time was up.
  private mutating func makeOpportunity() throws -> Opportunity {
    var deal = Opportunity(id: crm.newID())
    guard let account = pick(from: accounts), let product = pick(from: products), let price = product.listPrice else {
      return deal
    }
    deal.name = "\(product.name) for \(account.name)"
    deal.account = account.id
    deal.owner = account.owner
    deal.product = product.id
    deal.pipeline = pipeline.id
    let createdOn = try today.adding(days: -Int.random(in: 5...545, using: &random))
    let engagedOn = try createdOn.adding(days: Int.random(in: 0...5, using: &random))
    let closeDate = try engagedOn.adding(days: Int.random(in: 8...130, using: &random))
    let pieces = ExactDecimal(Int64.random(in: 1...6, using: &random))
    let value = try price.multiplied(by: pieces, rounding: .halfEven)
    deal.createdOn = createdOn
    deal.engagedOn = engagedOn
    deal.estimatedValue = value
    guard closeDate <= today else {
      let stage = Int.random(in: 0..<stages.count, using: &random)
      deal.stage = stages[stage].id
      deal.probability = stages[stage].probability
      deal.estimatedCloseDate = closeDate
      return deal
    }
    let isWon = Int.random(in: 0..<100, using: &random) < 63
    deal.stage = stages.last?.id
    deal.state = isWon ? .won : .lost
    deal.actualCloseDate = closeDate
    let discount = ExactDecimal(Int64.random(in: 80...100, using: &random))
    if isWon {
      deal.actualValue = try value.multiplied(
        by: discount.divided(by: 100, scale: 2, rounding: .halfEven), rounding: .halfEven)
    }
    return deal
  }

  private mutating func pick<Element>(from elements: [Element]) -> Element? { elements.randomElement(using: &random) }
}
