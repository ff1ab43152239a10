import CRMCore

/// What the example keeps from others.
struct Note: Record {
  static let entity = "note"
  var id: ID
  var stamp = Stamp()
  var text = ""
  init(id: RecordID<Note>) { self.id = id }
  static let schema = Schema<Note> { f in f("text", \.text, .required) }
}
