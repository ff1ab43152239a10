import CRMCore
import Foundation
import Testing

@testable import CRMFileStore

@Suite("A store whose program declares its records otherwise by now")
struct SchemaChangeTests {
  private func open(_ disk: SimulatedFileSystem, _ types: [any Record.Type], seed: UInt64 = 1) throws -> FileStore {
    try FileStore(
      at: Fixture.path, types, environment: .replayable(seed: seed),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk), mayCreate: false)
  }

  private func sample(_ number: UInt64) -> Revised.Sample.ID {
    Revised.Sample.ID(Identifier(high: 0x0180_0000, low: number))
  }

  private func maker(_ number: UInt64) -> Revised.Maker.ID {
    Revised.Maker.ID(Identifier(high: 0x0170_0000, low: number))
  }

  @Test(
    "Fields added, renamed, retyped and moved are read, and found by indexes and columns", arguments: Fixture.plain)
  func reads(fixture: Fixture) async throws {
    let disk = try fixture.load(version: 1)
    let files = disk.paths.map { disk.contents(of: $0) }
    let store = try open(disk, Revised.types)
    // Nothing was rewritten for it.
    let data = zip(disk.paths, files).filter { !$0.0.hasSuffix("lock") }
    #expect(data.allSatisfy { path, content in fixture == .killed || disk.contents(of: path) == content })
    let found = try await store.get(sample(2))
    #expect(found.heading == "sample 2" && found.size == 60 && found.pieces == -1 && found.maker == maker(0))
    #expect(found.place.town == "Yazd" && found.places.map(\.city) == ["Tehran", ""])
    #expect(found.places.map(\.note) == [nil, nil] && found.places.map(\.floor) == [3, nil])
    let makers = try await store.fetch(Revised.Maker.self, where: \.phone == "+98 21 1234")
    #expect(makers.map(\.id) == [maker(0)] && makers.first?.country == "none")
    let inYazd = try await store.count(Revised.Sample.self, where: \.place.town == "Yazd")
    let all = try await store.count(Revised.Sample.self)
    #expect(inYazd == all - 1)
    let byHeading = try await store.first(Revised.Sample.self, where: \.heading == "sample 3")
    #expect(byHeading?.id == sample(3))
    let sizes = try await store.fetch(Revised.Sample.self).compactMap(\.size)
    let rows = try await store.reading {
      try await $0.aggregate(AggregateQuery(Revised.Sample.recordType, measures: [.sum("size")]))
    }
    #expect(rows.first?.values == [.integer(Int64(sizes.reduce(0, +)))])
    // The rule of a reference is the one declared now.
    await #expect(throws: StoreError.self) { try await store.delete(maker(0)) }
    try await store.close()
  }

  @Test("Fields that the program no longer declares are kept, through changes and checkpoints, for the one that does")
  func keeps() async throws {
    let disk = try Fixture.closed.load(version: 1)
    let before = try await original(disk) { try await $0.get(Original.Sample.ID(sample(2).identifier)) }
    let later = try open(disk, Revised.types)
    try await later.update(sample(2)) {
      $0.pieces = 77
      $0.size = 990
    }
    try await later.update(maker(0)) { $0.phone = "new" }
    try await later.checkpoint()
    try await later.update(sample(2)) { $0.pieces = 78 }
    try await later.close()
    // The earlier program has no conversion back: it says so, and nothing is lost.
    #expect(throws: FileStoreError.self) { try open(disk, Original.types) }
    let reader = try open(disk, Bridge.types, seed: 3)
    let after = try await reader.get(Bridge.Sample.ID(sample(2).identifier))
    #expect(after.pieces == 78 && after.size == "990" && after.title == "sample 2")
    #expect(after.note == before.note && after.price == before.price && after.value == before.value)
    #expect(after.moment == before.moment && after.tags == before.tags && after.isFragile == before.isFragile)
    #expect(after.place.city == "Yazd")
    let maker = try await reader.get(Bridge.Maker.ID(maker(0).identifier))
    #expect(maker.telephone == "new")
    try await reader.close()
  }

  private func original<T>(_ disk: SimulatedFileSystem, _ body: (FileStore) async throws -> T) async throws -> T {
    let store = try open(disk, Original.types, seed: 2)
    let result = try await body(store)
    try await store.close()
    return result
  }

  @Test(
    "A record that a program deletes and restores keeps what only another knows of it, also where it allows no custom fields"
  )
  func restoring() async throws {
    let disk = try Fixture.closed.load(version: 1)
    let before = try await original(disk) { try await $0.get(Original.Maker.ID(maker(0).identifier)) }
    #expect(before.telephone != nil)
    let narrow = try open(disk, [Narrow.self, Original.Sample.self])
    let id = Narrow.ID(maker(0).identifier)
    try await narrow.write { store in
      for sample in try await store.fetch(Original.Sample.self) { try await store.delete(sample.id) }
    }
    try await narrow.delete(id)
    try await narrow.restore(id)
    try await narrow.update(id) { $0.name = "renamed" }
    try await narrow.close()
    let after = try await original(disk) { try await $0.get(before.id) }
    #expect(after.telephone == before.telephone && after.name == "renamed")
  }

  @Test("What the program wrote last counts, where two programs know a field by two names")
  func twoNames() async throws {
    let disk = try Fixture.closed.load(version: 1)
    let later = try open(disk, [Revised.Maker.self, Original.Sample.self])
    try await later.update(maker(0)) { $0.phone = "later" }
    try await later.close()
    // The earlier program knows nothing of the new name: to it, the number is gone, and it enters another one.
    let unaware = try open(disk, Original.types, seed: 2)
    let id = Original.Maker.ID(maker(0).identifier)
    let seen = try await unaware.get(id)
    #expect(seen.telephone == nil)
    try await unaware.update(id) { $0.telephone = "earlier" }
    try await unaware.close()
    let again = try open(disk, [Revised.Maker.self, Original.Sample.self], seed: 3)
    let found = try await again.get(maker(0))
    #expect(found.phone == "earlier")
    try await again.close()
  }

  @Test("The history of renamed and retyped fields is read by their names and types of now")
  func history() async throws {
    let disk = try Fixture.closed.load(version: 1)
    let unaware = try open(disk, Original.types, seed: 2)
    let id = Original.Maker.ID(maker(1).identifier)
    try await unaware.update(id) { $0.telephone = "1" }
    let sampleID = Original.Sample.ID(sample(0).identifier)
    try await unaware.update(sampleID) { $0.size = "42" }
    try await unaware.delete(sampleID)
    try await unaware.close()
    let store = try open(disk, Revised.types)
    try await store.update(maker(1)) { $0.phone = "2" }
    let versions = try await store.history(of: maker(1))
    #expect(versions.map(\.kind) == [.created, .updated, .updated])
    let restored = try await store.restore(sample(0))
    #expect(restored.size == 420 && restored.heading == "sample 0" && restored.place.town == "Yazd")
    try await store.close()
  }

  @Test(
    "A type that nothing converts, and values that are not unique, are refused with what is wrong, and nothing is changed"
  )
  func refused() async throws {
    let disk = try Fixture.closed.load(version: 1)
    let files = disk.paths.map { disk.contents(of: $0) }
    func expectRefusal(_ types: [any Record.Type], _ text: String) {
      let error = #expect(throws: FileStoreError.self) { try open(disk, types) }
      #expect(error?.description.contains(text) == true, "\(String(describing: error))")
    }
    expectRefusal([Retyped.self, Original.Maker.self], "sample.pieces is stored as integer and declared as text")
    expectRefusal([Stricter.self, Original.Maker.self], "which is now declared unique")
    expectRefusal([Failing.self, Original.Maker.self], "can't be read as it is declared now")
    #expect(zip(disk.paths, files).allSatisfy { $0.hasSuffix("lock") || disk.contents(of: $0) == $1 })
  }

  @Test("Declarations of former names and conversions that contradict others are refused")
  func contradictions() {
    let error = #expect(throws: StoreError.self) { try Catalog([Contradictory.self]) }
    guard case .invalidDeclaration(let problems)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problems.count == 4, "\(problems)")
  }
}

/// The samples as a program between the two declares them, which knows how sizes came to be numbers.
private enum Bridge {
  struct Maker: Record {
    static let entity = "maker"
    var id: ID
    var stamp = Stamp()
    var name = ""
    var telephone: String?
    init(id: RecordID<Maker>) { self.id = id }
    static let schema = Schema<Maker> { f in
      f("name", \.name, .required)
      f("telephone", \.telephone, .formerly("phone"))
    }
  }

  struct Place: FieldGroup {
    var city = ""
    init() {}
    static let fields = GroupSchema<Place> { f in f("city", \.city, .formerly("town")) }
  }

  struct Sample: Record {
    static let entity = "sample"
    var id: ID
    var stamp = Stamp()
    var title = ""
    var note: String?
    var size = ""
    var pieces = 0
    var price: ExactDecimal?
    var isFragile = false
    var value: Money?
    var moment: Instant?
    var tags: [String] = []
    var place = Place()
    init(id: RecordID<Sample>) { self.id = id }
    static let schema = Schema<Sample> { f in
      f("title", \.title, .formerly("heading"))
      f("note", \.note)
      f("size", \.size)
      f("pieces", \.pieces)
      f("price", \.price)
      f("isFragile", \.isFragile)
      f("value", \.value)
      f("moment", \.moment)
      f("tags", \.tags)
      f.group("place", \.place)
      f.convert("size") { (number: Int) in "\(number)" }
    }
  }

  static let types: [any Record.Type] = [Maker.self, Sample.self]
}

private struct Retyped: Record {
  static let entity = "sample"
  var id: ID
  var stamp = Stamp()
  var pieces = ""
  init(id: RecordID<Retyped>) { self.id = id }
  static let schema = Schema<Retyped> { f in f("pieces", \.pieces) }
}

/// A maker without a telephone.
private struct Narrow: Record {
  static let entity = "maker"
  var id: ID
  var stamp = Stamp()
  var name = ""
  init(id: RecordID<Narrow>) { self.id = id }
  static let schema = Schema<Narrow> { f in f("name", \.name, .required) }
}

private struct Stricter: Record {
  static let entity = "sample"
  var id: ID
  var stamp = Stamp()
  var isFragile = false
  init(id: RecordID<Stricter>) { self.id = id }
  static let schema = Schema<Stricter> { f in f("isFragile", \.isFragile, .unique) }
}

private struct Failing: Record {
  static let entity = "sample"
  var id: ID
  var stamp = Stamp()
  var pieces = ""
  init(id: RecordID<Failing>) { self.id = id }
  static let schema = Schema<Failing> { f in
    f("pieces", \.pieces)
    f.convert("pieces") { (number: Int) throws -> String in throw Refusal() }
  }

  struct Refusal: Error {}
}

private struct Contradictory: Record {
  static let entity = "contradictory"
  var id: ID
  var stamp = Stamp()
  var first = 0
  var second = 0
  init(id: RecordID<Contradictory>) { self.id = id }
  static let schema = Schema<Contradictory> { f in
    f("first", \.first, .formerly("second"), .formerly("third"))
    f("second", \.second, .formerly("third"))
    f.convert("fourth") { (number: Int) in number }
    f.convert("first") { (number: Int) in "\(number)" }
  }
}
