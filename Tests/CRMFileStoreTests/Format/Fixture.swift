import CRMCore
import Foundation

@testable import CRMFileStore

/// Stores of known content in known states, whose files are kept for every released version of the format.
enum Fixture: String, CaseIterable, Sendable {
  /// A checkpoint, commits after it, and the mark of a writer that closed.
  case closed
  /// The same of a writer that died in the middle of its last commit.
  case killed
  /// Two journals behind a checkpoint, since the next checkpoint was not finished.
  case unfinished
  /// The same sealed, with a key for the checkpoint and the first journal, and another for the second.
  case sealed

  /// Those that are sealed when asked for only.
  static let plain = allCases.filter { $0 != .sealed }

  /// What opens it.
  var sealer: ToySealer? { self == .sealed ? ToySealer() : nil }

  static let path = "/store"

  /// The folder with the fixtures of a version of the format.
  static func folder(version: Int) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Format/version-\(version)").standardized
  }

  /// Writes such a store, the same to the last byte each time; a sealed one with another key for its last journal.
  func make(sealer: ToySealer? = nil) async throws -> SimulatedFileSystem {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let store = try FileStore(
      at: Self.path, Original.types, environment: .replayable(seed: 2024).acting(as: Identifier(high: 9, low: 9)),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk, sealer: sealer))
    try await fill(store)
    try await store.checkpoint()
    try await change(store, from: 10)
    switch self {
    case .closed:
      try await store.close()
    case .killed:
      let journal = Self.path + "/" + FolderNames.journal(2)
      try await store.delete(id(1))
      disk.replace(journal, with: disk.contents(of: journal)?.dropLast(7))
      return disk.afterKill()
    case .unfinished, .sealed:
      sealer?.rotate(to: 2)
      let plan = try store.log.withFolder { try $0.planCheckpoint() }
      let journal = try plan.makeJournal()
      try store.log.withFolder { folder in
        _ = try folder.start(journal)
        folder.endCheckpoint(nil)
      }
      try await change(store, from: 20)
      try await store.close()
    }
    return disk
  }

  private func id(_ number: UInt64) -> Original.Sample.ID {
    Original.Sample.ID(Identifier(high: 0x0180_0000, low: number))
  }

  private func maker(_ number: UInt64) -> Original.Maker.ID {
    Original.Maker.ID(Identifier(high: 0x0170_0000, low: number))
  }

  private func fill(_ store: FileStore) async throws {
    var field = CustomField(id: store.newID())
    (field.subject, field.name, field.kind) = ("sample", "shelf", .integer)
    try await store.insert(field)
    var labels = CustomField(id: store.newID())
    (labels.subject, labels.name, labels.kind) = ("sample", "labels", .texts)
    try await store.insert(labels)
    for number in 0..<2 as Range<UInt64> {
      var maker = Original.Maker(id: maker(number))
      maker.name = ["Roya Trading", "شرکت آفتاب"][Int(number)]
      maker.telephone = number == 0 ? "+98 21 1234" : nil
      try await store.insert(maker)
    }
    for number in 0..<6 as Range<UInt64> { try await store.insert(sample(number)) }
    try await store.update(id(2)) { $0.pieces = -1 }
    try await store.delete(id(5))
  }

  private func change(_ store: FileStore, from number: UInt64) async throws {
    try await store.write { store in
      try await store.insert(sample(number))
      try await store.update(id(3)) { $0.note = "changed \(number)" }
    }
    try await store.delete(id(number == 10 ? 4 : 10))
    try await store.insert(sample(number + 1))
  }

  /// A record whose values its number decides: extreme, ordinary or none.
  private func sample(_ number: UInt64) throws -> Original.Sample {
    var sample = Original.Sample(id: id(number))
    sample.title = "sample \(number)"
    sample.size = "\(number * 3)"
    guard number != 1 else { return sample }
    // Longer than what short slots hold, once.
    let isLong = number == 0 && self == .closed
    sample.note = isLong ? String(repeating: "long ", count: 13_500) : "می‌شود \u{1F600}"
    sample.pieces = [0, 1, -128, 255, .max, .min][Int(number % 6)]
    sample.price = [0, try ExactDecimal("12.50"), try ExactDecimal("-0.000000000000000001")][Int(number % 3)]
    sample.weight = [0, 0.1, -2.5e300][Int(number % 3)]
    sample.isFragile = number % 2 == 0
    sample.value = Money(minorUnits: Int64(number) * 1_000 - 1, currency: number % 2 == 0 ? .usd : .irr)
    sample.day = try CalendarDate(year: 1960 + Int(number), month: 2, day: 28)
    sample.moment = Instant(microsecondsSince1970: Int64(number) * 1_234_567_890_123 - 1)
    sample.span = .microseconds(Int64(number) * 90_000_000)
    sample.colour = number % 2 == 0 ? .red : Original.Colour(rawValue: "بنفش")
    sample.maker = maker(number % 2)
    sample.related = number == 3 ? [id(0), id(1)] : []
    sample.tags = number == 2 ? ["a", "", "ب"] : []
    sample.place = Original.Place("Yazd", floor: nil)
    sample.places = number % 2 == 0 ? [Original.Place("Tehran", floor: 3), Original.Place("", floor: nil)] : []
    if number == 0 { sample.custom = ["shelf": .integer(-7), "labels": .list([.text("x"), .text("")])] }
    return sample
  }
}

extension Fixture {
  /// A disk with the files of a version's fixture.
  func load(version: Int) throws -> SimulatedFileSystem {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    try disk.makeDirectory(Self.path)
    let folder = Self.folder(version: version).appending(path: rawValue)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      disk.replace(Self.path + "/" + name, with: [UInt8](try Data(contentsOf: folder.appending(path: name))))
    }
    return disk
  }

  /// Writes the files of a store to a folder of the machine.
  static func write(_ disk: SimulatedFileSystem, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for path in disk.paths where !path.hasSuffix("/lock") {
      let name = String(path.dropFirst(Self.path.count + 1))
      try Data(disk.contents(of: path) ?? []).write(to: folder.appending(path: name))
    }
  }
}
