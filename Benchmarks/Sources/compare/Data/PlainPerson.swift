import CRMKit
import Foundation
import GRDB

/// A person as GRDB's README shows a record: Codable, with the types of Foundation.
struct PlainPerson: Codable, Identifiable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "person"

  var id: UUID
  var revision: Int
  var createdAt: Date
  var updatedAt: Date
  var givenName: String
  var familyName: String
  var email: String
  var phone: String?
  var jobTitle: String?
  var company: String
  var street: String
  var postalCode: String
  var city: String
  var region: String
  var country: String
  var website: String?
  var language: String
  var status: Status
  var source: String
  var score: Int
  var revenue: Int
  var birthday: Date?
  var lastContactedAt: Date
  var isSubscribed: Bool

  enum Status: String, Codable, DatabaseValueConvertible {
    case lead, prospect, customer, partner, supplier, former, competitor, other
  }

  enum Columns {
    static let email = Column(CodingKeys.email)
    static let status = Column(CodingKeys.status)
    static let score = Column(CodingKeys.score)
    static let revenue = Column(CodingKeys.revenue)
    static let lastContactedAt = Column(CodingKeys.lastContactedAt)
  }

  static func createTable(_ db: Database) throws {
    try db.create(table: databaseTableName) { t in
      t.primaryKey("id", .blob)
      t.column("revision", .integer).notNull()
      t.column("createdAt", .datetime).notNull()
      t.column("updatedAt", .datetime).notNull()
      for name in ["givenName", "familyName"] { t.column(name, .text).notNull() }
      t.column("email", .text).notNull().unique()
      for name in ["phone", "jobTitle"] { t.column(name, .text) }
      for name in ["company", "street", "postalCode", "city", "region", "country"] { t.column(name, .text).notNull() }
      t.column("website", .text)
      t.column("language", .text).notNull()
      t.column("status", .text).notNull().indexed()
      t.column("source", .text).notNull()
      t.column("score", .integer).notNull()
      t.column("revenue", .integer).notNull()
      t.column("birthday", .date)
      t.column("lastContactedAt", .datetime).notNull().indexed()
      t.column("isSubscribed", .boolean).notNull()
    }
  }
}

extension PlainPerson: PersonForm {
  init(_ person: Person) {
    let now = Date()
    self.init(
      id: UUID(person.id.identifier), revision: 1, createdAt: now, updatedAt: now, givenName: person.givenName,
      familyName: person.familyName, email: person.email, phone: person.phone, jobTitle: person.jobTitle,
      company: person.company, street: person.street, postalCode: person.postalCode, city: person.city,
      region: person.region, country: person.country, website: person.website, language: person.language,
      status: Status(rawValue: person.status.rawValue) ?? .other, source: person.source, score: person.score,
      revenue: person.revenue,
      birthday: person.birthday.map { Date(milliseconds: Int64($0.daysSince1970) * 86_400_000) },
      lastContactedAt: Date(milliseconds: person.lastContactedAt.microsecondsSince1970 / 1000),
      isSubscribed: person.isSubscribed)
  }

  var person: Person {
    var person = Person(id: RecordID(Identifier(id)))
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
    person.status = PersonStatus(rawValue: status.rawValue) ?? .other
    person.source = source
    person.score = score
    person.revenue = revenue
    person.birthday = birthday.flatMap { try? CalendarDate(daysSince1970: Int($0.milliseconds / 86_400_000)) }
    person.lastContactedAt = Instant(microsecondsSince1970: lastContactedAt.milliseconds * 1000)
    person.isSubscribed = isSubscribed
    return person
  }
}

extension Date {
  fileprivate init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

  fileprivate var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }
}

extension UUID {
  init(_ identifier: Identifier) { self = identifier.withBytes { NSUUID(uuidBytes: Array($0)) as UUID } }
}

extension Identifier {
  fileprivate init(_ uuid: UUID) {
    let bytes = uuid.uuid
    self = withUnsafeBytes(of: bytes) { Identifier(bytes: $0) } ?? Identifier(high: 0, low: 0)
  }
}
