import CRMKit

/// The same person, declared without history.
struct UntrackedPerson: Record {
  static let entity = "untrackedPerson"

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

  init(id: RecordID<UntrackedPerson>) { self.id = id }

  static let schema = Schema<UntrackedPerson> { f in
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
    f.withoutHistory()
  }
}

extension UntrackedPerson: PersonForm {
  init(_ person: Person) {
    self.init(id: RecordID(person.id.identifier))
    givenName = person.givenName
    familyName = person.familyName
    email = person.email
    phone = person.phone
    jobTitle = person.jobTitle
    company = person.company
    street = person.street
    postalCode = person.postalCode
    city = person.city
    region = person.region
    country = person.country
    website = person.website
    language = person.language
    status = person.status
    source = person.source
    score = person.score
    revenue = person.revenue
    birthday = person.birthday
    lastContactedAt = person.lastContactedAt
    isSubscribed = person.isSubscribed
  }

  var person: Person {
    var person = Person(id: RecordID(id.identifier))
    person.givenName = givenName
    person.familyName = familyName
    person.email = email
    person.phone = phone
    person.jobTitle = jobTitle
    person.company = company
    person.street = street
    person.postalCode = postalCode
    person.city = city
    person.region = region
    person.country = country
    person.website = website
    person.language = language
    person.status = status
    person.source = source
    person.score = score
    person.revenue = revenue
    person.birthday = birthday
    person.lastContactedAt = lastContactedAt
    person.isSubscribed = isSubscribed
    return person
  }
}
