import CRMCore

/// What is sold, as another module would keep it: cases refer to it without knowing it.
struct Ware: Record {
  static let entity = "product"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var family: String?
  init(id: RecordID<Ware>) { self.id = id }

  static let schema = Schema<Ware> { f in
    f("name", \.name)
    f("family", \.family)
  }
}
