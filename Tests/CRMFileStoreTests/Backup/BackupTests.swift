import CRMCore
import Synchronization
import Testing

@testable import CRMFileStore

@Suite("A backup")
struct BackupTests {
  private let disk = SimulatedFileSystem(seed: 1, pageSize: 4096)

  /// - Parameter seed: Of the identifiers; another for a store that is to go on from what another has made.
  private func open(_ path: String = "/crm", mayCreate: Bool = true, seed: UInt64 = 1) throws -> FileStore {
    try FileStore(
      at: path, Workshop.types, environment: .replayable(seed: seed),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk), mayCreate: mayCreate)
  }

  private func fill(_ store: FileStore, _ count: Int = 5) async throws {
    try await store.write { store in
      for index in 0..<count {
        var part = Workshop.Part(id: Workshop.Part.ID(Identifier(high: 7, low: UInt64(index))))
        part.code = "\(index)"
        try await store.insert(part)
      }
    }
  }

  private func contents(of store: FileStore) async throws -> Workshop.Contents {
    try await store.read { try await Workshop.contents(of: $0) }
  }

  @Test("It opens as a store of its own, with what was committed, and leaves the first one alone")
  func opens() async throws {
    let store = try open()
    try await fill(store)
    let before = try await contents(of: store)
    let last = try await store.backup(to: "/copy")
    #expect(last == 1)
    try await store.delete(Workshop.Part.ID(Identifier(high: 7, low: 0)))
    let copy = try open("/copy", mayCreate: false)
    let found = try await contents(of: copy)
    #expect(found == before)
    let (first, second) = (try store.statistics(), try copy.statistics())
    #expect(first.identity != second.identity)
    #expect(second.commits == 1)
    try await copy.delete(Workshop.Part.ID(Identifier(high: 7, low: 1)))
    let count = try await store.count(Workshop.Part.self)
    #expect(count == 4)
    #expect(try FileStore.verify("/copy", fileSystem: disk).isEmpty)
  }

  @Test("It is restored to a folder, also with what was committed to it since")
  func restores() async throws {
    let store = try open()
    try await fill(store)
    try await store.backup(to: "/copy")
    let copy = try open("/copy")
    try await copy.delete(Workshop.Part.ID(Identifier(high: 7, low: 1)))
    let expected = try await contents(of: copy)
    let identities = try [store, copy].map { try $0.statistics().identity }
    try await copy.close()
    let last = try await FileStore.restore(
      "/restored", from: "/copy", environment: .replayable(seed: 2), fileSystem: disk)
    #expect(last == 2)
    let restored = try open("/restored", mayCreate: false, seed: 3)
    let found = try await contents(of: restored)
    #expect(found == expected)
    #expect(try Set(identities + [restored.statistics().identity]).count == 3)
    try await restored.delete(Workshop.Part.ID(Identifier(high: 7, low: 2)))
    #expect(try restored.statistics().commits == 3)
  }

  @Test("A folder with a store in it is left as it is")
  func occupied() async throws {
    let store = try open()
    let other = try open("/other")
    try await fill(other)
    try await other.close()
    let files = disk.paths
    await #expect(throws: FileStoreError.occupied(path: "/other")) { try await store.backup(to: "/other") }
    await #expect(throws: FileStoreError.occupied(path: "/other")) {
      try await FileStore.restore("/other", from: "/crm", environment: .replayable(seed: 2), fileSystem: disk)
    }
    await #expect(throws: FileStoreError.locked(path: "/crm/lock", holder: 1)) { try await store.backup(to: "/crm") }
    #expect(disk.paths == files)
    #expect(try open("/other").statistics().records["part"] == 5)
  }

  @Test("Cancelled, it leaves no store, and the folder can be used for the next one")
  func cancelled() async throws {
    let store = try open()
    try await fill(store, 2_500)
    let reports = Mutex<[FileStoreProgress]>([])
    await #expect(throws: CancellationError.self) {
      try await store.backup(to: "/copy") { progress in
        reports.withLock { $0.append(progress) }
        if progress.records >= 2_000 { throw CancellationError() }
      }
    }
    #expect(reports.withLock { $0.map(\.records) } == [1_000, 2_000])
    #expect(reports.withLock { $0.allSatisfy { $0.total == 2_500 } })
    #expect(throws: FileStoreError.noStore(path: "/copy")) { try open("/copy", mayCreate: false) }
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await store.backup(to: "/copy")
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(throws: FileStoreError.noStore(path: "/copy")) { try open("/copy", mayCreate: false) }
    try await store.backup(to: "/copy")
    #expect(try open("/copy", mayCreate: false).statistics().records["part"] == 2_500)
    await #expect(throws: CancellationError.self) {
      try await FileStore.restore("/again", from: "/copy", environment: .replayable(seed: 2), fileSystem: disk) { _ in
        throw CancellationError()
      }
    }
    #expect(throws: FileStoreError.noStore(path: "/again")) { try open("/again", mayCreate: false) }
  }

  @Test("A backup that is not as it was written is not restored")
  func damaged() async throws {
    let store = try open()
    try await fill(store)
    try await store.backup(to: "/copy")
    let checkpoint = "/copy/" + FolderNames.checkpoint(1)
    let size = try #require(disk.contents(of: checkpoint)).count
    for offset in stride(from: 0, to: size, by: 97) {
      disk.flip(bit: 2, at: offset, of: checkpoint)
      await #expect(throws: FileStoreError.self) {
        try await FileStore.restore("/restored", from: "/copy", environment: .replayable(seed: 2), fileSystem: disk)
      }
      #expect(throws: FileStoreError.noStore(path: "/restored")) { try open("/restored", mayCreate: false) }
      disk.flip(bit: 2, at: offset, of: checkpoint)
    }
  }
}
