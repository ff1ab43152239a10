import CRMCore
import Foundation
import Testing

@testable import CRMFileStore

@Suite("The format on disk")
struct FormatTests {
  /// The versions of which there are fixtures: every one that was released, and the one that is written.
  private static let versions = [1]
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
    .first(where: FileManager.default.isExecutableFile(atPath:))

  private func open(_ disk: SimulatedFileSystem, sealer: ToySealer? = nil) throws -> FileStore {
    try FileStore(
      at: Fixture.path, Original.types, environment: .replayable(seed: 1),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk, sealer: sealer), mayCreate: false)
  }

  private func expected(_ fixture: Fixture, version: Int) throws -> NSDictionary {
    let file = Fixture.folder(version: version).appending(path: fixture.rawValue + ".json")
    return try #require(try StoreJSON.read(Data(contentsOf: file)))
  }

  @Test("Stores of every version are read, and written on", arguments: versions, Fixture.allCases)
  func fixtures(version: Int, fixture: Fixture) async throws {
    let disk = try fixture.load(version: version)
    #expect(try FileStore.verify(Fixture.path, fileSystem: disk, sealer: fixture.sealer).isEmpty)
    let expected = try expected(fixture, version: version)
    for hasCheckpoint in [false, true] {
      let store = try open(disk, sealer: fixture.sealer)
      let found = try await StoreJSON.of(store)
      #expect(found == expected)
      if !hasCheckpoint { try await store.checkpoint() }
      try await store.close()
    }
    let store = try open(disk, sealer: fixture.sealer)
    try await store.delete(Original.Sample.ID(Identifier(high: 0x0180_0000, low: 0)))
    try await store.close()
    #expect(try FileStore.verify(Fixture.path, fileSystem: disk, sealer: fixture.sealer).isEmpty)
  }

  @Test(
    "A reader that was written from the document alone finds the same in files of every version",
    .enabled(if: python != nil, "there is no python3"), arguments: versions, Fixture.allCases)
  func independentReader(version: Int, fixture: Fixture) throws {
    let folder = Fixture.folder(version: version).appending(path: fixture.rawValue)
    #expect(try readByPython(folder, isSealed: fixture.sealer != nil) == expected(fixture, version: version))
  }

  @Test(
    "A reader that was written from the document alone finds the same in what is written now",
    .enabled(if: python != nil, "there is no python3"), arguments: Fixture.plain, [false, true])
  func writtenNow(fixture: Fixture, isSealed: Bool) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "crmkit-format-\(ProcessInfo.processInfo.processIdentifier)-\(fixture)-\(isSealed)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let sealer = isSealed ? ToySealer() : nil
    let disk = try await fixture.make(sealer: sealer)
    try Fixture.write(disk, to: folder)
    let store = try open(disk, sealer: sealer)
    let expected = try await StoreJSON.of(store)
    #expect(try readByPython(folder, isSealed: isSealed) == expected)
  }

  private func readByPython(_ folder: URL, isSealed: Bool = false) throws -> NSDictionary? {
    let scripts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Format").standardized
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = [scripts.appending(path: "read_store.py").path, folder.path]
    if isSealed { process.arguments?.append(scripts.appending(path: "toy_sealer.py").path) }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try StoreJSON.read(data)
  }

  @Test("A newer version is refused with both versions named, whichever file is of it, and nothing is changed")
  func newer() async throws {
    for name in [FolderNames.checkpoint(12), FolderNames.journal(2)] {
      let disk = try await Fixture.closed.make()
      let path = Fixture.path + "/" + name
      var bytes = try #require(disk.contents(of: path))
      bytes.replace(at: 8, littleEndian: UInt32(2))
      bytes.replace(at: 60, littleEndian: CRC32C.checksum(bytes.span.extracting(0..<60)))
      disk.replace(path, with: bytes)
      let files = disk.paths.map { disk.contents(of: $0) }
      let error = FileStoreError.unsupportedVersion(path: path, found: 2, supported: 1)
      #expect(throws: error) { try open(disk) }
      #expect(error.description.contains("version 2") && error.description.contains("version 1"))
      #expect(throws: error) { try FileStore.verify(Fixture.path, fileSystem: disk) }
      #expect(disk.paths.map { disk.contents(of: $0) } == files)
    }
  }

  @Test(
    "The fixtures are written anew when asked for",
    .enabled(
      if: ProcessInfo.processInfo.environment["CRMKIT_WRITE_FIXTURES"] != nil,
      "set CRMKIT_WRITE_FIXTURES for a version that was not released"),
    arguments: Fixture.allCases)
  func write(fixture: Fixture) async throws {
    let folder = Fixture.folder(version: Int(FileHeader.version))
    let disk = try await fixture.make(sealer: fixture.sealer)
    try? FileManager.default.removeItem(at: folder.appending(path: fixture.rawValue))
    try Fixture.write(disk, to: folder.appending(path: fixture.rawValue))
    let content = try await StoreJSON.of(open(disk, sealer: fixture.sealer))
    try StoreJSON.text(of: content).write(to: folder.appending(path: fixture.rawValue + ".json"))
  }
}
