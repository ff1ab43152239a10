import CRMContacts
import CRMCore
import CRMMemoryStore
import Foundation
import Synchronization
import Testing

@Suite("Import and export are each other's inverse")
struct RoundTripTests {
  /// Makes records of everything that a field can hold.
  private struct Maker {
    var random: SplitMix64
    let ids: [Sample.ID]

    mutating func maybe<Value>(_ make: (inout Maker) throws -> Value) rethrows -> Value? {
      Bool.random(using: &random) ? try make(&self) : nil
    }

    /// Optional texts are never empty: in a file, that is nothing.
    mutating func text(from least: Int = 1) -> String {
      let parts = [
        "a", " ", "\"", ",", ";", "\n", "\r\n", "é", "ی", "😀", "[", "]", "{", "=1+1", "sep=", "\t", "'", "0", ":::",
      ]
      return String(
        (0..<Int.random(in: least...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      )
      .precomposedStringWithCanonicalMapping
    }

    mutating func anyID() -> Sample.ID { ids[Int.random(in: 0..<ids.count, using: &random)] }

    mutating func sample(_ id: Sample.ID) throws -> Sample {
      var sample = Sample(id: id)
      sample.name = "n" + text(from: 0)
      sample.note = maybe { $0.text() }
      sample.size = maybe { Int($0.random.next() >> 2) }
      sample.ratio = try maybe {
        try ExactDecimal("\(Int32(truncatingIfNeeded: $0.random.next())).\($0.random.next() % 100_000)")
      }
      sample.weight = maybe { Double(Int64(bitPattern: $0.random.next())) / 1e7 }
      sample.isGood = Bool.random(using: &random)
      let currencies =
        try ["USD", "JPY", "IRR"].map { try Currency(isoCode: $0) } + [try Currency(declaring: "MILES", minorUnits: 0)]
      sample.price = maybe {
        Money(minorUnits: Int64(bitPattern: $0.random.next()) >> 8, currency: currencies[Int($0.random.next() % 4)])
      }
      sample.day = try maybe { try CalendarDate(daysSince1970: Int($0.random.next() % 3_000_000) - 700_000) }
      sample.moment = maybe { Instant(microsecondsSince1970: Int64($0.random.next() % 4_000_000_000_000_000)) }
      sample.length = maybe { .microseconds(Int64($0.random.next() % 1_000_000_000_000)) }
      sample.colour = Sample.Colour.allCases.randomElement(using: &random) ?? .red
      sample.flavour = maybe { Sample.Flavour(rawValue: $0.text()) }
      sample.parent = maybe { $0.anyID() }
      sample.friends = (0..<Int.random(in: 0...3, using: &random)).map { _ in anyID() }
      sample.labels = (0..<Int.random(in: 0...3, using: &random)).map { _ in text(from: 0) }
      sample.sizes = (0..<Int.random(in: 0...3, using: &random)).map { _ in Int(random.next() % 1000) - 500 }
      sample.points = (0..<Int.random(in: 0...2, using: &random)).map { _ in ContactPoint(text(from: 0), kind: .home) }
      if Bool.random(using: &random) { sample.custom["seats"] = .integer(Int64(random.next() % 10)) }
      if Bool.random(using: &random) { sample.custom["tags"] = .list([.text(text(from: 0)), .text(text())]) }
      return sample
    }
  }

  private func store(with fields: [CustomField]) async throws -> MemoryStore {
    let store = try sampleStore()
    for field in fields { try await store.insert(field) }
    return store
  }

  @Test("Records of all types come back as they were, circles of references too", arguments: 0..<20)
  func samples(seed: Int) async throws {
    let environment = CRMEnvironment.replayable(seed: UInt64(seed))
    let fields = [("seats", CustomField.Kind.integer), ("tags", .texts)].map { name, kind in
      var field = CustomField(id: environment.newID())
      (field.subject, field.name, field.kind) = ("sample", name, kind)
      return field
    }
    let original = try await store(with: fields)
    let ids = (0..<25).map { _ in environment.newID(Sample.self) }
    var maker = Maker(random: SplitMix64(seed: UInt64(seed)), ids: ids)
    try await original.write { store in
      for id in ids { try await store.insert(Sample.named("\(id)", id)) }
      for id in ids {
        let sample = try maker.sample(id)
        try await store.update(id) {
          let stamp = $0.stamp
          $0 = sample
          $0.stamp = stamp
        }
      }
    }
    let bytes = Mutex<[UInt8]>([])
    _ = try await Exporter(original, pageSize: 7).export(RecordQuery(Sample.recordType)) { chunk in
      bytes.withLock { $0 += chunk }
    }
    let copy = try await store(with: fields)
    let file = bytes.withLock { $0 }
    let header = try CSVReader(bytes: file).header
    var mapping = ImportMapping(
      matching: header, of: Sample.recordType, in: copy.catalog,
      customFields: Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0) }))
    mapping.trimsText = false
    let report = try await Importer(copy, options: .init(batchSize: 10)).import(
      file, into: Sample.self, mapping: mapping)
    #expect(report.created == 25 && report.failed == 0, "\(report.failures.prefix(2))")
    let expected = try await unstamped(original)
    let found = try await unstamped(copy)
    let differing = zip(expected, found).filter { $0 != $1 }.prefix(1).map { "\($0)\n\($1)" }
    #expect(differing.isEmpty && expected.count == found.count)
    let again = try await Importer(original).import(file, into: Sample.self, mapping: mapping, key: "id")
    #expect(again.unchanged == 25, "\(again)")
  }

  private func unstamped(_ store: MemoryStore) async throws -> [Sample] {
    try await store.fetch(Sample.self).map {
      var sample = $0
      sample.stamp = Stamp()
      return sample
    }
  }
}

extension Sample {
  /// A record that holds little, to be referred to.
  static func named(_ name: String, _ id: Sample.ID) -> Sample {
    var sample = Sample(id: id)
    sample.name = name
    return sample
  }
}
