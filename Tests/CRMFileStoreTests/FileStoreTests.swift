import CRMCore
import CRMFileStore
import Foundation
import Synchronization
import Testing

/// A kind of record at two times: as an earlier program declared it, and as a later one does.
private enum Earlier {
  struct Machine: Record {
    static let entity = "machine"
    var id: ID
    var stamp = Stamp()
    var name = ""
    var city: String?
    var colour: String?
    init(id: RecordID<Machine>) { self.id = id }
    static let schema = Schema<Machine> { f in
      f("name", \.name, .required, .indexed)
      f("city", \.city)
      f("colour", \.colour)
    }
  }
}

private enum Later {
  struct Machine: Record {
    static let entity = "machine"
    var id: ID
    var stamp = Stamp()
    var serial = 0
    var name = ""
    var city: String?
    init(id: RecordID<Machine>) { self.id = id }
    static let schema = Schema<Machine> { f in
      f("serial", \.serial)
      f("city", \.city, .indexed)
      f("name", \.name, .required)
    }
  }
}

private struct Badge: Record {
  static let entity = "badge"
  var id: ID
  var stamp = Stamp()
  var number = 0
  init(id: RecordID<Badge>) { self.id = id }
  static let schema = Schema<Badge> { f in f("number", \.number, .unique) }
}

/// What one task tells another.
private final class Flag: Sendable {
  private let isSet = Atomic(false)

  func set() { isSet.store(true, ordering: .releasing) }

  func wait() async throws {
    while !isSet.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(1)) }
  }
}

@Suite("The file store")
struct FileStoreTests {
  private typealias Machine = Earlier.Machine

  private let folder =
    NSTemporaryDirectory() + "crmkit-\(ProcessInfo.processInfo.processIdentifier)-\(Int.random(in: 0 ..< .max))"

  private func open(_ types: [any Record.Type] = [Machine.self], at path: String? = nil) throws -> FileStore {
    try FileStore(
      at: path ?? folder, types, environment: .replayable(seed: 1),
      options: FileStore.Options(durability: .relaxed, checkpointSize: nil))
  }

  private func machine(_ name: String, in store: FileStore) -> Machine {
    var machine = Machine(id: store.environment.newID())
    machine.name = name
    return machine
  }

  @Test("Records that swap the values of a unique field in one transaction are opened as they were left")
  func swappedUniqueValues() async throws {
    var store = try open([Badge.self])
    var badges = (0..<3).map { _ in Badge(id: store.newID()) }
    for number in badges.indices { badges[number].number = number }
    try await store.load(badges)
    let ids = badges.map(\.id)
    try await store.write { store in
      try await store.update(ids[0]) { $0.number = 10 }
      try await store.update(ids[1]) { $0.number = 0 }
      try await store.update(ids[0]) { $0.number = 1 }
      try await store.delete(ids[2])
      var badge = Badge(id: ids[2])
      badge.number = 2
      try await store.insert(badge)
    }
    let before = try await store.fetch(Badge.self)
    try await store.close()
    store = try open([Badge.self])
    let after = try await store.fetch(Badge.self)
    #expect(after == before && after.map(\.number) == [1, 0, 2])
    try await store.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  @Test("What was committed is there after closing and opening, with its history and its stamps")
  func reopening() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try open()
    let kept = try await store.insert(machine("kept", in: store))
    let changed = try await store.insert(machine("before", in: store))
    let gone = try await store.insert(machine("gone", in: store))
    try await store.update(changed.id) { $0.name = "after" }
    try await store.delete(gone.id)
    try await store.close()
    for checkpointed in [false, true] {
      let again = try open()
      let all = try await again.fetch(Machine.self, sort: .ascending(\.name))
      #expect(all.map(\.name) == ["after", "kept"])
      #expect(all.last == kept)
      let history = try await again.history(of: gone.id)
      #expect(history.map(\.kind) == [.created, .deleted])
      if !checkpointed { try await again.checkpoint() }
      try await again.close()
    }
    let damage = try FileStore.verify(folder)
    #expect(damage.isEmpty)
  }

  @Test("A journal cut at any byte opens to the commits before the cut")
  func cutJournal() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try open()
    for index in 0..<6 { try await store.insert(machine("\(index)", in: store)) }
    // Copied while open: closing notes that all is on the disk, and a cut before such a note is damage.
    let journal = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix("journal") })
    let bytes = try Data(contentsOf: URL(filePath: folder + "/" + journal))
    var last = 0
    for length in stride(from: 64, through: bytes.count, by: 1) {
      let copy = folder + "-cut"
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: folder, toPath: copy)
      defer { try? FileManager.default.removeItem(atPath: copy) }
      try bytes.prefix(length).write(to: URL(filePath: copy + "/" + journal))
      let cut = try open(at: copy)
      let found = try await cut.fetch(Machine.self)
      let names = found.map(\.name)
      #expect(names == (0..<names.count).map(String.init))
      #expect(names.count >= last)
      last = names.count
      try await cut.close()
    }
    #expect(last == 6)
    try await store.close()
  }

  @Test("A folder that is open can't be opened a second time, and says so")
  func secondOpening() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try open()
    #expect(throws: FileStoreError.self) { try open() }
    try await store.close()
    try await open().close()
  }

  @Test("After closing, everything throws")
  func closed() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try open()
    try await store.close()
    await #expect(throws: StoreError.self) { try await store.count(Machine.self) }
    await #expect(throws: StoreError.self) { try await store.insert(machine("late", in: store)) }
  }

  @Test("A later program reads what an earlier one wrote, and keeps the fields that it no longer declares")
  func declarationsChange() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try open()
    var old = machine("press", in: store)
    old.city = "Yazd"
    old.colour = "red"
    old = try await store.insert(old)
    try await store.close()

    let later = try open([Later.Machine.self])
    let id = RecordID<Later.Machine>(old.id.identifier)
    let found = try await later.fetch(Later.Machine.self, where: \.city == "Yazd")
    #expect(found.map(\.name) == ["press"])
    #expect(found.first?.serial == 0)
    try await later.update(id) { $0.serial = 7 }
    try await later.close()

    let earlier = try open()
    let back = try await earlier.get(old.id)
    #expect(back.colour == "red")
    #expect(back.stamp.revision == 2)
    try await earlier.checkpoint()
    try await earlier.close()

    let again = try open([Later.Machine.self])
    let serial = try await again.get(id).serial
    #expect(serial == 7)
    try await again.close()
  }

  @Test("A store with records that the program does not declare is not opened, and nothing is lost")
  func missingType() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try open()
    try await store.insert(machine("press", in: store))
    try await store.close()
    #expect(throws: FileStoreError.self) { try open([]) }
    let again = try open()
    let count = try await again.count(Machine.self)
    #expect(count == 1)
    try await again.close()
  }

  @Test("Checkpoints run beside writers, and nothing is lost or doubled", .timeLimit(.minutes(20)))
  func checkpointsBesideWriters() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for index in 0..<50 { try await store.insert(machine("\(writer)-\(index)", in: store)) }
        }
      }
      group.addTask { for _ in 0..<5 { try await store.checkpoint() } }
      try await group.waitForAll()
    }
    try await store.close()
    let again = try open()
    let found = try await again.fetch(Machine.self)
    let names = Set(found.map(\.name))
    #expect(names.count == 200)
    try await again.close()
  }

  @Test("A transaction that only reads tells nothing of a commit that the disk then refuses", .timeLimit(.minutes(5)))
  func readsOfWhatIsTakenBack() async throws {
    let disk = SimulatedFileSystem(seed: 11)
    let store = try FileStore(
      at: "/data/crm", [Machine.self], environment: .replayable(seed: 1),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk))
    disk.failSync(after: 0)
    let press = machine("press", in: store)
    let (isWriting, isWaiting) = (Flag(), Flag())
    let writer = Task {
      try await store.write { store in
        try await store.insert(press)
        isWriting.set()
        try await isWaiting.wait()
        // The other one stands in the queue soon; if it does not, it finds a store that takes no more writes.
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    try await isWriting.wait()
    let reader = Task { try await store.write { store in try await store.exists(Machine.self) } }
    isWaiting.set()
    await #expect(throws: (any Error).self) { try await writer.value }
    await #expect(throws: (any Error).self) { _ = try await reader.value }
    let count = try await store.count(Machine.self)
    #expect(count == 0)
  }

  @Test("An empty folder is a new store, and a missing one is none unless it may be created")
  func creation() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(throws: FileStoreError.self) {
      try FileStore(at: folder, [Machine.self], environment: .replayable(seed: 1), mayCreate: false)
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
    let store = try open()
    let statistics = try store.statistics()
    #expect(statistics.commits == 0)
    try await store.close()
  }

  @Test("A file in place of the folder, or on the way to it, is named and stays as it was")
  func fileInPlace() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("mine".utf8).write(to: URL(filePath: folder))
    for path in [folder, folder + "/store"] {
      let refusal = #expect(throws: FileStoreError.self) { try open(at: path) }
      guard case .notFolder(let failure) = refusal else {
        Issue.record("\(String(describing: refusal))")
        continue
      }
      #expect(failure.path.hasPrefix(folder))
    }
    #expect(FileManager.default.contents(atPath: folder) == Data("mine".utf8))
  }
}
