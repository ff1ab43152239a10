import CRMCore

/// A filter on a list field says any or all.
enum ListChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("any over an empty list is false, all true", emptyLists),
    ConformanceCheck("any and all over texts, numbers, days and names", scalars),
    ConformanceCheck("any and all over groups look at the fields of one element", groups),
    ConformanceCheck("any and all over references follow them", references),
    ConformanceCheck("a list is compared by any or all only", demanded),
  ]

  private static func emptyLists(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: [Specimen(1), Specimen(2) { $0.tags = ["a"] }, Specimen(3) { $0.tags = ["b", "a"] }])
    let cases: [(Filter<Specimen>, [Int], String)] = [
      (\.tags ~= .any { $0.value == "a" }, [2, 3], "any a"), (\.tags ~= .all { $0.value == "a" }, [1, 2], "all a"),
      (!(\.tags ~= .any { $0.value == "a" }), [1], "not any a"),
      (!(\.tags ~= .all { $0.value == "a" }), [3], "not all a"),
      (\.tags ~= .any { $0.value != "a" }, [3], "any but a"), (\.tags ~= .all { $0.value != "a" }, [1], "all but a"),
      (Filter(.any("tags", .constant(true))), [2, 3], "any"),
      (Filter(.all("tags", .constant(false))), [1], "all of none"),
      (Filter(.all("scores", .compare("it", .equal, 1))), [1, 2, 3], "all of an empty list"),
      (Filter(.any("lines", .constant(true))), [], "any of an empty list of groups"),
      (Filter(.any("tags", .compare("it", .equal, .null))), [], "any element that is nothing"),
      (Filter(.all("tags", .compare("it", .notEqual, .null))), [1, 2, 3], "all elements are something"),
    ]
    for (filter, expected, name) in cases {
      try await t.expect(store.ordinals(Specimen.self, where: filter), is: expected, name)
      try await t.expect(store.count(Specimen.self, where: filter), is: expected.count, "the count of \(name)")
    }
  }

  private static func scalars(_ t: Trial) async throws {
    let store = try await t.store()
    let days = try (0..<3).map { try CalendarDate(daysSince1970: $0) }
    let specimens = try (0..<12).map { number in
      try Specimen(number) {
        $0.tags = Array(["a", "b", "é", "ab"][..<(number % 5 == 4 ? 4 : number % 5)].reversed())
        $0.scores = (0..<number % 4).map { $0 * 2 - number % 3 }
        $0.factors = try (0..<number % 3).map { try ExactDecimal("\($0).5") }
        $0.days = Array(days.prefix(number % 4))
        $0.levels = Array(Specimen.Level.allCases.suffix(number % 4))
      }
    }
    var model = PlainModel(store.catalog)
    try await store.insert(all: specimens)
    try model.put(specimens)
    let tests: [(FieldPath, [FilterExpression])] = [
      (
        "tags",
        [
          .compare("it", .equal, "a"), .compare("it", .greater, "a"), .text("it", .contains, "b"),
          .text("it", .hasPrefix, "a"),
          .isIn("it", ["é", "b"]), .not(.compare("it", .equal, "b")), .matches("it", "E"), .between("it", "a", "b"),
        ]
      ),
      (
        "scores",
        [
          .compare("it", .equal, 2), .compare("it", .less, 0),
          .compare("it", .greater, .decimal(try ExactDecimal("0.5"))),
          .isIn("it", [0, 4]), .between("it", -1, 1), .and([.compare("it", .greater, 0), .compare("it", .less, 3)]),
          .or([]),
        ]
      ),
      ("factors", [.compare("it", .equal, .decimal(try ExactDecimal("1.5"))), .compare("it", .less, 1)]),
      ("days", [.compare("it", .greaterOrEqual, .date(days[1])), .compare("it", .equal, .date(days[0]))]),
      ("levels", [.compare("it", .equal, "low"), .isIn("it", ["high", "medium"])]),
    ]
    // The model knows only literals of the field's type.
    for (path, conditions) in tests {
      let filters = conditions.flatMap {
        [FilterExpression.any(path, $0), .all(path, $0), .not(.any(path, $0)), .not(.all(path, $0))]
      }
      let checked = try filters.map { try $0.checked(in: .record(Specimen.recordType), catalog: store.catalog) }
      try await t.expect(store, answersAs: model, checked, of: Specimen.recordType)
    }
  }

  private static func groups(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: [
      Specimen(1) { $0.lines = [Line("a@x.ir", label: "work", rank: 1), Line("b@y.com", label: "home", rank: 2)] },
      Specimen(2) { $0.lines = [Line("a@y.com", label: "home", rank: 1)] },
      Specimen(3) { $0.lines = [Line("c@x.ir", label: nil, rank: nil)] },
      Specimen(4),
    ])
    let cases: [(Filter<Specimen>, [Int], String)] = [
      (\.lines ~= .any { $0.label == "work" }, [1], "any label work"),
      (\.lines ~= .any { $0.label == "home" && $0.rank == 1 }, [2], "any label home and rank 1, of one element"),
      (\.lines ~= .any { $0.label == nil }, [3], "any without label"),
      (\.lines ~= .all { $0.label != nil }, [1, 2, 4], "all with label"),
      (\.lines ~= .any { $0.address.passes(.hasSuffix(".ir")) }, [1, 3], "any address that ends with .ir"),
      (\.lines ~= .all { $0.rank < 2 }, [2, 4], "all of rank below 2"),
      (\.lines ~= .any { $0.rank > 0 }, [1, 2], "any of rank above 0"),
      (\.lines ~= .all { !($0.rank == 1) }, [3, 4], "all of another rank than 1"),
    ]
    for (filter, expected, name) in cases {
      try await t.expect(store.ordinals(Specimen.self, where: filter), is: expected, name)
    }
  }

  private static func references(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Company(1) { $0.name = "Acme" })
    try await store.insert(all: [
      Person(1) {
        $0.name = "Ali"
        $0.score = 1
        $0.employer = .number(1)
      },
      Person(2) { $0.name = "Babak" },
      Person(3) {
        $0.name = "Sara"
        $0.friends = [.number(2), .number(1)]
      },
      Person(4) {
        $0.name = "Zahra"
        $0.friends = [.number(2)]
      },
    ])
    let cases: [(Filter<Person>, [Int], String)] = [
      (\.friends ~= .any { $0.value == .number(1) }, [3], "any friend by identifier"),
      (\.friends ~= .all { $0.value == .number(2) }, [1, 2, 4], "all friends by identifier"),
      (Filter(.any("friends", .compare("name", .equal, "Babak"))), [3, 4], "any friend by name"),
      (Filter(.any("friends", .compare("score", .equal, .null))), [3, 4], "any friend without score"),
      (Filter(.all("friends", .compare("score", .equal, .null))), [1, 2, 4], "all friends without score"),
      (Filter(.any("friends", .compare("employer.name", .equal, "Acme"))), [3], "any friend by their employer"),
      (
        Filter(.any("friends", .compare("employer.name", .notEqual, "Acme"))), [3, 4],
        "any friend with another employer or none"
      ),
    ]
    for (filter, expected, name) in cases {
      try await t.expect(store.ordinals(Person.self, where: filter), is: expected, name)
    }
  }

  private static func demanded(_ t: Trial) async throws {
    let store = try await t.store()
    await t.expect(throws: FilterError.listNeedsAnyOrAll("tags"), "a list compared with a text") {
      _ = try await store.count(Specimen.self, where: Filter(.compare("tags", .equal, "a")))
    }
    await t.expect(throws: FilterError.notAList("title", .text), "any over a text") {
      _ = try await store.count(Specimen.self, where: Filter(.any("title", .constant(true))))
    }
  }
}
