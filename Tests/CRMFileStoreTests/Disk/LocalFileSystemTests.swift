import CRMFileStore
import Foundation
import Testing

@Suite("The local file system")
final class LocalFileSystemTests {
  private let disk = LocalFileSystem()
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/crmkit-\(UUID().uuidString)"
    try disk.makeDirectory(folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func write(_ bytes: [UInt8], to name: String) throws -> any OpenFile {
    let file = try disk.open(path(name), for: .creating)
    #expect(try file.write(bytes.span, at: 0) == bytes.count)
    return file
  }

  private func read(_ file: any OpenFile, at offset: Int = 0, count: Int = 100) throws -> [UInt8] {
    try [UInt8](capacity: count) { (buffer: inout OutputSpan<UInt8>) throws in
      try file.read(at: offset, into: &buffer)
    }
  }

  @Test("What is written is read, at any offset, and nothing behind the end")
  func writesAndReads() throws {
    let file = try write([1, 2, 3, 4], to: "a")
    #expect(try file.write([9, 8].span, at: 3) == 2)
    #expect(try file.size() == 5)
    #expect(try read(file) == [1, 2, 3, 9, 8])
    #expect(try read(file, at: 1, count: 2) == [2, 3])
    #expect(try read(file, at: 5).isEmpty)
    try file.truncate(to: 2)
    for level in [SyncLevel.full, .barrier] { try file.sync(level) }
    #expect(try read(disk.open(path("a"), for: .reading)) == [1, 2])
    #expect(try disk.open(path("a"), for: .creating).size() == 0)
  }

  @Test("Files are listed, renamed over one another and removed, and stay usable while open")
  func names() throws {
    let first = try write([1], to: "a")
    let second = try write([2], to: "ب")
    #expect(try disk.list(folder).sorted() == ["a", "ب"])
    try disk.rename(path("a"), to: path("ب"))
    try disk.syncDirectory(folder)
    #expect(try disk.list(folder) == ["ب"])
    #expect(try read(disk.open(path("ب"), for: .reading)) == [1])
    #expect(try read(second) == [2])
    try disk.remove(path("ب"))
    #expect(try disk.list(folder).isEmpty)
    #expect(try !disk.exists(path("ب")))
    #expect(try disk.exists(folder))
    #expect(try read(first) == [1])
    try disk.makeDirectory(folder)
  }

  @Test("Files and folders are for their user alone")
  func rights() throws {
    _ = try write([1], to: "a")
    try disk.makeDirectory(path("inner"))
    func rights(_ name: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
    }
    #expect(try rights("a") == 0o600)
    #expect(try rights("inner") == 0o700)
  }

  @Test("What is not there is told with its path")
  func missing() {
    func expectMissing(_ operation: FileOperation, _ path: String, _ body: () throws -> Void) {
      do {
        try body()
        Issue.record("\(path) is there")
      } catch FileStoreError.missing(let failure) {
        #expect(failure.path == path && failure.operation == operation)
        #expect(failure.text == "No such file or directory")
      } catch {
        Issue.record(error)
      }
    }
    let absent = path("absent")
    expectMissing(.open, absent) { _ = try disk.open(absent, for: .reading) }
    expectMissing(.open, absent) { _ = try disk.open(absent, for: .writing) }
    expectMissing(.remove, absent) { try disk.remove(absent) }
    expectMissing(.rename, absent) { try disk.rename(absent, to: path("b")) }
    expectMissing(.list, absent) { _ = try disk.list(absent) }
    expectMissing(.syncDirectory, absent) { try disk.syncDirectory(absent) }
    expectMissing(.makeDirectory, absent + "/b") { try disk.makeDirectory(absent + "/b") }
  }

  @Test("A full disk is told as such", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let file = try disk.open("/dev/full", for: .writing)
    let error = #expect(throws: FileStoreError.self) { try file.write([1].span, at: 0) }
    #expect(error == FileStoreError(.write, path: "/dev/full", code: 28))
    guard case .diskFull? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A second lock is refused with the holder's process number, until the first is let go")
  func lock() throws {
    let lock = try disk.lock(path("lock"))
    let holder = ProcessInfo.processInfo.processIdentifier
    #expect(throws: FileStoreError.locked(path: path("lock"), holder: holder)) { try disk.lock(path("lock")) }
    lock.release()
    lock.release()
    var second: (any FileLock)? = try disk.lock(path("lock"))
    #expect(second != nil)
    second = nil
    _ = try disk.lock(path("lock"))
  }

  @Test(
    "Another process's lock keeps this one out until that process is killed",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock")))
  func lockOfKilledProcess() throws {
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    // No fork, so that the process that is killed is the one that has the lock.
    holder.arguments = ["--no-fork", path("lock"), "/bin/sh", "-c", "echo $$ > \(path("lock")); exec sleep 60"]
    try holder.run()
    let locked = FileStoreError.locked(path: path("lock"), holder: holder.processIdentifier)
    #expect(
      eventually {
        try disk.lock(path("lock"))
      } until: {
        $0 == locked
      })
    #expect(kill(holder.processIdentifier, SIGKILL) == 0)
    holder.waitUntilExit()
    _ = try disk.lock(path("lock"))
  }

  private func eventually(_ body: () throws -> any FileLock, until isDone: (FileStoreError?) -> Bool) -> Bool {
    for _ in 0..<2_000 {
      do {
        _ = try body()
      } catch {
        if isDone(error as? FileStoreError) { return true }
      }
      usleep(10_000)
    }
    return false
  }
}
