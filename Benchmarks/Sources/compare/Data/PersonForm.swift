/// A person in the form in which the user of a subject holds it.
protocol PersonForm: ~Copyable {
  init(_ person: Person)

  /// The same person in the form in which answers are held against each other.
  var person: Person { get }
  var score: Int { get }
}

extension Person: PersonForm {
  init(_ person: Person) { self = person }

  var person: Person { self }
}
