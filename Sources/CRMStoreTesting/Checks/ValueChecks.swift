import CRMCore
import Foundation

/// Every value of every type comes back as it was written.
enum ValueChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a value of every type comes back as it was written", roundTrip),
    ConformanceCheck("nothing comes back as nothing, and is neither an empty text nor an empty list", nothing),
    ConformanceCheck("instants and durations are 64-bit microseconds; finer input is rounded down", microseconds),
    ConformanceCheck("dates are days of the proleptic Gregorian calendar, from the year 1 to 9999", farDates),
    ConformanceCheck("the earliest and the latest instants are kept and ordered", farInstants),
    ConformanceCheck("lists keep order", lists),
    ConformanceCheck("enumerations are stored by name, and open ones take any name", enumerations),
    ConformanceCheck("an unknown name read from a newer version is preserved, not lost", unknownName),
    ConformanceCheck("derived fields follow the fields that they are made of", derivedFields),
    ConformanceCheck("money keeps its currency, also one that an application declared", money),
  ]

  /// A specimen with a value in every field.
  static func full(_ number: Int) throws -> Specimen {
    try Specimen(number) {
      $0.title = "title \(number)"
      $0.note = "note"
      $0.count = -7
      $0.wide = 1 << 40
      $0.ratio = try ExactDecimal("0.000000000000000001")
      $0.factor = try ExactDecimal("-12.5")
      $0.number = 0.1
      $0.reading = -1e-7
      $0.isActive = true
      $0.isVerified = false
      $0.price = Money(minorUnits: 1999, currency: .eur)
      $0.fee = Money(minorUnits: -1, currency: .jpy)
      $0.day = try CalendarDate(year: 2024, month: 2, day: 29)
      $0.due = try CalendarDate(year: 1969, month: 12, day: 31)
      $0.moment = Instant(microsecondsSince1970: 1_700_000_000_123_456)
      $0.seen = Instant(microsecondsSince1970: -1)
      $0.span = .microseconds(90_000_001)
      $0.pause = .seconds(-5)
      $0.level = .high
      $0.grade = .medium
      $0.channel = .phone
      $0.source = Specimen.Channel(rawValue: "carrier pigeon")
      $0.tags = ["b", "a", "b", ""]
      $0.scores = [3, 1, 2, -1, 0, 3]
      $0.factors = [try ExactDecimal("1.5"), 0]
      $0.days = [try CalendarDate(year: 2000, month: 1, day: 1)]
      $0.levels = [.high, .low]
      $0.lines = [Line("a@example.com", label: "work", rank: 1), Line("", label: nil, rank: nil)]
      $0.place.city = "Tehran"
      $0.place.position.x = 35
      $0.place.position.y = -51
    }
  }

  private static func roundTrip(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Company(9) { $0.name = "Acme" })
    var specimen = try full(1)
    specimen.company = .number(9)
    let stored = try await store.insert(specimen)
    specimen.stamp = stored.stamp
    t.expect(stored, is: specimen, "what insert returns")
    try await t.expect(store.get(specimen.id), is: specimen, "what get returns")
    try await t.expect(store.fetch(Specimen.self), is: [specimen], "what fetch returns")
    let values = try await store.reading { try await $0.record(specimen.key)?.values() }
    try t.expect(values ?? [:], is: Specimen.schema.encode(specimen).values(), "the values by name")
  }

  private static func nothing(_ t: Trial) async throws {
    let store = try await t.store()
    let empty = try await store.insert(Specimen(1))
    let blank = try await store.insert(Specimen(2) { $0.note = "" })
    let foundEmpty = try await store.get(empty.id)
    t.expect(foundEmpty, is: empty, "a record without values")
    t.expect(foundEmpty.note, is: nil, "a note that was never set")
    try await t.expect(store.get(blank.id).note, is: "", "an empty note")
    try await t.expect(store.ordinals(Specimen.self, where: \.note == nil), is: [1], "records whose note is nothing")
    try await t.expect(store.ordinals(Specimen.self, where: \.note == ""), is: [2], "records whose note is empty")
    try await store.update(blank.id) { $0.note = nil }
    try await t.expect(store.get(blank.id).note, is: nil, "a note that was taken away")
    try await t.expect(store.get(empty.id).tags, is: [], "a list without elements")
  }

  private static func microseconds(_ t: Trial) async throws {
    let store = try await t.store()
    let cases: [(Duration, Int64)] = [
      (.nanoseconds(1999), 1), (.nanoseconds(-1), -1), (.nanoseconds(-1000), -1), (.microseconds(Int64.max), .max),
      (.microseconds(Int64.min), .min), (Duration(secondsComponent: 0, attosecondsComponent: 1), 0),
    ]
    for (position, (duration, microseconds)) in cases.enumerated() {
      let specimen = try await store.insert(Specimen(position) { $0.pause = duration })
      try await t.expect(store.get(specimen.id).pause, is: .microseconds(microseconds), "\(duration)")
    }
    for (seconds, microseconds) in [(0.0000019, 1), (-0.0000001, -1), (1.5, 1_500_000)] as [(Double, Int64)] {
      let instant = Instant(Date(timeIntervalSince1970: seconds))
      let specimen = try await store.insert(Specimen(50) { $0.moment = instant })
      try await t.expect(
        store.get(specimen.id).moment, is: Instant(microsecondsSince1970: microseconds), "\(seconds) seconds")
      try await store.delete(specimen.id)
    }
    await t.expect(invalid: ["span"], "a duration of more than 64-bit microseconds") {
      _ = try await store.insert(Specimen(99) { $0.span = .seconds(Int64.max) })
    }
  }

  private static func farDates(_ t: Trial) async throws {
    let store = try await t.store()
    let days = [(1, 1, 1), (1500, 2, 28), (1582, 10, 4), (1582, 10, 10), (1582, 10, 15), (1970, 1, 1), (9999, 12, 31)]
    let dates = try days.map { try CalendarDate(year: $0.0, month: $0.1, day: $0.2) }
    try await store.insert(
      all: dates.enumerated().map { position, date in
        Specimen(position) {
          $0.day = date
          $0.due = date
          $0.days = dates
        }
      })
    for (position, date) in dates.enumerated() {
      let found = try await store.get(Specimen.ID.number(position))
      t.expect([found.day, found.due], is: [date, date], "day \(position)")
      t.expect(found.days, is: dates, "the list of day \(position)")
      try await t.expect(store.count(Specimen.self, where: \.day < date), is: position, "days before \(date)")
      try await t.expect(store.count(Specimen.self, where: \.due <= date), is: position + 1, "days up to \(date)")
    }
    try await t.expect(
      store.ordinals(Specimen.self, sort: .descending(\.due)), is: dates.indices.reversed(), "days, the latest first")
  }

  private static func farInstants(_ t: Trial) async throws {
    let store = try await t.store()
    let microseconds: [Int64] = [.min, .min + 1, -1_000_000, -1, 0, 1, 1 << 52, 1 << 53 + 1, .max - 1, .max]
    let instants = microseconds.map(Instant.init(microsecondsSince1970:))
    try await store.insert(
      all: instants.enumerated().map { position, instant in
        Specimen(position) {
          $0.moment = instant
          $0.seen = instant
          $0.pause = .microseconds(instant.microsecondsSince1970)
        }
      })
    for (position, instant) in instants.enumerated() {
      let found = try await store.get(Specimen.ID.number(position))
      t.expect([found.moment, found.seen], is: [instant, instant], "instant \(position)")
      let pause = Duration.microseconds(instant.microsecondsSince1970)
      t.expect(found.pause, is: pause, "duration \(position)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.moment == instant), is: [position], "instants at \(instant)")
      try await t.expect(
        store.count(Specimen.self, where: \.seen > instant), is: instants.count - position - 1, "after \(instant)")
      try await t.expect(
        store.count(Specimen.self, where: \.pause < pause), is: position, "durations below \(pause)")
    }
  }

  private static func lists(_ t: Trial) async throws {
    let store = try await t.store()
    let specimen = try await store.insert(
      Specimen(1) {
        $0.tags = ["z", "a", "", "z", "é"]
        $0.scores = Array((0..<1000).reversed()) + [0, 0]
        $0.levels = [.high, .low, .high]
        $0.lines = [Line("2"), Line("1", label: ""), Line("2")]
      })
    try await t.expect(store.get(specimen.id), is: specimen, "lists as they were written")
    let changed = try await store.update(specimen.id) {
      $0.tags.reverse()
      $0.scores = []
      $0.lines.swapAt(0, 1)
    }
    t.expect(changed.stamp.revision, is: 2, "the revision after another order")
    try await t.expect(store.get(specimen.id), is: changed, "lists in another order")
  }

  private static func enumerations(_ t: Trial) async throws {
    let store = try await t.store()
    let telegraph = Specimen.Channel(rawValue: "telegraph")
    let specimen = try await store.insert(
      Specimen(1) {
        $0.level = .medium
        $0.source = telegraph
      })
    try await store.insert(Specimen(2) { $0.source = .web })
    let raw = try await store.reading { try await $0.record(specimen.key) }
    try t.expect(raw?.value(of: "level"), is: .text("medium"), "a closed enumeration's stored value")
    try t.expect(raw?.value(of: "source"), is: .text("telegraph"), "an open enumeration's stored value")
    try await t.expect(store.get(specimen.id).source, is: telegraph, "a name that is not among the known ones")
    try await t.expect(store.ordinals(Specimen.self, where: \.source == telegraph), is: [1], "records of that name")
    try await t.expect(store.ordinals(Specimen.self, where: \.level == .low), is: [2], "records of a known name")
    try await t.expect(
      store.ordinals(Specimen.self, sort: .ascending(\.source)), is: [1, 2], "enumerations ordered by name")
  }

  /// The record is written as a newer version of the program would, by the protocol of the adapter.
  private static func unknownName(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Specimen(1) { $0.level = .high })
    let values: [String: AnyValue] = ["level": "towering", "grade": "towering", "levels": .list(["low", "towering"])]
    let stamp = Stamp(revision: 1, createdAt: store.environment.clock(), createdBy: nil)
    let newer = try AnyRecord(type: Specimen.recordType, id: .number(2), stamp: stamp, values: values)
    try await store.commit([newer])
    let found = try await store.reading { try await $0.record(newer.key) }
    t.expect(found, is: newer, "the record with a name that this version does not know")
    await t.expect(
      "reading it as a Swift value", throws: { if case .unreadable? = $0 as? RecordError { true } else { false } }
    ) {
      _ = try await store.get(Specimen.ID.number(2))
    }
    try await t.expect(store.count(Specimen.self), is: 2, "all records")
    try await t.expect(store.ordinals(Specimen.self, where: \.level != .high), is: [2], "records of other names")
    try await t.expect(
      store.ordinals(Specimen.self, sort: .descending(\.grade)), is: [2, 1], "records ordered by name")
    let groups = try await store.aggregate(Specimen.self, by: [Grouping("level")], .count)
    t.expect(groups.map(\.group), is: [["high"], ["towering"]], "groups by name")
  }

  private static func derivedFields(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Person(1) { $0.name = "Sara Ahmadi" })
    try await store.insert(Person(2) { $0.name = "Ali" })
    let byLength = Filter<Person>(.compare("nameLength", .greater, 5))
    try await t.expect(store.ordinals(Person.self, where: byLength), is: [1], "names longer than 5")
    try await store.update(Person.ID.number(2)) { $0.name = "Alireza" }
    try await t.expect(
      store.ordinals(Person.self, where: byLength), is: [1, 2], "names longer than 5, after an update")
    try await t.expect(
      store.ordinals(Person.self, sort: .ascending("nameLength")), is: [2, 1], "names by their length")
  }

  private static func money(_ t: Trial) async throws {
    let store = try await t.store()
    let miles = try Currency(declaring: "MILES", minorUnits: 0)
    let shares = try Currency(declaring: "X9", minorUnits: 9)
    let amounts = [
      Money(minorUnits: .max, currency: .usd), Money(minorUnits: .min, currency: .usd),
      Money(minorUnits: 5, currency: .jpy),
      Money(minorUnits: 12_345, currency: .bhd), Money(minorUnits: -3, currency: miles),
      Money(minorUnits: 1, currency: shares),
      Money(minorUnits: 0, currency: .eur),
    ]
    for (position, amount) in amounts.enumerated() {
      let specimen = try await store.insert(
        Specimen(position) {
          $0.price = amount
          $0.fee = amount
        })
      try await t.expect(store.get(specimen.id), is: specimen, "\(amount)")
      try await t.expect(store.ordinals(Specimen.self, where: \.fee == amount), is: [position], "records of \(amount)")
      try await t.expect(store.ordinals(Specimen.self, where: \.price == amount), is: [position], "prices of \(amount)")
    }
  }
}

extension Store {
  /// Writes records as they are, by the protocol of the adapter, in one transaction.
  func commit(_ records: [AnyRecord]) async throws {
    let writer = try await beginWrite()
    do {
      for record in records { try await writer.insert(record) }
      let changes = records.compactMap { RecordChange(before: nil, after: $0) }
      try await writer.commit(ChangeSet(instant: environment.clock(), actor: nil, changes: changes))
    } catch {
      await writer.end()
      throw error
    }
  }
}
