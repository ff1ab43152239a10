import CRMCore
import CRMMemoryStore

/// A record tied to others of its own kind by every rule of deletion.
struct Tether: Record {
  static let entity = "tether"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var size: Int?
  /// The tether goes with this one.
  var owner: Tether.ID?
  var friend: Tether.ID?
  var friends: [Tether.ID] = []
  /// This one can't go while the tether is there.
  var anchor: Tether.ID?
  init(id: RecordID<Tether>) { self.id = id }

  static let schema = Schema<Tether> { f in
    f("name", \.name, .required, .searchable)
    f("size", \.size, .indexed)
    f("owner", \.owner, onDelete: .cascade)
    f("friend", \.friend, onDelete: .nullify)
    f("friends", \.friends, onDelete: .nullify)
    f("anchor", \.anchor, onDelete: .restrict)
  }

  init(_ number: Int, _ change: (inout Tether) -> Void = { _ in }) {
    self.init(id: .numbered(number))
    name = "tether \(number)"
    change(&self)
  }
}

extension RecordID {
  /// The identifier with this number.
  static func numbered(_ number: Int) -> RecordID { RecordID(Identifier(high: 1, low: UInt64(number))) }
}

/// A memory store of tethers in a world that can be replayed.
func makeTethers() throws -> MemoryStore { try MemoryStore([Tether.self], environment: .replayable(seed: 1)) }
