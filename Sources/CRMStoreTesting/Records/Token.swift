import CRMCore

/// A record with a unique field of every type but those whose uniqueness other records try: text and integers.
struct Token: Record {
  static let entity = "token"

  var id: ID
  var stamp = Stamp()
  var reading: Double?
  var factor: ExactDecimal?
  var fee: Money?
  var due: CalendarDate?
  var seen: Instant?
  var pause: Duration?
  var isMain: Bool?
  var grade: Specimen.Level?
  var company: Company.ID?

  init(id: RecordID<Token>) { self.id = id }

  static let schema = Schema<Token> { f in
    f("reading", \.reading, .unique)
    f("factor", \.factor, .unique)
    f("fee", \.fee, .unique)
    f("due", \.due, .unique)
    f("seen", \.seen, .unique)
    f("pause", \.pause, .unique)
    f("isMain", \.isMain, .unique)
    f("grade", \.grade, .unique)
    f("company", \.company, .unique, onDelete: .nullify)
  }
}
