import CRMCore

/// An account that all move amounts from and to.
struct Purse: Record {
  static let entity = "purse"

  var id: ID
  var stamp = Stamp()
  var balance = 0
  /// How often it was changed from a revision that was read before.
  var turns = 0

  init(id: RecordID<Purse>) { self.id = id }

  static let schema = Schema<Purse> { f in
    f("balance", \.balance)
    f("turns", \.turns)
  }
}

/// The ledger's entry for an amount that was moved.
struct Transfer: Record {
  static let entity = "transfer"

  var id: ID
  var stamp = Stamp()
  var from: Purse.ID?
  var to: Purse.ID?
  var amount = 0

  init(id: RecordID<Transfer>) { self.id = id }

  static let schema = Schema<Transfer> { f in
    f("from", \.from, onDelete: .restrict)
    f("to", \.to, onDelete: .restrict)
    f("amount", \.amount)
  }
}

/// A name that one can have.
struct Claim: Record {
  static let entity = "claim"

  var id: ID
  var stamp = Stamp()
  /// Unique.
  var name: Int?

  init(id: RecordID<Claim>) { self.id = id }

  static let schema = Schema<Claim> { f in f("name", \.name, .unique) }
}

/// What is deleted while nobody refers to it, and restored.
struct House: Record {
  static let entity = "house"

  var id: ID
  var stamp = Stamp()

  init(id: RecordID<House>) { self.id = id }

  static let schema = Schema<House> { _ in }
}

/// What refers to a house.
struct Guest: Record {
  static let entity = "guest"

  var id: ID
  var stamp = Stamp()
  var house: House.ID?

  init(id: RecordID<Guest>) { self.id = id }

  static let schema = Schema<Guest> { f in f("house", \.house, onDelete: .restrict) }
}

/// A note of what all purses held, numbered by how many notes there were: two that don't see each other get the same number.
struct Tally: Record {
  static let entity = "tally"

  var id: ID
  var stamp = Stamp()
  var number = 0
  var sum = 0

  init(id: RecordID<Tally>) { self.id = id }

  static let schema = Schema<Tally> { f in
    f("number", \.number)
    f("sum", \.sum)
  }
}

/// Says that a contestant has come as far as a phase of the contest.
struct Arrival: Record {
  static let entity = "arrival"

  var id: ID
  var stamp = Stamp()
  var phase = 0

  init(id: RecordID<Arrival>) { self.id = id }

  static let schema = Schema<Arrival> { f in f("phase", \.phase, .indexed) }
}
