import CRMCore

/// Cursors encode the keys, so paging is stable while others write.
enum PagingChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("pages in any order put together are the whole answer", pages),
    ConformanceCheck("the last page says that it is the last", lastPage),
    ConformanceCheck("paging is stable while others write", stability),
    ConformanceCheck("a cursor holds when its record is changed or deleted", vanishedRecord),
    ConformanceCheck("a cursor goes through its text form", textForm),
    ConformanceCheck("a cursor and a condition", conditions),
    ConformanceCheck("a cursor that does not belong to the query is refused or harmless", foreignCursor),
  ]

  /// All pages of so many records, one after the other.
  private static func pages(
    of store: any Store, where filter: Filter<Specimen> = .all, _ sort: [SortTerm], limit: Int
  ) async throws -> [Int] {
    var found: [Int] = []
    var cursor: RecordCursor?
    // A store that never comes to an end is stopped.
    for _ in 0..<100 {
      let page = try await store.page(Specimen.self, where: filter, order: sort, limit: limit, after: cursor)
      found += page.records.ordinals
      cursor = page.next
      if cursor == nil { break }
    }
    return found
  }

  private static func pages(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let more: [[SortTerm]] = [
      [], [.descending("id")], [.ascending("wide"), .descending("note")],
      [.descending("company.name"), .ascending("grade")],
      [.ascending("isVerified"), .descending("fee"), .ascending("title")], [.ascending("revision")],
    ]
    for sort in OrderChecks.orders(of: Specimen.recordType) + more {
      let whole = model.identifiers(RecordQuery(Specimen.recordType, sort: sort)).map(\.ordinal)
      for limit in [1, 4, 21] {
        try await t.expect(pages(of: store, sort, limit: limit), is: whole, "pages of \(limit), \(sort.text)")
      }
    }
  }

  private static func lastPage(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (0..<5).map { Specimen($0) })
    let first = try await store.page(Specimen.self, limit: 3)
    t.expect(first.records.ordinals, is: [0, 1, 2], "the first page")
    let second = try await store.page(Specimen.self, limit: 3, after: first.next)
    t.expect(second.records.ordinals, is: [3, 4], "the second page")
    t.expect(second.next, is: nil, "what follows a page that is not full")
    let exact = try await store.page(Specimen.self, limit: 5)
    let behind = try await store.page(Specimen.self, limit: 5, after: exact.next)
    t.expect(exact.next == nil ? [] : behind.records.ordinals, is: [], "what is behind the last record")
    let none = try await store.page(Specimen.self, where: \.count == 99, limit: 3)
    t.expect(none.records.ordinals, is: [], "a page of nothing")
    t.expect(none.next, is: nil, "what follows a page of nothing")
  }

  /// Between two pages, records appear and go before and behind the cursor, in each order.
  private static func stability(_ t: Trial) async throws {
    for isDescending in [false, true] {
      for path in ["wide", "title", "price", "company.headcount"] as [FieldPath] {
        let store = try await t.store()
        try await store.insert(
          all: (1...9).map { number in
            Company(number) {
              $0.name = "company"
              $0.headcount = number * 10
            }
          })
        func specimen(_ number: Int, at value: Int) -> Specimen {
          Specimen(number) {
            $0.wide = Int64(value)
            $0.title = "\(value)"
            $0.price = Money(minorUnits: Int64(value), currency: .usd)
            $0.company = .number(value / 10)
          }
        }
        let name = "\(path)\(isDescending ? " descending" : "")"
        let sort = [SortTerm(path, isDescending: isDescending)]
        func value(at place: Int) -> Int { isDescending ? 100 - place * 10 : place * 10 }
        try await store.insert(all: (1...8).map { specimen($0 * 10, at: value(at: $0)) })
        let first = try await store.page(Specimen.self, order: sort, limit: 4)
        t.expect(first.records.ordinals, is: [10, 20, 30, 40], "the first page by \(name)")
        try await store.write { store in
          try await store.delete(Specimen.ID.number(20))
          try await store.delete(Specimen.ID.number(60))
          try await store.insert(specimen(5, at: value(at: 3)))
          try await store.insert(specimen(55, at: value(at: 5)))
          // At the cursor's own key, before and behind it by identifier.
          try await store.insert(specimen(39, at: value(at: 4)))
          try await store.insert(specimen(41, at: value(at: 4)))
        }
        let second = try await store.page(Specimen.self, order: sort, limit: 4, after: first.next)
        t.expect(second.records.ordinals, is: [41, 50, 55, 70], "the second page by \(name)")
        let third = try await store.page(Specimen.self, order: sort, limit: 4, after: second.next)
        t.expect(third.records.ordinals, is: [80], "the third page by \(name)")
      }
    }
  }

  private static func vanishedRecord(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: (0..<6).map { number in Specimen(number) { $0.wide = number < 3 ? nil : Int64(number) } })
    let sort = [SortTerm("wide")]
    let atNothing = try await store.page(Specimen.self, order: sort, limit: 2)
    let atValue = try await store.page(Specimen.self, order: sort, limit: 4)
    try await store.delete(Specimen.ID.number(1))
    try await store.update(Specimen.ID.number(3)) { $0.wide = 100 }
    let behindNothing = try await store.page(Specimen.self, order: sort, limit: 9, after: atNothing.next)
    t.expect(behindNothing.records.ordinals, is: [2, 4, 5, 3], "behind a deleted record that held nothing")
    let behindValue = try await store.page(Specimen.self, order: sort, limit: 9, after: atValue.next)
    t.expect(behindValue.records.ordinals, is: [4, 5, 3], "behind the place where a record was that moved on")
  }

  private static func textForm(_ t: Trial) async throws {
    let (store, _) = try await OrderChecks.prepared(t)
    for sort in OrderChecks.orders(of: Specimen.recordType) {
      let page = try await store.page(Specimen.self, order: sort, limit: 7)
      guard let next = page.next else { return t.fail("no cursor behind 7 of 21 records, \(sort.text)") }
      let read = try RecordCursor(text: next.description)
      t.expect(read, is: next, "the cursor from its text, \(sort.text)")
      let (plain, again) = (
        try await store.page(Specimen.self, order: sort, limit: 7, after: next),
        try await store.page(Specimen.self, order: sort, limit: 7, after: read)
      )
      t.expect(again.records.ordinals, is: plain.records.ordinals, "the page behind it, \(sort.text)")
    }
  }

  private static func conditions(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let filters: [FilterExpression] = [
      .compare("wide", .greaterOrEqual, 0), .compare("note", .notEqual, .null),
      .compare("company.name", .equal, "company 2"),
      .isIn("id", (0..<12).map { .reference(.number($0)) }),
    ]
    for filter in filters {
      for sort in [
        [], [SortTerm("wide")], [SortTerm("note", isDescending: true)],
        [SortTerm("title"), SortTerm("wide", isDescending: true)],
      ] {
        let whole = model.identifiers(RecordQuery(Specimen.recordType, where: filter, sort: sort)).map(\.ordinal)
        try await t.expect(
          pages(of: store, where: Filter(filter), sort, limit: 2), is: whole, "pages of 2, \(sort.text) where \(filter)"
        )
      }
    }
  }

  private static func foreignCursor(_ t: Trial) async throws {
    let (store, _) = try await OrderChecks.prepared(t)
    let cursors = [
      RecordCursor(keys: [], id: .number(1)), RecordCursor(keys: [.text("x"), .integer(1)], id: .number(1)),
      RecordCursor(keys: [.text("no integer")], id: .number(1)), RecordCursor(keys: [.list([])], id: .number(1)),
    ]
    for cursor in cursors {
      do {
        let page = try await store.page(Specimen.self, order: [SortTerm("wide")], limit: 3, after: cursor)
        t.expect(page.records.count <= 3, "more records than the limit")
      } catch let error {
        t.expect(!(error is CancellationError), "\(error)")
      }
    }
  }
}
