import CRMCore
import Testing

@testable import CRMFileStore

/// What no store has written, with checksums that are right: a fault of the program that wrote it, or somebody's work.
@Suite("Content that is wrong under right checksums")
struct ForgedContentTests {
  private static let path = "/crm"
  private static let journal = path + "/" + FolderNames.journal(1)
  private static let id = Original.Sample.ID(Identifier(high: 1, low: 1))
  private static let idBytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]

  /// A closed store whose journal holds an insertion, a change and a removal, with the payload of each changed by `forge`.
  private func disk(_ forge: (_ sequence: UInt64, _ payload: [UInt8]) -> [UInt8]) async throws -> SimulatedFileSystem {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let store = try FileStore(
      at: Self.path, Original.types, environment: .replayable(seed: 1),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk))
    var sample = Original.Sample(id: Self.id)
    sample.title = "forged"
    sample.price = try ExactDecimal("12.34")
    try await store.insert(sample)
    try await store.update(Self.id) { $0.size = "large" }
    var maker = Original.Maker(id: Original.Maker.ID(Identifier(high: 2, low: 2)))
    maker.name = "Roya"
    try await store.insert(maker)
    try await store.delete(maker.id)
    try await store.close()
    try reframe(disk, forge)
    return disk
  }

  /// Writes the journal anew, with other payloads.
  private func reframe(_ disk: SimulatedFileSystem, _ forge: (UInt64, [UInt8]) -> [UInt8]) throws {
    let bytes = try #require(disk.contents(of: Self.journal))
    let file = try disk.open(Self.journal, for: .reading)
    let seed = try FileHeader.read(.journal, from: file, path: Self.journal).checksum
    var frames = FrameReader(file, FrameCoding(seed: seed), to: bytes.count)
    var forged = Array(bytes[..<FileHeader.size])
    while case .frame(let frame) = try frames.next() {
      let header = frame.header
      let payload = header.kind == .commit ? forge(header.sequence, frame.content) : frame.content
      try forged.appendFrame(
        header.kind, sequence: header.sequence, mark: header.mark, size: payload.count, FrameCoding(seed: seed)
      ) { $0 += payload }
    }
    disk.replace(Self.journal, with: forged)
  }

  private func open(_ disk: SimulatedFileSystem, _ path: String = path) throws -> FileStore {
    try FileStore(
      at: path, Original.types, environment: .replayable(seed: 2),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk), mayCreate: false)
  }

  private func repair(_ disk: SimulatedFileSystem) async throws -> FileStoreRepair {
    try await FileStore.repair(
      Self.path, into: "/repaired", catalog: Catalog(Original.types), environment: .replayable(seed: 3),
      fileSystem: disk)
  }

  @Test("A commit that removes what is not there is told as one that can't be understood, and repaired around")
  func removesNothing() async throws {
    let removed = [UInt8](repeating: 0, count: 7) + [2] + [UInt8](repeating: 0, count: 7) + [2]
    let disk = try await disk { sequence, payload in
      var payload = payload
      let start = payload.indices.first { payload[$0...].starts(with: removed) }
      if sequence == 4, let start { payload[start] = 9 }
      return payload
    }
    let error = FileStoreError.unreadableContent(path: Self.path, "commit 4")
    #expect(throws: error) { try open(disk) }
    #expect(throws: error) {
      try ReadOnlyFileStore(
        at: Self.path, Original.types, environment: .replayable(seed: 2), fileSystem: disk)
    }
    let report = try await repair(disk)
    #expect(report.records["sample"] == 1 && report.records["maker"] == 1)
  }

  @Test("A record with a value that is none of its field is told where it is read, and left out by a repair")
  func noDecimal() async throws {
    let price: [UInt8] = [2, 0xD2, 0x04]
    let disk = try await disk { _, payload in
      var payload = payload
      for start in payload.indices where payload[start...].starts(with: price) { payload[start] = 255 }
      return payload
    }
    let store = try open(disk.afterKill())
    await #expect(throws: RecordError.self) { try await store.find(Self.id) }
    let report = try await repair(disk)
    #expect(report.unreadable.contains(Self.id.key) && report.records["sample"] == 0)
    let repaired = try open(disk, "/repaired")
    let found = try await repaired.find(Self.id)
    #expect(found == nil)
  }

  @Test("A version of a record with text that no store takes is told, and a repair saves the one before")
  func noText() async throws {
    let disk = try await disk { _, payload in
      var payload = payload
      for start in payload.indices where payload[start...].starts(with: Array("large".utf8)) { payload[start] = 0 }
      return payload
    }
    let report = try await repair(disk)
    #expect(report.unreadable.contains(Self.id.key))
    let repaired = try open(disk, "/repaired")
    let found = try await repaired.find(Self.id)
    #expect(found?.size == "" && found?.stamp.revision == 1)
  }

  @Test("A checkpoint's copies of the layouts that differ are read by the first, by an opening and by a repair")
  func differingLayouts() async throws {
    let disk = try await disk { $1 }
    let store = try open(disk)
    try await store.checkpoint()
    try await store.close()
    let checkpoint = try #require(try FolderReader.open(Self.path, disk, for: .reading).checkpoint)
    let text = #""name":"title","type":{"type":"text"}"#
    let other = #""name":"title","type":{"type":"date"}"#
    try rewrite(checkpoint, on: disk) { $0 == 2 ? try Self.replacing(text, by: other, in: $1) : $1 }
    let opened = try ReadOnlyFileStore(
      at: Self.path, Original.types, environment: .replayable(seed: 2), fileSystem: disk)
    let found = try await opened.find(Self.id)
    let report = try await repair(disk)
    #expect(found?.title == "forged" && report.records["sample"] == 1)
  }

  @Test(
    "A record that no index takes is told by the checkpoint's block that it is in, and left out by a repair"
  )
  func noList() async throws {
    let disk = try await disk { $1 }
    let store = try open(disk)
    try await store.update(Self.id) { $0.related = [Self.id] }
    try await store.checkpoint()
    try await store.close()
    let checkpoint = try #require(try FolderReader.open(Self.path, disk, for: .reading).checkpoint)
    var count = 0
    try rewrite(checkpoint, on: disk) { _, piece in
      var piece = piece
      for start in piece.indices where piece[start...].starts(with: [16, 0, 0, 0] + Self.idBytes) {
        piece[start] = 17
        count += 1
      }
      return piece
    }
    #expect(count == 1)
    let error = FileStoreError.unreadableContent(
      path: Self.path, "block 0 of the checkpoint's section “records/sample”")
    #expect(throws: error) { try open(disk) }
    #expect(throws: error) {
      try ReadOnlyFileStore(
        at: Self.path, Original.types, environment: .replayable(seed: 2), fileSystem: disk)
    }
    let report = try await repair(disk)
    #expect(report.unreadable == [Self.id.key] && report.records["sample"] == 0)
  }

  @Test(
    "Whichever byte of a record is changed, opening and repairing go well or end in the file store's words",
    arguments: [false, true])
  func everyByte(isInCheckpoint: Bool) async throws {
    let disk = try await fullDisk(checkpointed: isInCheckpoint)
    let checkpoint = try #require(try FolderReader.open(Self.path, disk, for: .reading).checkpoint)
    let journal = disk.contents(of: Self.journal)
    let catalog = try Catalog(Original.types)
    var position = 0
    var isBehindTheLast = false
    /// Changes the byte at the position, counted from the record's identifier on.
    func forge(_ bytes: [UInt8]) -> [UInt8] {
      guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: Self.idBytes) }) else { return bytes }
      isBehindTheLast = start + position >= bytes.count
      var bytes = bytes
      if !isBehindTheLast { bytes[start + position] ^= 1 }
      return bytes
    }
    var refusals = 0
    while true {
      if isInCheckpoint {
        try rewrite(checkpoint, on: disk) { forge($1) }
      } else {
        disk.replace(Self.journal, with: journal)
        try reframe(disk) { forge($1) }
      }
      if isBehindTheLast { break }
      do {
        let view = try ReadOnlyFileStore(
          at: Self.path, catalog: catalog, environment: .replayable(seed: 2), fileSystem: disk)
        _ = try? await view.fetch(Original.Sample.self)
      } catch is FileStoreError {
        refusals += 1
        let target = "/repaired-\(position)"
        _ = try await FileStore.repair(
          Self.path, into: target, catalog: catalog, environment: .replayable(seed: 3), fileSystem: disk)
        _ = try ReadOnlyFileStore(at: target, catalog: catalog, environment: .replayable(seed: 2), fileSystem: disk)
      }
      position += 1
    }
    #expect(position > 200 && refusals > 0)
  }

  /// A closed store with one record, every field of which holds something, in its checkpoint or in its journal.
  private func fullDisk(checkpointed: Bool) async throws -> SimulatedFileSystem {
    let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)
    let store = try FileStore(
      at: Self.path, Original.types, environment: .replayable(seed: 1).acting(as: Identifier(high: 9, low: 9)),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk))
    for (name, kind) in [("shelf", CustomField.Kind.integer), ("labels", .texts)] {
      var field = CustomField(id: store.newID())
      (field.subject, field.name, field.kind) = ("sample", name, kind)
      try await store.insert(field)
    }
    var sample = Original.Sample(id: Self.id)
    (sample.title, sample.note, sample.size) = ("full", "note", "large")
    (sample.price, sample.weight) = (try ExactDecimal("12.34"), 0.1)
    sample.value = Money(minorUnits: 99, currency: .irr)
    (sample.moment, sample.span, sample.colour) = (Instant(microsecondsSince1970: 1), .seconds(1), .red)
    sample.day = try CalendarDate(year: 1960, month: 2, day: 28)
    (sample.related, sample.tags) = ([Self.id], ["a", "b"])
    (sample.place, sample.places) = (Original.Place("Yazd", floor: 1), [Original.Place("Qom", floor: nil)])
    sample.custom = ["shelf": .integer(7), "labels": .list([.text("x")])]
    try await store.insert(sample)
    if checkpointed { try await store.checkpoint() }
    try await store.close()
    return disk
  }

  /// Writes a checkpoint anew, with other pieces.
  ///
  /// - Parameter forge: Makes a piece of the one of that number, the first being 1.
  private func rewrite(
    _ checkpoint: CheckpointReader, on disk: SimulatedFileSystem, _ forge: (Int, [UInt8]) throws -> [UInt8]
  ) throws {
    var writer = try CheckpointWriter(checkpoint.header, in: Self.path, disk)
    var (section, count) = ("", 0)
    try checkpoint.read { block in
      if block.section != section { try writer.beginSection(block.section) }
      section = block.section
      var pieces = block.pieces
      while let piece = pieces.next() {
        count += 1
        let forged = try forge(count, Array(piece))
        try writer.append(forged.span)
      }
    } damage: { damage, _ in
      throw FileStoreError.damaged(damage)
    }
    try writer.finish().publish(acknowledged: checkpoint.header.number)
  }

  private static func replacing(_ text: String, by other: String, in bytes: [UInt8]) throws -> [UInt8] {
    let json = String(decoding: bytes, as: UTF8.self)
    try #require(json.contains(text))
    return Array(json.replacing(text, with: other).utf8)
  }
}
