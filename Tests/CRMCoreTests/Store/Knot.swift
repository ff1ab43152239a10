import CRMCore
import CRMMemoryStore

/// A record tied to others of its own kind by every rule of deletion.
struct Knot: Record {
  static let entity = "knot"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var size: Int?
  /// The knot goes with this one.
  var owner: Knot.ID?
  var friend: Knot.ID?
  var friends: [Knot.ID] = []
  /// This one can't go while the knot is there.
  var anchor: Knot.ID?
  init(id: RecordID<Knot>) { self.id = id }

  static let schema = Schema<Knot> { f in
    f("name", \.name, .required, .searchable)
    f("size", \.size, .indexed)
    f("owner", \.owner, onDelete: .cascade)
    f("friend", \.friend, onDelete: .nullify)
    f("friends", \.friends, onDelete: .nullify)
    f("anchor", \.anchor, onDelete: .restrict)
  }

  init(_ number: Int, _ change: (inout Knot) -> Void = { _ in }) {
    self.init(id: .numbered(number))
    name = "knot \(number)"
    change(&self)
  }
}

extension RecordID {
  /// The identifier with this number.
  static func numbered(_ number: Int) -> RecordID { RecordID(Identifier(high: 1, low: UInt64(number))) }
}

/// A memory store of knots in a world that can be replayed.
func makeKnots() throws -> MemoryStore { try MemoryStore([Knot.self], environment: .replayable(seed: 1)) }
