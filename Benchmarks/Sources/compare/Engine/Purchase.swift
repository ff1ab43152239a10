import CRMKit

/// What a person bought: a record whose report goes by a field one reference away.
struct Purchase: Record {
  static let entity = "purchase"

  var id: ID
  var stamp = Stamp()
  var person: Person.ID?
  var amount = 0

  init(id: RecordID<Purchase>) { self.id = id }

  static let schema = Schema<Purchase> { f in
    f("person", \.person, onDelete: .cascade)
    f("amount", \.amount)
    f.withoutHistory()
  }
}

/// A record with one field and no history: a commit of one is the least that a store can do.
struct Mark: Record {
  static let entity = "mark"

  var id: ID
  var stamp = Stamp()
  var number = 0

  init(id: RecordID<Mark>) { self.id = id }

  static let schema = Schema<Mark> { f in
    f("number", \.number)
    f.withoutHistory()
  }
}

extension CRM {
  /// Commits so many records, each by a transaction of its own.
  func commitMarks(_ count: Int) async throws {
    for number in 0..<count {
      var mark = Mark(id: newID())
      mark.number = number
      try await insert(mark)
    }
  }
}
