/// What other programs call a field: Google, Outlook, HubSpot, Salesforce and Thunderbird, and people who write Persian.
struct ColumnConvention {
  private let field: String
  private let aliases: [String]
  private let mapping: FieldMapping

  /// - Parameter aliases: The names of columns, the likeliest first.
  init(_ field: String, _ aliases: [String], _ mapping: FieldMapping = FieldMapping()) {
    self.field = field
    self.aliases = aliases
    self.mapping = mapping
  }

  func match(_ matcher: inout ColumnMatcher) {
    matcher.assign(Array(matcher.columns(aliases).prefix(1)), to: field, mapping)
  }

  /// A reference that is left out when it leads nowhere: lists of contacts name employers and colleagues freely.
  static func reference(by field: String) -> FieldMapping { FieldMapping(lookup: field, ignoresInvalid: true) }

  private static let website = [
    "website", "websiteurl", "website1value", "webpage", "webpage1", "websitehomepage", "web", "url",
    "وب‌سایت", "وبگاه", "سایت",
  ]

  private static let lifecycleStage = ["lifecyclestage", "مرحله چرخه عمر"]

  static let contact = [
    ColumnConvention("givenName", ["firstname", "givenname", "forename", "نام"]),
    // A whole name can't be taken apart reliably, so it stands where a name is asked for.
    ColumnConvention(
      "familyName",
      ["lastname", "familyname", "surname", "نام خانوادگی", "fullname", "name", "contactname", "نام و نام خانوادگی"]),
    // Outlook calls so how people are addressed, and has a job title too.
    ColumnConvention(
      "jobTitle", ["jobtitle", "organizationtitle", "organization1title", "worktitle", "title", "سمت", "عنوان شغلی"]),
    ColumnConvention(
      "account",
      [
        "accountname", "company", "companyname", "organizationname", "organization1name", "organization", "workcompany",
        "associatedcompany", "شرکت", "نام شرکت", "سازمان",
      ], reference(by: "name")),
    ColumnConvention("owner", ["contactowner", "ownername", "مسئول"], reference(by: "name")),
    ColumnConvention(
      "birthday", ["birthday", "birthdate", "dateofbirth", "تاریخ تولد"], FieldMapping(ignoresInvalid: true)),
    ColumnConvention("lifecycleStage", lifecycleStage),
    ColumnConvention("website", website),
    ColumnConvention("externalID", ["recordid", "contactid", "id"]),
  ]

  static let account = [
    ColumnConvention(
      "name",
      [
        "name", "accountname", "companyname", "company", "organizationname", "organization", "نام", "نام شرکت", "شرکت",
        "سازمان",
      ]),
    ColumnConvention("industry", ["industry", "sector", "صنعت"]),
    ColumnConvention("country", ["کشور"]),
    ColumnConvention("foundedYear", ["yearestablished", "yearfounded", "سال تأسیس"]),
    ColumnConvention(
      "employees", ["employees", "numberofemployees", "تعداد کارکنان"],
      FieldMapping(decimalMark: ".", ignoresInvalid: true)),
    ColumnConvention("owner", ["accountowner", "companyowner", "ownername", "مسئول"], reference(by: "name")),
    ColumnConvention(
      "parent", ["parentaccount", "parentaccountname", "parentcompany", "شرکت مادر"], reference(by: "name")),
    ColumnConvention("phone", ["phone", "phonenumber", "mainphone", "businessphone", "workphone", "تلفن"]),
    ColumnConvention("email", ["email", "emailaddress", "companyemail", "ایمیل", "پست الکترونیک", "رایانامه"]),
    ColumnConvention("lifecycleStage", lifecycleStage),
    ColumnConvention("website", website),
    ColumnConvention("externalID", ["recordid", "accountid", "companyid", "id"]),
  ]
}

/// What other programs call e-mail addresses or telephone numbers: the first that a row has is used first, the others
/// follow in a list.
struct PointConvention {
  private let field: String
  private let list: String
  private let aliases: [(name: String, kind: ContactPoint.Kind)]

  func match(_ matcher: inout ColumnMatcher) {
    let found = aliases.flatMap { alias in matcher.columns([alias.name]).map { (column: $0, kind: alias.kind) } }
    guard let first = found.first else { return }
    // Google joins several values of one kind in one cell.
    let separator = matcher.name(of: first.column).hasSuffix(" - Value") ? ":::" : nil
    let isTaken = matcher.has(field: field)
    let columns = found.map(\.column)
    let others = found.map {
      ImportColumn(matcher.name(of: $0.column), elementValues: ["kind": $0.kind.rawValue])
    }
    matcher.assign(
      columns, to: field,
      FieldMapping(columns: columns.map { ImportColumn(matcher.name(of: $0)) }, separator: separator))
    guard isTaken || columns.count > 1 || separator != nil else { return }
    matcher.assign(
      columns, to: list,
      FieldMapping(columns: others, separator: separator, elementField: "value", exceptedField: field))
  }

  static let contact = [
    PointConvention(
      field: "email", list: "otherEmails",
      aliases: [
        ("email", .work), ("emailaddress", .work), ("primaryemail", .work), ("email1value", .work),
        ("emailwork", .work),
        ("workemail", .work), ("email2address", .other), ("email2value", .other), ("secondaryemail", .other),
        ("email3address", .other), ("email3value", .other), ("email4value", .other), ("emailhome", .home),
        ("homeemail", .home), ("emailother", .other), ("ایمیل", .work), ("پست الکترونیک", .work), ("رایانامه", .work),
      ]),
    PointConvention(
      field: "phone", list: "otherPhones",
      aliases: [
        ("phone", .work), ("phonenumber", .work), ("phone1value", .work), ("phone1", .work), ("businessphone", .work),
        ("workphone", .work), ("primaryphone", .work), ("businessphone2", .work), ("mobilephone", .mobile),
        ("mobilephonenumber", .mobile), ("mobilenumber", .mobile), ("mobile", .mobile), ("homemobile", .mobile),
        ("workmobile", .mobile), ("phone2value", .other), ("phone2", .other), ("phone3value", .other),
        ("phone4value", .other),
        ("phone5value", .other), ("phone6value", .other), ("phone7value", .other), ("homephone", .home),
        ("homephone2", .home), ("تلفن", .work), ("تلفن همراه", .mobile), ("موبایل", .mobile), ("تلفن منزل", .home),
      ]),
  ]
}

/// What other programs call the parts of an address, before which stands whose address it is.
struct AddressConvention {
  private let prefix: String

  /// The kinds of address, the one that is taken first.
  static let all = ["", "mailing", "billing", "address1", "business", "work", "shipping", "home", "other"]
    .map(AddressConvention.init)

  private static let parts: [(field: String, names: [String])] = [
    ("address.city", ["city", "شهر"]),
    ("address.region", ["state", "region", "stateregion", "stateprovince", "province", "استان"]),
    ("address.postalCode", ["postalcode", "zip", "zipcode", "zippostalcode", "کد پستی"]),
    ("address.country", ["country", "countryregion", "کشور"]),
  ]

  private func aliases(_ names: [String]) -> [String] { names.map { prefix + $0 } }

  /// Whether the columns hold such an address: a city at least.
  func claims(in matcher: ColumnMatcher) -> Bool { matcher.has(prefix + "city") || matcher.has(prefix + "شهر") }

  func match(_ matcher: inout ColumnMatcher, onlyRegion: Bool) {
    for part in Self.parts where !onlyRegion || part.field == "address.region" {
      matcher.assign(Array(matcher.columns(aliases(part.names)).prefix(1)), to: part.field)
    }
    guard !onlyRegion else { return }
    let first = matcher.columns(aliases(["street", "address", "streetaddress", "address1", "نشانی", "آدرس"])).prefix(1)
    let more = matcher.columns(aliases(["street2", "address2", "street3"]))
    matcher.assign(first + more, to: "address.street", FieldMapping(joiner: "\n"))
  }
}
