import CRMCore
import Foundation

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
    for _ in 0..<16 {
      followers.append(try Follower(&random, of: store, "the store"))
      followers.append(try Follower(&random, of: limited, "the store through rights"))
    }
    for number in 0..<steps {
      try await work(on: store, &random)
      if random.onceIn(3) {
        let microseconds = clock.now.microsecondsSince1970 + Int64(random.number(below: 9 * 86_400)) * 1_000_000
        clock.set(Instant(microsecondsSince1970: microseconds))
      }
      // Some take their time.
      for follower in followers where !random.onceIn(4) {
        if let difference = await follower.difference() { return t.fail("after step \(number): \(difference)") }
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

// MARK: - Work

extension LiveComparison {
  private static let types = [Specimen.recordType, Person.recordType, Company.recordType]

  /// Adds, changes and deletes some records.
  private func work(on store: any Store, _ random: inout RandomValues) async throws {
    try await store.writing { context in
      for _ in 0...random.number(below: 4) {
        let type = random.one(of: LiveComparison.types) ?? Specimen.recordType
        let key = RecordKey(entity: type.entity, id: random.identifier())
        do {
          guard let current = try await context.record(key) else {
            _ = try await context.insert(
              try await record(key, of: type, values: [:], changing: 0, context, &random))
            continue
          }
          if random.onceIn(6) {
            try await context.delete(key)
          } else {
            let next = try await record(
              key, of: type, stamp: current.stamp, values: current.values(), changing: 3, context, &random)
            _ = try await context.update(next)
          }
        } catch is StoreError {
          // Something unique was taken, or a reference holds the record.
        }
      }
    }
  }

  private func record(
    _ key: RecordKey, of type: RecordType, stamp: Stamp = Stamp(), values: [String: AnyValue], changing count: Int,
    _ context: borrowing WriteContext, _ random: inout RandomValues
  ) async throws -> AnyRecord {
    let fields = type.fields[5...].filter { !$0.isDerived }
    var values = values
    let changed = values.isEmpty ? fields : (0..<count).compactMap { _ in random.one(of: fields) }
    for field in changed {
      let value = try random.value(of: field)
      values[field.name] = try await existing(value, at: field, context)
    }
    return try AnyRecord(type: type, id: key.id, stamp: stamp, values: values)
  }

  /// The value with those of its references that lead somewhere.
  private func existing(
    _ value: AnyValue, at field: FieldDescription, _ context: borrowing WriteContext
  ) async throws -> AnyValue {
    guard let target = field.target else { return value }
    switch value {
    case .reference(let id):
      return try await context.record(RecordKey(entity: target, id: id)) == nil ? .null : value
    case .list(let elements):
      var present: [AnyValue] = []
      for element in elements where try await existing(element, at: field, context) != .null { present.append(element) }
      return .list(present)
    default: return value
    }
  }
}

// MARK: - Followers

extension LiveComparison {
  /// Somebody who follows one answer.
  private struct Follower {
    private let name: String
    private let ask: () async throws -> String
    private let current: () async throws -> String

    init(_ random: inout RandomValues, of store: any Store, _ place: String) throws {
      let type = random.one(of: LiveComparison.types) ?? Specimen.recordType
      if random.onceIn(3) {
        var query = try random.query(type, PlainModel(store.catalog))
        query.filter = try Follower.condition(query.filter, type, &random, store)
        self.init("\(query) of \(place)", store.live(query)) {
          try await store.reading { try await $0.records(query) }
        } text: {
          "\($0.map { ($0.id.ordinal, $0.stamp.revision) })"
        }
      } else {
        var query = try Follower.aggregate(type, &random, store)
        query.filter = try Follower.condition(query.filter, type, &random, store)
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
      current = { try await iterator.current().map(text) ?? "the end" }
    }

    /// What the live answer is otherwise than the one that is asked now.
    func difference() async -> String? {
      let expected = await Follower.outcome(of: ask)
      let found = await Follower.outcome(of: current)
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

    /// The condition, or a simpler one that more records meet, sometimes with a period.
    private static func condition(
      _ filter: FilterExpression, _ type: RecordType, _ random: inout RandomValues, _ store: any Store
    ) throws -> FilterExpression {
      let simple: [FilterExpression] = [
        filter, .constant(true), try random.filter(type, PlainModel(store.catalog), depth: 3),
      ]
      let filter = random.one(of: simple) ?? filter
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
