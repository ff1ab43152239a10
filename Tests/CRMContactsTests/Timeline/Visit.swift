import CRMContacts
import CRMCore

/// A record of a module that this one knows nothing of.
struct Visit: Record {
  static let entity = "visit"
  var id: ID
  var stamp = Stamp()
  var account: Account.ID?
  var purpose = ""
  var visitedAt: Instant?
  init(id: RecordID<Visit>) { self.id = id }

  static let schema = Schema<Visit> { f in
    f("account", \.account, onDelete: .cascade)
    f("purpose", \.purpose)
    f("visitedAt", \.visitedAt)
  }
}
