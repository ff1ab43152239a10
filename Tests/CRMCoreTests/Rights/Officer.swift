import CRMCore

/// Somebody of whom not everybody may know everything, and who looks after other records.
struct Officer: Record {
  static let entity = RecordType.actorEntity
  var id: ID
  var stamp = Stamp()
  var name = ""
  var badge: String?
  var salary: Money?
  var grade = 1
  var isRetired = false
  var home = Home()
  var custom = CustomValues()
  init(id: RecordID<Officer>) { self.id = id }

  struct Home: FieldGroup, Hashable {
    var street = ""
    var city = ""
    init() {}
    static let fields = GroupSchema<Home> { f in
      f("street", \.street)
      f("city", \.city)
    }
  }

  /// What the others say together.
  var summary: String { "\(name) \(grade)" }

  static let schema = Schema<Officer> { f in
    f("name", \.name, .required, .searchable, .collated(.latin))
    f("badge", \.badge, .unique, .formerly("pass"))
    f("salary", \.salary)
    f("grade", \.grade)
    f("isRetired", \.isRetired)
    f.group("home", \.home)
    f.derived("summary", \.summary)
    f.custom(\.custom)
  }
}

/// A piece of work that a officer owns.
struct Dossier: Record {
  static let entity = "dossier"
  var id: ID
  var stamp = Stamp()
  var title = ""
  var owner: Officer.ID?
  init(id: RecordID<Dossier>) { self.id = id }

  static let schema = Schema<Dossier> { f in
    f("title", \.title, .required)
    f("owner", \.owner, onDelete: .restrict)
  }
}
