import CRMKit

/// What is measured: a contact of 20 fields with three indexes.
///
/// The e-mail address is unique, the status has few values, the instant of the last contact sorts pages; what is grouped by,
/// summed and filtered by is kept as a column.
struct Person: Record {
  static let entity = "person"

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

  init(id: RecordID<Person>) { self.id = id }

  static let schema = Schema<Person> { f in
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
    f("score", \.score, .column)
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
