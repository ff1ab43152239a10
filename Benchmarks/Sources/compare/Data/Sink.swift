import CRMKit

/// Takes the records that a subject reads, so that the reading is not optimized away; or, before anything is timed, all that is in them,
/// so that subjects can be held against each other.
struct Sink {
  enum Attention {
    /// One field is looked at.
    case glance
    /// Every field counts, in whatever order the records come.
    case content
    /// Every field counts, and the order of the records.
    case contentAndOrder
  }

  private let attention: Attention
  private(set) var count = 0
  private(set) var digest = 0

  init(_ attention: Attention) { self.attention = attention }

  mutating func take(_ form: borrowing some PersonForm & ~Copyable) {
    count &+= 1
    switch attention {
    case .glance: digest &+= form.score
    case .content: digest &+= Sink.digest(of: form.person)
    case .contentAndOrder: digest = digest &* 31 &+ Sink.digest(of: form.person)
    }
  }

  /// Takes all that was found.
  mutating func take(_ forms: [some PersonForm]) { takeAll(of: forms.span) }

  /// None is copied for it, whether the compiler knows the type at the call or not: what need not be copyable can't be.
  private mutating func takeAll(of forms: Span<some PersonForm & ~Copyable>) {
    for position in forms.indices { take(forms[position]) }
  }

  /// Takes anything else that was found, so that finding it is not optimized away.
  mutating func note(_ number: UInt32) { digest &+= Int(number) }

  /// What a person holds, without the stamp, which each store writes by its own clock.
  private static func digest(of person: consuming Person) -> Int {
    person.stamp = Stamp()
    return person.hashValue
  }
}
