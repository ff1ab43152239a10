import CRMCore

/// A record that holds on to what it refers to, or goes with it.
struct Contract: Record {
  static let entity = "contract"

  var id: ID
  var stamp = Stamp()
  var title = ""
  /// A company can't go while it is a party.
  var party: Company.ID?
  /// The contract goes with its signer.
  var signer: Person.ID?
  /// A person can't go while they are a witness.
  var witnesses: [Person.ID] = []
  var value: Money?

  init(id: RecordID<Contract>) { self.id = id }

  static let schema = Schema<Contract> { f in
    f("title", \.title)
    f("party", \.party, onDelete: .restrict)
    f("signer", \.signer, onDelete: .cascade)
    f("witnesses", \.witnesses, onDelete: .restrict)
    f("value", \.value)
  }
}

/// A record that goes with what it refers to, in chains and circles of its own type.
struct Step: Record {
  static let entity = "step"

  var id: ID
  var stamp = Stamp()
  var title = ""
  /// The step goes with the one before it.
  var previous: Step.ID?
  /// The step goes with each of these.
  var needs: [Step.ID] = []
  /// The step goes with its contract.
  var contract: Contract.ID?

  init(id: RecordID<Step>) { self.id = id }

  static let schema = Schema<Step> { f in
    f("title", \.title)
    f("previous", \.previous, onDelete: .cascade)
    f("needs", \.needs, onDelete: .cascade)
    f("contract", \.contract, onDelete: .cascade)
  }
}

/// A record without history.
struct Jot: Record {
  static let entity = "jot"

  var id: ID
  var stamp = Stamp()
  var text = ""
  var value = 0
  var isOn = false

  init(id: RecordID<Jot>) { self.id = id }

  static let schema = Schema<Jot> { f in
    f("text", \.text)
    f("value", \.value)
    f("isOn", \.isOn)
    f.withoutHistory()
  }
}
