import CRMCore

/// Something that is asked of a store or done to it, whose outcome must not depend on what is out of sight.
struct RightsProbe: Sendable {
  let name: String
  private let body: @Sendable (RestrictedStore) async throws -> String

  init<T>(_ name: String, _ body: @escaping @Sendable (RestrictedStore) async throws -> T) {
    self.name = name
    self.body = { "\(try await body($0))" }
  }

  /// What comes of it, an error included.
  func outcome(on store: RestrictedStore) async -> String {
    do { return try await body(store) } catch { return "threw \(error)" }
  }

  /// What changes nothing.
  static let readings = reading + figures + paging + explaining + history

  /// What changes something, where it is allowed.
  static let writings = writing + deleting + restoring + observing
}

private typealias Scene = RightsWorld

extension RightsProbe {
  private static let customers = [Scene.first, Scene.second, Scene.gone, Scene.hidden, Scene.buried]

  /// Conditions that try to find out what a customer out of sight is like.
  private static let guesses: [FilterExpression] = [
    .constant(true), .not(.constant(false)), .text("name", .hasPrefix, "secret"), .not(.text("name", .contains, "s")),
    .compare("city", .equal, "secret 1 city"), .compare("city", .notEqual, "Shiraz"), .compare("email", .greater, "1"),
    .compare("parent.name", .equal, "secret 1"), .compare("parent.name", .notEqual, "secret 1"),
    .compare("parent", .equal, .null), .compare("parent", .equal, .reference(Scene.hidden.identifier)),
    .not(.compare("parent.parent.name", .equal, .null)), .isIn("id", customers.map { .reference($0.identifier) }),
    .matches("name", "SECRET"), .compare("revision", .greater, 1),
  ]

  /// The same of orders that refer to such a customer.
  private static let guessesOfOrders: [FilterExpression] = [
    .constant(true), .text("payer.name", .hasPrefix, "secret"), .not(.text("payer.name", .hasPrefix, "secret")),
    .compare("payer.city", .notEqual, "secret 1 city"), .compare("payer", .equal, .null),
    .compare("payer", .equal, .reference(Scene.hidden.identifier)),
    .compare("customer.parent.name", .equal, "secret 1"),
    .compare("customer.parent.city", .equal, .null), .not(.isIn("payer.email", ["1@1.ir", "1@2.ir"])),
  ]

  private static let queries =
    guesses.map { RecordQuery(Customer.recordType, where: $0) }
    + guessesOfOrders.map { RecordQuery(Order.recordType, where: $0) }

  private static let reading: [RightsProbe] =
    customers.flatMap { id in
      [
        RightsProbe("find \(id)") { try await $0.find(id) as Any },
        RightsProbe("get \(id)") { try await $0.get(id) },
        RightsProbe("get \(id) as of now") { try await $0.get(id, asOf: $0.environment.clock()) as Any },
        RightsProbe("record \(id) in a transaction") { store in
          try await store.writing { try await $0.record(id.key).map(Customer.schema.decode) as Any }
        },
      ]
    }
    + ["first", "FIRST", "SECRET 1", "1@1.ir", Scene.hidden.description].map { name in
      RightsProbe("a customer named \(name)") { try await $0.get(Customer.self, named: name) }
    }
    + queries.flatMap { query in
      [
        RightsProbe("records of \(query.type.entity) where \(query.filter)") { store in
          try await store.reading { try await $0.records(query).map { ($0.id, try values(of: $0)) } }
        },
        RightsProbe("count of \(query.type.entity) where \(query.filter)") { store in
          try await store.reading { try await $0.count(query) }
        },
        RightsProbe("count in a transaction where \(query.filter)") { store in
          try await store.writing { try await $0.reading.count(query) }
        },
      ]
    } + [
      RightsProbe("typed readings") { store in
        try await store.read { snapshot in
          let first = try await snapshot.first(Customer.self, sort: .descending(\.city))
          let exists = try await snapshot.exists(Customer.self, where: \.name ~= .hasPrefix("secret"))
          let count = try await snapshot.count(Order.self) { $0.payer.name.contains("secret") }
          let orders = try await snapshot.fetch(Order.self, sort: .ascending("payer.name"), limit: 2)
          return [first as Any, exists, count, orders.map(\.total)]
        }
      },
      RightsProbe("a held snapshot") { store in
        let held = try await store.snapshot()
        let records = try await held.fetch(Customer.self)
        await held.end()
        return records
      },
      RightsProbe("values at the ends of paths") { store in
        try await store.reading { context in
          var reader = try await PathReader(
            ["customer.name", "payer.name", "customer.parent.city", "payer.parent.name"], of: Order.recordType,
            in: context)
          var rows: [[AnyValue]] = []
          for order in try await context.records(RecordQuery(Order.recordType)) {
            rows.append(try await reader.values(of: order, in: context))
          }
          return rows
        }
      },
      RightsProbe("custom fields") { store in try await store.reading { try await $0.customFields().keys.sorted() } },
    ]

  private static let figures: [RightsProbe] =
    guesses.map { filter in
      RightsProbe("figures of customers where \(filter)") { store in
        try await store.aggregate(
          Customer.self, where: Filter(filter), by: [Grouping("parent.name")], .count, .distinct("city"),
          .minimum("name"),
          .maximum("parent.city"))
      }
    }
    + guessesOfOrders.map { filter in
      RightsProbe("figures of orders where \(filter)") { store in
        try await store.aggregate(
          Order.self, where: Filter(filter), by: [Grouping("payer.city"), Grouping("payer")], .count,
          .distinct("payer.name"), .maximum("customer.parent.name"))
      }
    }

  /// What is observed before and after something changes out of sight.
  private static let observing: [RightsProbe] =
    queries.map { query in
      RightsProbe("live records of \(query.type.entity) where \(query.filter)") { store in
        try await observe(store.live(query), of: store).map { try $0.map { ($0.id, try values(of: $0)) } }
      }
    }
    + guesses.map { filter in
      RightsProbe("live figures of customers where \(filter)") { store in
        let live = store.liveAggregate(
          Customer.self, where: Filter(filter), by: [Grouping("parent.name"), Grouping("parent")], .count,
          .minimum("name"), .maximum("parent.city"))
        return try await observe(live, of: store)
      }
    }
    + guessesOfOrders.map { filter in
      RightsProbe("live figures of orders where \(filter)") { store in
        let live = store.liveAggregate(
          Order.self, where: Filter(filter), by: [Grouping("payer.city"), Grouping("payer")], .count, .sum("total"),
          .maximum("customer.name"))
        return try await observe(live, of: store)
      }
    }

  private static func observe<Answer>(_ live: LiveQuery<Answer>, of store: RestrictedStore) async throws -> [Answer] {
    var iterator = live.makeAsyncIterator()
    var answers: [Answer] = []
    if let answer = try await iterator.current() { answers.append(answer) }
    try await store.unrestricted.update(Scene.hidden) {
      $0.name += " again"
      $0.city = nil
      $0.parent = Scene.first
    }
    if let answer = try await iterator.current() { answers.append(answer) }
    try await store.unrestricted.update(Scene.order) { $0.payer = Scene.first }
    if let answer = try await iterator.current() { answers.append(answer) }
    return answers
  }

  private static func values(of record: AnyRecord) throws -> [String] {
    try record.values().map { "\($0): \($1)" }.sorted()
  }

  private static let paging: [RightsProbe] =
    ([[], ["city"], ["parent.name"], ["parent.city", "name"]] as [[FieldPath]]).map {
      paths in
      RightsProbe("pages sorted by \(paths)") { store in
        var pages: [String] = []
        var cursor: RecordCursor?
        repeat {
          let page = try await store.page(
            Customer.self, sort: paths.map { .descending($0) }, limit: 1, after: cursor)
          pages.append("\(page)")
          cursor = page.next
        } while cursor != nil && pages.count < 20
        return pages
      }
    }

  private static let explaining: [RightsProbe] = queries.map { query in
    RightsProbe("explanation of \(query.type.entity) where \(query.filter)") { store in
      let plan = try await store.reading { try await $0.explain(query) }
      let figures = try await store.reading {
        try await $0.explain(AggregateQuery(query.type, where: query.filter, by: [Grouping("id")], measures: [.count]))
      }
      return [plan.touched, plan.matched, figures.touched, figures.matched]
    }
  }
}

// MARK: - History

extension RightsProbe {
  /// What is asked of the history itself.
  private static let guessesOfEntries: [FilterExpression] = [
    .constant(true), .compare("kind", .equal, "deleted"), .any("changes", .text("before", .hasPrefix, "secret")),
    .not(.any("changes", .text("after", .hasPrefix, "secret"))),
    .compare("record", .equal, .text(Scene.hidden.description)),
    .compare("record", .equal, .text(Scene.buried.description)), .compare("recordRevision", .greater, 2),
  ]

  private static let history: [RightsProbe] =
    customers.map { id in RightsProbe("history of \(id)") { try await $0.history(of: id) } }
    + guessesOfEntries.flatMap { filter in
      [
        RightsProbe("entries where \(filter)") { store in
          try await store.fetch(HistoryEntry.self, where: Filter(filter)).map(text)
        },
        RightsProbe("the first entries where \(filter)") { store in
          try await store.fetch(HistoryEntry.self, where: Filter(filter), sort: .descending("recordRevision"), limit: 2)
            .map(text)
        },
        RightsProbe("count of entries where \(filter)") { store in
          try await store.count(HistoryEntry.self, where: Filter(filter))
        },
        RightsProbe("figures of entries where \(filter)") { store in
          try await store.aggregate(
            HistoryEntry.self, where: Filter(filter), by: [Grouping("kind")], .count, .maximum("recordRevision"),
            .distinct("record"))
        },
        RightsProbe("pages of entries where \(filter)") { store in
          var entries: [String] = []
          var cursor: RecordCursor?
          repeat {
            let page = try await store.page(
              HistoryEntry.self, where: Filter(filter), sort: [.ascending("recordRevision")], limit: 1, after: cursor)
            entries += page.records.map(text)
            cursor = page.next
          } while cursor != nil && entries.count < 50
          return entries
        },
        RightsProbe("explanation of entries where \(filter)") { store in
          let plan = try await store.reading {
            try await $0.explain(RecordQuery(HistoryEntry.recordType, where: filter))
          }
          return [plan.touched, plan.matched]
        },
      ]
    } + [
      RightsProbe("each entry by its identifier") { store in
        var found: [String] = []
        for entry in try await store.unrestricted.fetch(HistoryEntry.self) {
          if let entry = try await store.find(entry.id) { found.append(text(entry)) }
        }
        return found
      }
    ]

  /// An entry without its identifier, which depends on how many others there are.
  private static func text(_ entry: HistoryEntry) -> String {
    "\(entry.subject) \(entry.record) \(entry.kind) \(entry.recordRevision) \(entry.changes)"
  }
}

// MARK: - Writing

extension RightsProbe {
  private static let new = Customer.ID(Identifier(high: 4, low: 1))

  private static func insertion(
    _ name: String, _ id: Customer.ID = new, _ change: @escaping @Sendable (inout Customer) -> Void
  ) -> RightsProbe {
    RightsProbe(name) { store in
      let record = try await store.insert(store.customer(id, "new", change))
      let entries = try await store.history(of: id)
      return (record, entries)
    }
  }

  private static let writing: [RightsProbe] =
    [
      insertion("insert a customer") { _ in },
      insertion("insert one that refers to a customer out of sight") { $0.parent = Scene.hidden },
      insertion("insert one that refers to a deleted customer") { $0.parent = Scene.buried },
      insertion("insert one under an identifier that is taken", Scene.hidden) { _ in },
      insertion("insert one under the identifier of a deleted one that was in sight", Scene.gone) { _ in },
      insertion("insert one under the identifier of a deleted one that was not", Scene.buried) { _ in },
      insertion("insert one with a value that is taken in sight") { $0.email = "first@b.ir" },
      RightsProbe("insert an order for a customer out of sight") { store in
        try await store.insert(Order(id: Order.ID(new.identifier), payer: Scene.hidden))
      },
      RightsProbe("insert an order for a customer of their own") { store in
        try await store.insert(Order(id: Order.ID(new.identifier), payer: Scene.first))
      },
      RightsProbe("load customers") { store in
        let ids = [new, Scene.hidden, Customer.ID(Identifier(high: 4, low: 2))]
        let progress = try await store.load(ids.map { store.customer($0, "loaded") }, inBatchesOf: 1)
        return (progress, try await store.fetch(Customer.self))
      },
      RightsProbe("insert an entry of the history") { store in
        try await store.insert(HistoryEntry(id: .init(new.identifier)))
      },
      RightsProbe("insert a definition of a custom field") { store in
        var field = CustomField(id: .init(new.identifier))
        (field.subject, field.name) = ("customer", "tier")
        return try await store.insert(field)
      },
    ]
    + customers.flatMap { id in
      [
        RightsProbe("update \(id)") { try await $0.update(id) { $0.name = "changed" } },
        RightsProbe("update \(id) to a reference out of sight") {
          try await $0.update(id) { $0.parent = Scene.buried }
        },
        RightsProbe("update \(id) from a made-up version") { store in
          try await store.update(store.customer(id, "made up") { $0.stamp.revision = 1 })
        },
        RightsProbe("update \(id) and go on") { store in
          try await store.write { tx in
            do { try await tx.update(id) { $0.name = "changed" } } catch {}
            return try await tx.fetch(Customer.self)
          }
        },
      ]
    }

  private static let deleting: [RightsProbe] =
    customers.flatMap { id in
      [
        RightsProbe("delete \(id)") { store in
          try await store.delete(id)
          return (try await store.fetch(Customer.self), try await store.fetch(Order.self).map(\.customer))
        },
        RightsProbe("delete \(id) and go on") { store in
          try await store.write { tx in
            do { try await tx.delete(id) } catch { return "\(error)" }
            return "\(try await tx.count(Customer.self))"
          }
        },
      ]
    } + [
      RightsProbe("delete an order") { store in
        try await store.delete(Scene.order)
        return try await store.fetch(Order.self).map(\.id)
      },
      RightsProbe("delete the whole history") { store in
        try await store.write { tx in
          for entry in try await tx.fetch(HistoryEntry.self) {
            do { try await tx.delete(entry.id) } catch StoreError.notAllowed {}
          }
          return try await tx.fetch(HistoryEntry.self).map(text)
        }
      },
    ]

  private static let restoring: [RightsProbe] =
    customers.map { id in
      RightsProbe("restore \(id)") { store in (try await store.restore(id), try await store.history(of: id)) }
    } + [
      RightsProbe("delete and restore") { store in
        try await store.delete(Scene.order)
        let restored = try await store.restore(Scene.order)
        return (restored, try await store.history(of: Scene.order))
      }
    ]
}

extension Order {
  fileprivate init(id: Order.ID, payer: Customer.ID) {
    self.init(id: id)
    self.payer = payer
  }
}
