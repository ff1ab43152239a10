import CRMCore

/// A record that others refer to, with unique fields and custom fields.
struct Company: Record {
  static let entity = "company"

  var id: ID
  var stamp = Stamp()
  var name = ""
  /// Unique.
  var code: String?
  /// Unique together with the number.
  var region: String?
  var number: Int?
  var headcount: Int?
  /// A company can't go while it is a parent.
  var parent: Company.ID?
  var tags: [String] = []
  var custom = CustomValues()

  init(id: RecordID<Company>) { self.id = id }

  static let schema = Schema<Company> { f in
    f("name", \.name, .required, .searchable, .collated(.persian))
    f("code", \.code, .unique)
    f("region", \.region)
    f("number", \.number)
    f("headcount", \.headcount)
    f("parent", \.parent, onDelete: .restrict)
    f("tags", \.tags)
    f.unique("region", "number")
    f.index("region", "headcount")
    f.custom(\.custom)
  }
}

/// A record that refers to others, and to others of its own type.
struct Person: Record {
  static let entity = "person"

  var id: ID
  var stamp = Stamp()
  var name = ""
  /// Unique.
  var email: String?
  var employer: Company.ID?
  var manager: Person.ID?
  var friends: [Person.ID] = []
  var score: Int?
  var salary: Money?
  var custom = CustomValues()

  /// The number of the name's characters.
  var nameLength: Int { name.count }

  init(id: RecordID<Person>) { self.id = id }

  static let schema = Schema<Person> { f in
    f("name", \.name, .required, .personal, .searchable, .collated(.latin))
    f("email", \.email, .unique, .personal)
    f("employer", \.employer, onDelete: .nullify)
    f("manager", \.manager, onDelete: .nullify)
    f("friends", \.friends, onDelete: .nullify)
    f("score", \.score, .indexed)
    f("salary", \.salary)
    f.derived("nameLength", \.nameLength, .indexed)
    f.custom(\.custom)
  }

  func problems() -> [FieldProblem] {
    score.map { $0 < 0 } ?? false ? [FieldProblem("score", "must not be negative")] : []
  }
}
