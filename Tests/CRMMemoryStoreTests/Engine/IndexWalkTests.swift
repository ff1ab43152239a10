import CRMCore
import CRMMemoryStore
import Testing

@Suite("Pages in the order of an index")
struct IndexWalkTests {
  struct Errand: Record {
    static let entity = "errand"
    var id: ID
    var stamp = Stamp()
    var place = ""
    var due: Int?
    init(id: RecordID<Errand>) { self.id = id }
    static let schema = Schema<Errand> { f in
      f("place", \.place)
      f("due", \.due, .indexed)
    }
  }

  private let store: MemoryStore

  /// A thousand that are due never, and a thousand that are, at times of which each occurs twice.
  init() async throws {
    store = try MemoryStore([Errand.self], environment: .replayable(seed: 1))
    try await store.load(
      (0..<2000).map { [store] number in
        var errand = Errand(id: store.newID())
        errand.place = number % 3 == 0 ? "bank" : "shop"
        errand.due = number < 1000 ? nil : (number * 7919) % 1000 / 2
        return errand
      })
  }

  @Test("A page looks at no records before and behind what a condition lets through of the field that it is sorted by")
  func bounded() async throws {
    let query = RecordQuery(
      Errand.recordType, where: .between("due", 100, 399) && .compare("place", .equal, "bank"),
      sort: [.ascending("due")], limit: 5)
    let plan = try await store.reading { try await $0.explain(query) }
    #expect(plan.access == .index("due"))
    #expect(try #require(plan.touched) < 100)
    var none = query
    none.filter = .compare("due", .lessOrEqual, 499) && .compare("place", .equal, "harbour")
    let all = try await store.reading { try await $0.explain(none) }
    #expect(all.matched == 0)
    #expect(try #require(all.touched) <= 1000)
  }

  @Test(
    "Page by page there come the records that a scan finds, whatever the condition lets through",
    arguments: [
      .constant(true), .compare("due", .lessOrEqual, 250), .compare("due", .less, 0), .compare("due", .greater, 499),
      .compare("due", .equal, .null), .compare("due", .equal, 77), .compare("due", .greaterOrEqual, 480),
      .between("due", 300, 200), .between("due", 17, 17), .compare("due", .notEqual, .null),
    ] as [FilterExpression])
  func pages(_ condition: FilterExpression) async throws {
    let filter = condition && .compare("place", .equal, "bank")
    for isDescending in [false, true] {
      let sort = Sorting<Errand>(SortTerm("due", isDescending: isDescending))
      let expected = try await store.fetch(where: Filter<Errand>(filter), sort: sort).map(\.id)
      var found: [Errand.ID] = []
      var cursor: RecordCursor?
      repeat {
        let page = try await store.page(Errand.self, where: Filter(filter), sort: [sort], limit: 7, after: cursor)
        found += page.records.map(\.id)
        cursor = page.next
      } while cursor != nil
      #expect(found == expected, "\(condition), descending: \(isDescending)")
    }
  }

  @Test("A place outside of what a condition lets through is no reason to look at more, or to miss anything")
  func strangePlaces() async throws {
    let filter = Filter<Errand>(.between("due", 100, 120))
    for key in [AnyValue.null, 50, 100, 110, 120, 300] {
      let cursor = RecordCursor(keys: [key], id: Identifier(high: 0, low: 0))
      let page = try await store.page(
        Errand.self, where: filter, sort: [.ascending(\.due)], limit: 10, after: cursor)
      let all = try await store.fetch(where: filter, sort: .ascending(\.due))
      let behind = all.filter { errand in
        guard case .integer(let least) = key else { return true }
        return (errand.due ?? 0) >= least
      }
      #expect(page.records == Array(behind.prefix(10)), "after \(key)")
    }
  }
}
