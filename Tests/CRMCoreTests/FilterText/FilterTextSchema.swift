import CRMCore

/// Records for filters that are checked.
enum FilterTextSchema {
  struct Account: Record {
    static let entity = "account"
    var id: ID
    var stamp = Stamp()
    var name = ""
    var industry = ""
    var parent: RecordID<Account>?

    init(id: RecordID<Account>) { self.id = id }

    static let schema = Schema<Account> { f in
      f("name", \.name)
      f("industry", \.industry)
      f("parent", \.parent)
    }
  }

  enum Stage: String, ClosedEnumeration { case open, won, lost }

  struct Address: FieldGroup {
    var street = ""
    var city = ""
    init() {}
    static let fields = GroupSchema<Address> { f in
      f("street", \.street)
      f("city", \.city)
    }
  }

  struct Email: FieldGroup {
    var kind = ""
    var address = ""
    init() {}
    static let fields = GroupSchema<Email> { f in
      f("kind", \.kind)
      f("address", \.address)
    }
  }

  struct Opportunity: Record {
    static let entity = "opportunity"
    var id: ID
    var stamp = Stamp()
    var name = ""
    var state = Stage.open
    var score = 0
    var probability = 0.5
    var amount: Money?
    var closeDate: CalendarDate?
    var isActive = true
    var account: RecordID<Account>?
    var address = Address()
    var tags: [String] = []
    var emails: [Email] = []
    var partners: [RecordID<Account>] = []

    init(id: RecordID<Opportunity>) { self.id = id }

    static let schema = Schema<Opportunity> { f in
      f("name", \.name)
      f("state", \.state)
      f("score", \.score)
      f("probability", \.probability)
      f("amount", \.amount)
      f("closeDate", \.closeDate)
      f("isActive", \.isActive)
      f("account", \.account)
      f.group("address", \.address)
      f("tags", \.tags)
      f("emails", \.emails)
      f("partners", \.partners)
    }
  }

  static func catalog() throws -> Catalog { try Catalog([Account.self, Opportunity.self]) }

  static func checked(_ text: String) throws -> FilterExpression {
    let scope = QueryScope(customFields: ["opportunity": ["رنگ": .text, "tier": .integer]])
    return try FilterExpression(parsing: text, for: Opportunity.recordType, in: catalog(), scope: scope)
  }
}
