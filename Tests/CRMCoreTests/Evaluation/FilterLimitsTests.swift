import Foundation
import Testing

@testable import CRMCore

/// What the shortest of texts can ask for at most: conditions in conditions, over records that refer to themselves.
@Suite("The limits of what a filter costs")
struct FilterLimitsTests {
  private let catalog: Catalog
  private let rings: [RecordKey: AnyRecord]
  private let first: AnyRecord

  /// Three rings, each of which refers to all of them.
  init() throws {
    catalog = try Catalog([Ring.self])
    let ids = (1...3).map { Ring.ID(Identifier(high: 1, low: $0)) }
    let records = try ids.map { id in
      var ring = Ring(id: id)
      (ring.next, ring.links) = (ids[0], ids)
      return try Ring.schema.encode(ring)
    }
    rings = Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0) })
    first = records[0]
  }

  private func holds(_ text: String) throws -> Bool {
    let filter = try FilterExpression(parsing: text, for: Ring.recordType, in: catalog)
    let again = try JSONDecoder().decode(FilterExpression.self, from: JSONEncoder().encode(filter))
    let resolved = try FilterExpression(parsing: again.description).resolved(
      at: World.now, in: .gregorian(in: .gmt), context: .record(Ring.recordType), catalog: catalog)
    let program = try FilterProgram(resolved, on: Ring.recordType, catalog: catalog)
    let lookup = RecordLookup(RingSource(rings: rings), checkCancellation: {})
    lookup.elementLimit = 40_000
    return try program.matches(first, lookup)
  }

  /// Nested conditions, each of which accepts the first element that it is given.
  private static func nested(_ path: String, _ depth: Int) -> String {
    String(repeating: "any \(path) (", count: depth) + "next.name == \"\"" + String(repeating: ")", count: depth)
  }

  @Test(
    "The deepest filters over the longest paths fit the stack of a secondary thread on every platform",
    arguments: [
      nested("links", 16), nested(Array(repeating: "next", count: 98).joined(separator: ".") + ".links", 16),
      Array(repeating: "next", count: 99).joined(separator: ".") + ".name == \"\"",
      String(repeating: "not all links (not (", count: 16) + "next.name == \"\"" + String(repeating: "))", count: 16),
      String(repeating: "not (name == \"\" and not (name == \"x\" or ", count: 24) + "name == \"\""
        + String(repeating: "))", count: 24),
      String(repeating: "(", count: 99) + "name == \"\"" + String(repeating: ")", count: 99),
    ])
  func stack(text: String) async {
    let outcome: Result<Bool, any Error> = await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: Result { try holds(text) }) }
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(throws: Never.self) { try outcome.get() }
    #expect((try? outcome.get()) == true)
  }

  @Test("Conditions on lists are refused beyond their depth, when they are checked and when they are compiled")
  func listDepth() throws {
    let deep = try FilterExpression(parsing: FilterLimitsTests.nested("links", 17))
    #expect(throws: FilterError.tooDeep) { try deep.checked(in: .record(Ring.recordType), catalog: catalog) }
    #expect(throws: FilterError.tooDeep) { try FilterProgram(deep, on: Ring.recordType, catalog: catalog) }
    let wide = Array(repeating: "any links (name == \"\")", count: 40).joined(separator: " and ")
    #expect(try holds(wide))
  }

  @Test("Lists that multiply end in an error that says so, instead of going on for ever")
  func multiplication() throws {
    let text = String(repeating: "all links (", count: 16) + "name == \"\"" + String(repeating: ")", count: 16)
    #expect(throws: FilterError.tooManyElements) { try holds(text) }
    #expect(try holds("all links (all links (all links (name == \"\")))"))
  }

  @Test("Long work on one record can be cancelled")
  func cancellation() throws {
    let text = String(repeating: "all links (", count: 16) + "name == \"\"" + String(repeating: ")", count: 16)
    let filter = try FilterExpression(parsing: text, for: Ring.recordType, in: catalog)
    let query = RecordQuery(Ring.recordType, where: filter)
    let evaluator = QueryEvaluator(catalog: catalog, source: RingSource(rings: rings)) { throw CancellationError() }
    #expect(throws: CancellationError.self) { try evaluator.count(query, candidates: [first]) }
  }

  @Test("Each record has an allowance of its own")
  func allowance() throws {
    // 3^9 elements each, so that two candidates together exceed what one may.
    let text = String(repeating: "all links (", count: 9) + "name == \"\"" + String(repeating: ")", count: 9)
    let filter = try FilterExpression(parsing: text, for: Ring.recordType, in: catalog)
    let program = try FilterProgram(filter, on: Ring.recordType, catalog: catalog)
    let lookup = RecordLookup(RingSource(rings: rings))
    lookup.elementLimit = 30_000
    #expect(try (0..<3).allSatisfy { _ in try program.matches(first, lookup) })
  }

  @Test("A part is found in a text in time that grows with both and not with their product")
  func search() throws {
    let hay = String(repeating: "a", count: 1 << 20)
    let world = try World.of { $0.title = hay }
    #expect(try !world.holds(.text("title", .contains, String(repeating: "a", count: 1 << 15) + "b")))
    #expect(try world.holds(.text("title", .contains, String(repeating: "a", count: 1 << 15))))
  }

  @Test("A part that repeats itself is found where it stands, and nowhere else")
  func repetition() throws {
    var draw = TextGenerator(seed: 41)
    func text(_ count: Int) -> String { String((0..<count).map { _ in draw.chance(90) ? "a" : "b" }) }
    var found = 0
    for _ in 0..<400 {
      let (hay, part) = (text(600), text(1 + draw.below(60)))
      let bytes = (Array(hay.utf8), Array(part.utf8))
      let expected = bytes.0.indices.contains { bytes.0[$0...].starts(with: bytes.1) }
      #expect(try World.of { $0.title = hay }.holds(.text("title", .contains, part)) == expected, "\(part) in \(hay)")
      if expected { found += 1 }
    }
    #expect((20..<380).contains(found))
  }
}

/// A record that refers to its own kind, once and many times.
private struct Ring: Record {
  static let entity = "ring"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var next: Ring.ID?
  var links: [Ring.ID] = []
  init(id: RecordID<Ring>) { self.id = id }

  static let schema = Schema<Ring> { f in
    f("name", \.name)
    f("next", \.next, onDelete: .nullify)
    f("links", \.links, onDelete: .nullify)
  }
}

private struct RingSource: RecordSource {
  let rings: [RecordKey: AnyRecord]

  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? {
    rings[RecordKey(entity: type.entity, id: id)]
  }
}
