import CRMCore

/// Random work and jumps of the clock on a store of which random answers are followed live: each of them must be, after each step, what the
/// store answers when it is asked.
struct LiveComparison {
  private let seed: UInt64
  private let steps: Int

  init(seed: UInt64, steps: Int) {
    self.seed = seed
    self.steps = steps
  }

  func run(_ t: Trial) async throws {
    // The random days lie within some months of 1970, and the clock passes through them.
    let clock = SteppingClock(start: Instant(microsecondsSince1970: -130 * 86_400_000_000))
    let environment = CRMEnvironment(
      clock: { clock.next() }, identifiers: IdentifierGenerator(seed: seed), calendar: .gregorian(in: .gmt),
      sleepUntil: { try await clock.sleep(until: $0) })
    let store = try await t.store(in: environment)
    var random = RandomValues(seed: seed &* 0x9E37_79B9, catalog: store.catalog)
    let limited = try store.acting(as: .number(1), with: rights(&random, store.catalog))
    var followers: [Follower] = []
    for _ in 0..<24 {
      followers.append(try Follower(&random, of: store, "the store"))
      followers.append(try Follower(&random, of: limited, "the store through rights"))
    }
    let script = try RandomScript(seed: seed, steps: steps, catalog: store.catalog)
    for (number, step) in script.steps.enumerated() {
      // The times of past states are not asked for here.
      _ = try await script.transact(step, number, [], on: store)
      if random.onceIn(3) {
        let microseconds = clock.now.microsecondsSince1970 + Int64(random.number(below: 9 * 86_400)) * 1_000_000
        clock.set(Instant(microsecondsSince1970: microseconds))
      }
      // Some take their time.
      for index in followers.indices where !random.onceIn(4) {
        if let difference = await followers[index].difference() {
          t.fail("after step \(number): \(difference)")
          return
        }
      }
    }
  }

  private func rights(_ random: inout RandomValues, _ catalog: Catalog) throws -> Rights {
    let model = PlainModel(catalog)
    var rights = Rights()
    rights.limit(
      "company", [.read], to: try random.filter(Company.recordType, model) || .compare("headcount", .greater, 0))
    rights.limit("person", [.read], to: .compare("employer.headcount", .notEqual, .integer(-1)))
    rights.limit("specimen", [.read], to: .during("due", .last(90, .days)) || .compare("count", .less, .integer(2)))
    return rights
  }
}

extension LiveComparison {
  /// Somebody who follows one answer.
  private struct Follower {
    private let name: String
    private let ask: () async throws -> String
    private let next: () async throws -> String
    private var latest: String?

    init(_ random: inout RandomValues, of store: any Store, _ place: String) throws {
      let types = [Specimen.recordType, Person.recordType, Company.recordType, Contract.recordType]
      let type = random.one(of: types) ?? Specimen.recordType
      if random.onceIn(3) {
        var query = try random.query(type, PlainModel(store.catalog))
        query.filter = Follower.timed(query.filter, type, &random)
        self.init("\(query) of \(place)", store.live(query)) {
          try await store.reading { try await $0.records(query) }
        } text: {
          "\($0.map { ($0.id.ordinal, $0.stamp.revision) })"
        }
      } else {
        var query = try Follower.aggregate(type, &random, store)
        query.filter = Follower.timed(query.filter, type, &random)
        let live = store.live(query)
        self.init("\(query) of \(place), \(live.maintenance)", live) {
          try await store.reading { try await $0.aggregate(query) }
        } text: {
          RandomScript.text($0)
        }
      }
    }

    private init<Answer>(
      _ name: String, _ live: LiveQuery<Answer>, ask: @escaping () async throws -> Answer,
      text: @escaping (Answer) -> String
    ) {
      self.name = name
      var iterator = live.makeAsyncIterator()
      self.ask = { text(try await ask()) }
      next = { try await iterator.next(isolation: nil).map(text) ?? "the end" }
    }

    /// What the live answer is otherwise than the one that is asked now.
    mutating func difference() async -> String? {
      let expected = await Follower.outcome(of: ask)
      // Only another answer is worth a call.
      guard expected != latest else { return nil }
      let found = await Follower.outcome(of: next)
      latest = found
      return found == expected ? nil : "\(name): asked anew, it is \(expected), and live it is \(found)"
    }

    private static func outcome(of body: () async throws -> String) async -> String {
      do { return try await body() } catch { return RandomScript.label(error) }
    }

    /// A random aggregate, mostly one that is kept.
    private static func aggregate(
      _ type: RecordType, _ random: inout RandomValues, _ store: any Store
    ) throws -> AggregateQuery {
      let model = PlainModel(store.catalog)
      for _ in 0..<8 {
        let query = try random.aggregate(type, model)
        if store.live(query).maintenance == .kept { return query }
      }
      return try random.aggregate(type, model)
    }

    /// The condition, sometimes with a period.
    private static func timed(
      _ filter: FilterExpression, _ type: RecordType, _ random: inout RandomValues
    ) -> FilterExpression {
      guard type == Specimen.recordType, random.onceIn(2) else { return filter }
      let days = 1 + random.number(below: 60)
      let periods: [RelativePeriod] = [.last(days, .days), .next(days, .days), .current(.month), .previous(.quarter)]
      let paths: [FieldPath] = ["day", "due", "moment", "seen"]
      let during = FilterExpression.during(
        random.one(of: paths) ?? "day", random.one(of: periods) ?? .today)
      return random.onceIn(2) ? filter && during : filter || during
    }
  }
}
