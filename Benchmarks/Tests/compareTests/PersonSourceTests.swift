import CRMKit
import Testing

@testable import compare

@Suite("The people of a run")
struct PersonSourceTests {
  let source = PersonSource(seed: Comparison.seed)

  @Test("The person of a number is always the same, and no two share an identifier, an address or an instant")
  func people() {
    let people = (0..<2000).map(source.person)
    #expect(people == (0..<2000).map(source.person))
    #expect(Set(people.map(\.id)).count == 2000)
    #expect(Set(people.map(\.email)).count == 2000)
    #expect(Set(people.map(\.lastContactedAt)).count == 2000)
    #expect(people.map(\.id) == people.map(\.id).sorted())
    #expect(source.id(77) == people[77].id.identifier)
    #expect(source.email(77) == people[77].email)
  }

  @Test("About one of a hundred people meets the condition of filter-1pct")
  func selection() {
    let met = (0..<20_000).map(source.person).filter {
      $0.status == Selection.status && $0.score >= Selection.score
    }
    #expect((160...240).contains(met.count))
  }

  @Test("A person comes back from GRDB's form as it went in")
  func plain() {
    for index in 0..<200 {
      let person = source.person(index)
      #expect(PlainPerson(person).person == person)
    }
  }

  @Test("Every field counts in what answers are held against each other by, but not the stamp")
  func digest() throws {
    func digest(_ change: (inout Person) -> Void) -> Int {
      var person = source.person(1)
      change(&person)
      var sink = Sink(.content)
      sink.take(person)
      return sink.digest
    }
    #expect(digest { $0.stamp.revision = 7 } == digest { _ in })
    #expect(digest { $0.isSubscribed.toggle() } != digest { _ in })
    #expect(digest { $0.website = "x" } != digest { _ in })
  }
}
