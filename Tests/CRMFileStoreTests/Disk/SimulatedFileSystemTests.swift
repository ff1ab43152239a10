import CRMFileStore
import Testing

@Suite("The simulated disk")
struct SimulatedFileSystemTests {
  private func write(_ bytes: [UInt8], to file: any OpenFile, at offset: Int = 0) throws {
    #expect(try file.write(bytes.span, at: offset) == bytes.count)
  }

  /// What is found of a file after a power cut, over many seeds.
  private func found(_ prepare: (SimulatedFileSystem) throws -> Void) throws -> Set<[UInt8]?> {
    try (0..<UInt64(300)).reduce(into: []) { found, seed in
      let disk = SimulatedFileSystem(seed: seed, pageSize: 2)
      try prepare(disk)
      found.insert(disk.afterCrash().contents(of: "/a"))
    }
  }

  @Test("What is synced, file and folder, is found after a power cut")
  func synced() throws {
    let found = try found { disk in
      let file = try disk.open("/a", for: .creating)
      try write([1, 2, 3], to: file)
      try file.sync(.full)
      try disk.syncDirectory("/")
    }
    #expect(found == [[1, 2, 3]])
  }

  @Test("What is not synced is there, missing, torn or reordered")
  func unsynced() throws {
    let found = try found { disk in
      let file = try disk.open("/a", for: .creating)
      try file.sync(.full)
      try disk.syncDirectory("/")
      try write([1, 2, 3, 4], to: file)
    }
    #expect(found.isSuperset(of: [[], [1, 2, 3, 4], [1, 2], [0, 0, 3, 4], [1, 2, 0, 0], [1, 0]]))
    #expect(!found.contains(nil))
  }

  @Test("Without a sync of the folder a new file may be lost, and a renaming is done or not, as a whole")
  func entries() throws {
    let created = try found { disk in
      let file = try disk.open("/a", for: .creating)
      try write([1], to: file)
      try file.sync(.full)
    }
    #expect(created == [nil, [1]])
    let renamed = try found { disk in
      for (name, byte) in [("/a", UInt8(1)), ("/b", 2)] {
        let file = try disk.open(name, for: .creating)
        try write([byte], to: file)
        try file.sync(.full)
      }
      try disk.syncDirectory("/")
      try disk.rename("/b", to: "/a")
    }
    #expect(renamed == [[1], [2]])
  }

  @Test("After a failed sync the bytes are seen, but no later sync brings them to the disk unless written again")
  func failedSync() throws {
    for rewrites in [true, false] {
      let found = try found { disk in
        let file = try disk.open("/a", for: .creating)
        try disk.syncDirectory("/")
        try write([1, 2], to: file)
        disk.failSync(after: 0)
        #expect(throws: FileStoreError(.sync, path: "/a", code: 5)) { try file.sync(.full) }
        #expect(disk.contents(of: "/a") == [1, 2])
        if rewrites { try write([1, 2], to: file) }
        try file.sync(.full)
      }
      #expect(found == (rewrites ? [[1, 2]] : [[1, 2], [0, 0]]))
    }
  }

  @Test("From the crash on every call fails, and the disk is found without its locks")
  func crash() throws {
    let disk = SimulatedFileSystem(seed: 1)
    let lock = try disk.lock("/lock")
    disk.crash(after: 1)
    _ = try disk.exists("/a")
    #expect(throws: SimulatedCrash.self) { try disk.exists("/a") }
    #expect(throws: SimulatedCrash.self) { try disk.list("/") }
    _ = try disk.afterKill().lock("/lock")
    _ = try disk.afterCrash().lock("/lock")
    lock.release()
  }

  @Test("A full disk takes what fits")
  func full() throws {
    let disk = SimulatedFileSystem(seed: 1)
    disk.limitSize(to: 3)
    let file = try disk.open("/a", for: .creating)
    #expect(try file.write([1, 2, 3, 4].span, at: 0) == 3)
    #expect(throws: FileStoreError(.write, path: "/a", code: 28)) { try file.write([4].span, at: 3) }
    #expect(try file.write([5].span, at: 2) == 1)
  }

  @Test("Behind the end of a file, which another may have cut short, a read finds nothing")
  func behindTheEnd() throws {
    let disk = SimulatedFileSystem(seed: 1)
    let file = try disk.open("/a", for: .creating)
    try write([1, 2, 3], to: file)
    try file.truncate(to: 1)
    let read = try (0...3).map { offset in
      try [UInt8](capacity: 3) { (buffer: inout OutputSpan<UInt8>) throws in try file.read(at: offset, into: &buffer) }
    }
    #expect(read == [[1], [], [], []])
  }

  @Test("The same seed gives the same disk")
  func replay() throws {
    func course(_ seed: UInt64) throws -> [UInt8]? {
      let disk = SimulatedFileSystem(seed: seed, pageSize: 2)
      let file = try disk.open("/a", for: .creating)
      try disk.syncDirectory("/")
      for index in 0..<20 { try write([UInt8(index), 1, 2], to: file, at: index) }
      return disk.afterCrash().contents(of: "/a")
    }
    for seed in 0..<20 as Range<UInt64> { #expect(try course(seed) == course(seed)) }
  }
}
