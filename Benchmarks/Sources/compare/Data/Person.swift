import CRMKit

/// What is measured: a contact of 20 fields with three indexes.
///
/// The e-mail address is unique, the status has few values, the instant of the last contact sorts pages; what is grouped by and summed is
/// kept as a column.
typealias Person = PersonRecord<HistoryKept>

/// A person, declared with or without history.
struct PersonRecord<History: HistoryChoice>: Record {
  static var entity: String { History.entity }
  static var schema: Schema<PersonRecord> { History.schema }

  var id: ID
  var stamp = Stamp()
  var givenName = ""
  var familyName = ""
  var email = ""
  var phone: String?
  var jobTitle: String?
  var company = ""
  var street = ""
  var postalCode = ""
  var city = ""
  var region = ""
  var country = ""
  var website: String?
  var language = ""
  var status = PersonStatus.lead
  var source = ""
  var score = 0
  var revenue = 0
  var birthday: CalendarDate?
  var lastContactedAt = Instant(microsecondsSince1970: 0)
  var isSubscribed = false

  init(id: RecordID<PersonRecord>) { self.id = id }

  /// Copies a person that is declared with another choice of history.
  init<Other>(copying other: PersonRecord<Other>) {
    self.init(id: RecordID(other.id.identifier))
    givenName = other.givenName
    familyName = other.familyName
    email = other.email
    phone = other.phone
    jobTitle = other.jobTitle
    company = other.company
    street = other.street
    postalCode = other.postalCode
    city = other.city
    region = other.region
    country = other.country
    website = other.website
    language = other.language
    status = other.status
    source = other.source
    score = other.score
    revenue = other.revenue
    birthday = other.birthday
    lastContactedAt = other.lastContactedAt
    isSubscribed = other.isSubscribed
  }

  static func declareFields(_ f: inout SchemaBuilder<PersonRecord>) {
    f("givenName", \.givenName)
    f("familyName", \.familyName)
    f("email", \.email, .unique)
    f("phone", \.phone)
    f("jobTitle", \.jobTitle)
    f("company", \.company)
    f("street", \.street)
    f("postalCode", \.postalCode)
    f("city", \.city)
    f("region", \.region)
    f("country", \.country)
    f("website", \.website)
    f("language", \.language)
    f("status", \.status, .indexed, .column)
    f("source", \.source)
    f("score", \.score)
    f("revenue", \.revenue, .column)
    f("birthday", \.birthday)
    f("lastContactedAt", \.lastContactedAt, .indexed)
    f("isSubscribed", \.isSubscribed)
  }
}

/// What a person is to the business.
enum PersonStatus: String, ClosedEnumeration {
  case lead
  case prospect
  case customer
  case partner
  case supplier
  case former
  case competitor
  case other
}
