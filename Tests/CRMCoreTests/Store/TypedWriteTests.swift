import CRMCore
import CRMMemoryStore
import Testing

@Suite("Records written with their Swift type")
struct TypedWriteTests {
  private func makeStore() throws -> MemoryStore {
    try MemoryStore([Everything.self], environment: .replayable(seed: 1))
  }

  /// Every bit of a record, of which `==` sees less: it takes a text's normal forms, and zero's signs, for the same.
  private func bits(_ record: Everything) -> String {
    var plain = record
    plain.custom = CustomValues()
    let custom = record.custom.names.map { "\($0): \(record.custom[$0])" }
    // Texts in several normal forms differ only when they are escaped.
    return "\(String(reflecting: plain)) \(custom)".unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
  }

  @Test(
    "What inserting and updating return is what is read back, to the bit", arguments: 0..<200 as Range<UInt64>)
  func returned(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let store = try makeStore()
    try await define("tier", .text, in: store)
    try await define("نمره", .text, in: store)
    var record = try Everything.random(using: &random).denormalised(using: &random)
    record.other = nil
    record.others = []
    record.custom = random.next() % 2 == 0 ? CustomValues() : ["tier": "e\u{301}", "نمره": "\u{0627}\u{0653}"]
    record.undeclared = 7
    let inserted = try await store.insert(record)
    let first = try await store.find(record.id)
    #expect(first.map(bits) == bits(inserted))
    #expect(inserted.undeclared == 0)
    var next = try Everything.random(using: &random).denormalised(using: &random)
    next.id = record.id
    next.stamp = inserted.stamp
    next.other = record.id
    next.others = [record.id, record.id]
    next.custom = inserted.custom
    next.undeclared = 8
    let updated = try await store.update(next)
    let second = try await store.find(record.id)
    #expect(second.map(bits) == bits(updated))
    let changed = try await store.update(record.id) {
      $0.textOrNil = "i\u{307}"
      $0.undeclared = 9
    }
    let third = try await store.find(record.id)
    #expect(third.map(bits) == bits(changed))
    let unchanged = try await store.update(changed)
    #expect(bits(unchanged) == bits(changed))
  }

  @Test("So they are where nothing of a record is undeclared, and its declared part is left as it was given")
  func returnedWhole() async throws {
    let store = try MemoryStore([Whole.self], environment: .replayable(seed: 1))
    var record = Whole(id: store.newID())
    record.text = "e\u{301}"
    record.number = -0.0
    record.flavour = Everything.Flavour(rawValue: "i\u{307}")
    record.place = Everything.Place("\u{0627}\u{0653}", floor: 3)
    let inserted = try await store.insert(record)
    let found = try await store.find(record.id)
    #expect(found.map(bits) == bits(inserted))
    #expect(bits(inserted) != bits(record))
    let changed = try await store.update(record.id) {
      $0.place.city = "e\u{301}"
      $0.flavour = nil
    }
    let again = try await store.find(record.id)
    #expect(again.map(bits) == bits(changed))
  }

  @Test("A value that says it is nil is returned as it is read back: as what a record begins with")
  func returnedNil() async throws {
    let store = try MemoryStore([Whole.self], environment: .replayable(seed: 1))
    var record = Whole(id: store.newID())
    record.text = "e\u{301}"
    record.rank = Rank(number: 0)
    let inserted = try await store.insert(record)
    let found = try await store.find(record.id)
    #expect(found.map(bits) == bits(inserted))
    #expect(inserted.rank == Rank(number: 5))
    let changed = try await store.update(record.id) { $0.rank = Rank(number: 3) }
    #expect(changed.rank == Rank(number: 3))
    let emptied = try await store.update(record.id) { $0.rank = Rank(number: 0) }
    #expect(emptied.rank == Rank(number: 5))
  }

  @Test("A value of an enumeration is returned as it is read back, also where it shares its name with another")
  func returnedNames() async throws {
    let store = try MemoryStore([Whole.self], environment: .replayable(seed: 1))
    var record = Whole(id: store.newID())
    record.size = .large
    record.grade = .excellent
    let inserted = try await store.insert(record)
    let found = try await store.find(record.id)
    #expect(found.map(bits) == bits(inserted))
    #expect((inserted.size, "\(inserted.grade)") == (.large, "good"))
    let changed = try await store.update(record.id) { ($0.size, $0.grade) = (nil, .bad) }
    #expect((changed.size, "\(changed.grade)") == (nil, "bad"))
    let again = try await store.update(record.id) { $0.grade = .excellent }
    #expect("\(again.grade)" == "good")
  }

  private func bits(_ record: Whole) -> String {
    String(reflecting: record).unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
  }

  /// A record without a property that is not declared.
  private struct Whole: Record {
    static let entity = "whole"

    var id: ID
    var stamp = Stamp()
    var text = ""
    var number: Double?
    var flavour: Everything.Flavour?
    var place = Everything.Place()
    var rank = Rank(number: 5)
    var size: Size?
    var grade = Grade.good

    init(id: RecordID<Whole>) { self.id = id }

    static let schema = Schema<Whole> { f in
      f("text", \.text)
      f("number", \.number)
      f("flavour", \.flavour)
      f.group("place", \.place)
      f("rank", \.rank)
      f("size", \.size)
      f("grade", \.grade)
    }
  }

  private enum Size: String, ClosedEnumeration {
    case small
    case large
  }

  /// An enumeration of which two values have the same name, as none should.
  private enum Grade: ClosedEnumeration {
    case good
    case excellent
    case bad

    // Not by `==`, which asks for this.
    var rawValue: String {
      switch self {
      case .good, .excellent: "good"
      case .bad: "bad"
      }
    }

    init?(rawValue: String) {
      switch rawValue {
      case "good": self = .good
      case "bad": self = .bad
      default: return nil
      }
    }
  }

  /// A value of an application's own, which is none when it is zero though it has no place for nothing.
  private struct Rank: FieldValue {
    static let fieldType = FieldType.integer
    var number: Int
    var anyValue: AnyValue { number == 0 ? .null : number.anyValue }

    init(number: Int) { self.number = number }
    init(anyValue: AnyValue) throws { number = try Int(anyValue: anyValue) }
  }

  @Test("A typed write stores what the same write without a Swift type does", arguments: 0..<50 as Range<UInt64>)
  func untyped(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var records = [try Everything.random(using: &random), try Everything.random(using: &random)]
    for index in records.indices {
      records[index].id = records[0].id
      records[index].other = nil
      records[index].others = []
      records[index].custom = CustomValues()
    }
    let (typed, erased) = (try makeStore(), try makeStore())
    let first = records[0]
    var second = records[1]
    second.stamp = try await typed.insert(first).stamp
    let next = second
    try await typed.update(next)
    try await erased.writing { _ = try await $0.insert(Everything.schema.encode(first)) }
    try await erased.writing { _ = try await $0.update(Everything.schema.encode(next)) }
    let (one, other) = (
      try await typed.reading { try await $0.record(first.key) },
      try await erased.reading { try await $0.record(first.key) }
    )
    #expect(one == other)
    #expect(one != nil)
  }

  @Test("Derived fields are computed with every write")
  func derived() async throws {
    let store = try makeStore()
    var record = Everything(id: store.newID())
    record.text = "Renée"
    let inserted = try await store.insert(record)
    try await store.update(inserted.id) { $0.text = "Renée!" }
    let stored = try #require(try await store.reading { try await $0.record(inserted.key) })
    #expect(try stored.value(of: "textLength") == 6)
    #expect(try stored.value(of: "text.key") == .text(TextKey.fold("Renée!")))
  }

  private func define(_ name: String, _ kind: CustomField.Kind, in store: any Store) async throws {
    var field = CustomField(id: store.newID())
    field.subject = "everything"
    field.name = name
    field.kind = kind
    try await store.insert(field)
  }
}

extension Everything {
  /// The record with values that are stored otherwise than they are given.
  fileprivate func denormalised(using random: inout SplitMix64) -> Everything {
    func isChosen() -> Bool { random.next() % 3 == 0 }
    var record = self
    if isChosen() { record.text = "e\u{301}" }
    if isChosen() { record.textOrNil = "\u{0627}\u{0653}" }
    if isChosen() { record.number = -0.0 }
    if isChosen() { record.numberOrNil = -0.0 }
    if isChosen() { record.duration = .nanoseconds(-1_500) }
    if isChosen() { record.flavour = Flavour(rawValue: "e\u{301}") }
    if isChosen() { record.tags = ["a", "e\u{301}"] }
    if isChosen() { record.place.city = "e\u{301}" }
    if isChosen() { record.places = [Place("e\u{301}", floor: 1)] }
    return record
  }
}
