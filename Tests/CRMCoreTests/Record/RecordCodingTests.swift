import CRMCore
import Foundation
import Synchronization
import Testing

@Suite("Records and their stored bytes", .serialized)
struct RecordCodingTests {
  @Test(
    "A record read back is the record that was written, whatever its fields hold", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let record = try Everything.random(using: &random)
    #expect(try Everything.schema.decode(Everything.schema.encode(record)) == record)
  }

  @Test("Values taken out by name make the same record again", arguments: 0..<50 as Range<UInt64>)
  func valuesByName(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let record = try Everything.schema.encode(Everything.random(using: &random))
    let again = try AnyRecord(type: record.type, id: record.id, stamp: record.stamp, values: record.values())
    #expect(again == record)
  }

  @Test("Many records are read in their order, however many at a time", arguments: [0, 1, 511, 512, 2000])
  func many(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let records = try (0..<count).map { _ in try Everything.random(using: &random) }
    #expect(try Everything.schema.decode(records.map(Everything.schema.encode)) == records)
  }

  @Test(
    "Of many records the first that can't be read is told, and those that could are let go of", arguments: [10, 1500])
  func manyUnreadable(count: Int) throws {
    let records = try (0..<count).map { number in
      var coin = FutureCoin(id: RecordID(Identifier(high: 1, low: UInt64(number))))
      coin.side = [count / 2, count - 1].contains(number) ? "rim" : "head"
      return try FutureCoin.schema.encode(coin)
    }
    let first = RecordKey(entity: "coin", id: records[count / 2].id)
    do {
      _ = try Coin.schema.decode(records)
      Issue.record("there is no such side yet")
    } catch RecordError.unreadable(let key, let field, _) {
      #expect(key == first && field == "side")
    }
    #expect(Coin.Metal.pieces.load(ordering: .relaxed) == 0)
  }

  @Test("So they do where the type has no place for custom fields")
  func valuesWithoutCustomFields() throws {
    var order = Order(id: RecordID(Identifier(high: 1, low: 2)))
    order.total = Money(minorUnits: 5, currency: .usd)
    let record = try Order.schema.encode(order)
    #expect(try AnyRecord(type: record.type, id: record.id, stamp: record.stamp, values: record.values()) == record)
  }

  @Test("A record describes itself, without what is personal")
  func description() throws {
    var order = Order(id: RecordID(Identifier(high: 1, low: 2)))
    order.total = Money(minorUnits: 5, currency: .usd)
    order.stamp.revision = 3
    #expect(try Order.schema.encode(order).description == "order \(order.id), revision 3: total 0.05 USD")
    var customer = Customer(id: RecordID(Identifier(high: 1, low: 2)))
    customer.name = "Sara"
    customer.email = "sara@example.com"
    customer.custom["nationalID"] = "12"
    let text = try Customer.schema.encode(customer).description
    #expect(text == "customer \(customer.id), revision 0: email …, name Sara, nationalID …")
  }

  @Test("Single fields are read without the others")
  func singleFields() throws {
    var record = Everything(id: RecordID(Identifier(high: 1, low: 2)))
    record.integer = -300
    record.place.city = "یزد"
    record.custom["tier"] = "gold"
    let stored = try Everything.schema.encode(record)
    #expect(try stored.value(of: "integer") == -300)
    #expect(try stored.value(of: "place.city") == "یزد")
    #expect(try stored.value(of: "tier") == "gold")
    #expect(try stored.value(of: "money") == .null)
    #expect(try stored.value(of: "id") == .reference(record.id.identifier))
  }

  @Test("Text is kept in normal form C")
  func normalForm() throws {
    var record = Everything(id: RecordID(Identifier(high: 1, low: 2)))
    record.text = "e\u{301}"
    let stored = try Everything.schema.encode(record)
    guard case .text(let text) = try stored.value(of: "text") else { throw RecordError.damaged }
    #expect(Array(text.utf8) == Array("\u{E9}".utf8))
  }

  @Test("U+0000 is found wherever it stands in a text, and so is what has another normal form", arguments: 0..<40)
  func everyPlace(length: Int) throws {
    var record = Everything(id: RecordID(Identifier(high: 1, low: 2)))
    let text = (0..<length).map { ["a", "\u{1}", "\u{7F}", "ş", "\u{100}"][$0 % 5] }
    for place in 0...length {
      record.text = (text[..<place] + ["\u{0}"] + text[place...]).joined()
      #expect(throws: RecordError.self) { try Everything.schema.encode(record) }
      record.text = (text[..<place] + ["e\u{301}"] + text[place...]).joined()
      let stored = try Everything.schema.encode(record).value(of: "text")
      let expected = (text[..<place] + ["\u{E9}"] + text[place...]).joined()
      guard case .text(let stored) = stored else { throw RecordError.damaged }
      #expect(Array(stored.utf8) == Array(expected.utf8))
    }
    record.text = text.joined()
    guard case .text(let stored) = try Everything.schema.encode(record).value(of: "text") else {
      throw RecordError.damaged
    }
    #expect(Array(stored.utf8) == text.flatMap { Array($0.utf8) })
  }

  @Test("U+0000, infinite numbers and endless durations are refused, all in one error")
  func refusals() throws {
    var record = Everything(id: RecordID(Identifier(high: 1, low: 2)))
    record.text = "a\u{0}b"
    record.number = .infinity
    record.duration = .seconds(Int64.max)
    let error = #expect(throws: RecordError.self) { try Everything.schema.encode(record) }
    guard case .invalid(_, let problems)? = error else { throw RecordError.damaged }
    #expect(problems.map(\.field) == ["text", "number", "duration"])
  }

  @Test("Negative zero is stored as zero")
  func negativeZero() throws {
    var record = Everything(id: RecordID(Identifier(high: 1, low: 2)))
    record.number = -0.0
    let read = try Everything.schema.decode(Everything.schema.encode(record))
    #expect(read.number.sign == .plus)
  }

  @Test("Derived fields and keys are written with the record")
  func derivedFields() throws {
    var record = Everything(id: RecordID(Identifier(high: 1, low: 2)))
    record.text = "Renée"
    let stored = try Everything.schema.encode(record)
    #expect(try stored.value(of: "textLength") == 5)
    #expect(try stored.value(of: "text.key") == "renee")
  }

  @Test("A closed enumeration's unknown name is refused when read, and stays in the record")
  func unknownName() throws {
    let stored = try AnyRecord(
      type: Everything.recordType, id: Identifier(high: 1, low: 2), values: ["colour": "violet"])
    #expect(throws: RecordError.self) { try Everything.schema.decode(stored) }
    #expect(try stored.value(of: "colour") == "violet")
  }

  @Test("Key paths know their field's name, nested ones too")
  func names() {
    #expect(Everything.schema.name(of: \.integerOrNil) == "integerOrNil")
    #expect(Everything.schema.name(of: \.place.city) == "place.city")
    #expect(Everything.schema.name(of: \.stamp.createdAt) == "createdAt")
    #expect(Everything.schema.name(of: \.stamp) == nil)
  }

  @Test("A declaration that contradicts itself says all that is wrong")
  func contradictions() {
    struct Odd: Record {
      static let entity = "odd"
      var id: ID
      var stamp = Stamp()
      var name = ""
      var tags: [String] = []
      init(id: RecordID<Odd>) { self.id = id }
      static let schema = Schema<Odd> { f in
        f("name", \.name)
        f("name", \.name)
        f("tags", \.tags, .column, .unique)
        f.index("nmae")
        f.unique("name", "tags")
      }
    }
    #expect(Odd.recordType.declarationProblems.count == 5)
  }

  @Test("A field of a list's elements that has the element's own name is refused; elsewhere the name is free")
  func nameOfTheElement() {
    struct Part: FieldGroup {
      var it = ""
      var item = ""
      init() {}
      static let fields = GroupSchema<Part> { f in
        f("it", \.it)
        f("item", \.item)
      }
    }
    struct Whole: Record {
      static let entity = "whole"
      var id: ID
      var stamp = Stamp()
      var it = ""
      var parts: [Part] = []
      var part = Part()
      init(id: RecordID<Whole>) { self.id = id }
      static let schema = Schema<Whole> { f in
        f("it", \.it)
        f("parts", \.parts)
        f.group("part", \.part)
      }
    }
    let problems = Whole.recordType.declarationProblems
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("whole.parts declares “it”, ") == true)
  }
}

@Suite("Declarations of references")
struct ReferenceDeclarationTests {
  struct Tied: Record {
    static let entity = "tied"
    var id: ID
    var stamp = Stamp()
    var must: Everything.ID
    var required: Everything.ID?
    var list: [Everything.ID] = []
    var requiredList: [Everything.ID] = []
    var free: Everything.ID?
    var held: Everything.ID
    var place = Place()
    init(id: RecordID<Tied>) {
      self.id = id
      must = RecordID(id.identifier)
      held = must
    }
    struct Place: FieldGroup {
      var owner: Everything.ID?
      init() {}
      static let fields = GroupSchema<Place> { f in f("owner", \.owner, .required, onDelete: .nullify) }
    }
    static let schema = Schema<Tied> { f in
      f("must", \.must, onDelete: .nullify)
      f("required", \.required, .required, onDelete: .nullify)
      f("list", \.list, onDelete: .nullify)
      f("requiredList", \.requiredList, .required, onDelete: .nullify)
      f("free", \.free, onDelete: .nullify)
      f("held", \.held, .required, onDelete: .restrict)
      f.group("place", \.place)
    }
  }

  @Test("A reference that must be there and is cleared with its target contradicts itself, and a store refuses it")
  func nullify() throws {
    let problems = Tied.recordType.declarationProblems
    #expect(
      problems.map { $0.prefix { $0 != " " } } == [
        "tied.must", "tied.required", "tied.requiredList", "tied.place.owner",
      ])
    #expect(throws: StoreError.invalidDeclaration(problems)) { try Catalog([Tied.self, Everything.self]) }
  }
}

/// A coin of which this program knows two sides.
private struct Coin: Record {
  enum Side: String, ClosedEnumeration { case head, tail }

  /// What tells how many coins there are.
  final class Metal: Sendable, Hashable {
    static let pieces = Atomic(0)
    init() { Metal.pieces.add(1, ordering: .relaxed) }
    deinit { Metal.pieces.subtract(1, ordering: .relaxed) }
    static func == (left: Metal, right: Metal) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
  }

  static let entity = "coin"
  var id: ID
  var stamp = Stamp()
  var side = Side.head
  let metal = Metal()
  init(id: RecordID<Coin>) { self.id = id }
  static let schema = Schema<Coin> { f in f("side", \.side) }
}

/// A coin as a later program has it.
private struct FutureCoin: Record {
  static let entity = "coin"
  var id: ID
  var stamp = Stamp()
  var side = ""
  init(id: RecordID<FutureCoin>) { self.id = id }
  static let schema = Schema<FutureCoin> { f in f("side", \.side) }
}

@Suite("Identifiers")
struct IdentifierTests {
  @Test("Identifiers of one generator ascend strictly, even when the clock stands still or goes back")
  func ascending() {
    let generator = IdentifierGenerator(seed: 7)
    var last = Identifier(high: 0, low: 0)
    for step in 0..<20_000 {
      let instant = Instant(microsecondsSince1970: 1_700_000_000_000_000 - Int64(step % 3) * 1_000_000)
      let next = generator.next(at: instant)
      #expect(last < next)
      last = next
    }
  }

  @Test("Identifiers are UUIDs of version 7 with the instant's milliseconds")
  func version() {
    let identifier = IdentifierGenerator(seed: 1).next(at: Instant(microsecondsSince1970: 1_645_557_742_000_000))
    let text = identifier.description
    #expect(text.hasPrefix("017f22e2-79b0-7"))
    #expect("89ab".contains(text.dropFirst(19).prefix(1)))
    #expect(Identifier(text) == identifier)
    #expect(Identifier(text.uppercased()) == identifier)
  }

  @Test("Text is read and written as a UUID's is, and any other byte in it is refused")
  func everyByte() {
    var random = SplitMix64(seed: 7)
    for place in 0..<Identifier.textLength {
      let identifier = Identifier(high: random.next(), low: random.next())
      let text = Array(identifier.description.utf8)
      #expect(UUID(uuidString: identifier.description)?.uuidString.lowercased() == identifier.description)
      for byte in UInt8.min...(.max) {
        var changed = text
        changed[place] = byte
        let found = changed.withUnsafeBytes { Identifier(utf8: $0) }
        let character = Character(Unicode.Scalar(byte))
        let isExpected =
          text[place] == UInt8(ascii: "-") ? byte == text[place] : character.isASCII && character.isHexDigit
        #expect((found != nil) == isExpected, "\(byte) at \(place)")
        if isExpected { #expect(found?.description == String(decoding: changed, as: UTF8.self).lowercased()) }
      }
    }
  }

  @Test("Equal seeds make equal identifiers")
  func replay() {
    let instants = (0..<5).map { Instant(microsecondsSince1970: $0 * 1000) }
    let (one, other) = (IdentifierGenerator(seed: 3), IdentifierGenerator(seed: 3))
    #expect(instants.map(one.next) == instants.map(other.next))
  }

  @Test(
    "Text that is no UUID is refused",
    arguments: ["", "018f3c2e", "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5g", "018f3c2e7c1a7b2e8d430a1b2c3d4e5f0000"])
  func malformed(text: String) {
    #expect(Identifier(text) == nil)
  }
}
