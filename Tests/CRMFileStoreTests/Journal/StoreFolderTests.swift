import Testing

@testable import CRMFileStore

@Suite("A store's folder")
struct StoreFolderTests {
  private let samples = PayloadLog.samples(9)

  private func length(_ disk: SimulatedFileSystem, _ journal: UInt64 = 1) -> Int {
    disk.contents(of: PayloadLog.journal(journal))?.count ?? 0
  }

  @Test("A new folder is made with its parents, and nothing is made when nothing was to be created")
  func creation() throws {
    let disk = SimulatedFileSystem(seed: 1)
    #expect(throws: FileStoreError.noStore(path: "/a/b/c")) { try PayloadLog.read(disk, at: "/a/b/c") }
    #expect(try !disk.exists("/a"))
    var log = try PayloadLog(disk, at: "/a/b/c")
    try log.commit([[1]])
    #expect(log.folder.identity == PayloadLog.identity)
    #expect(try PayloadLog(disk.afterCrash(), at: "/a/b/c", creates: false).payloads == [[1]])
  }

  @Test("A second opener gets an error that names the holder, until the first has closed")
  func locked() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    #expect(throws: FileStoreError.locked(path: PayloadLog.path + "/lock", holder: 1)) { try PayloadLog.read(disk) }
    try log.close()
    try log.close()
    #expect(throws: FileStoreError.closed(path: PayloadLog.path)) { try log.folder.append([1]) }
    #expect(try PayloadLog(disk).payloads.isEmpty)
  }

  @Test("A checkpoint replaces the journals before it, and commits go on in the next")
  func checkpoint() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit(samples)
    let sizeBefore = log.folder.journalSize
    try log.checkpoint()
    #expect(sizeBefore > 500 && log.folder.journalSize == FileHeader.size)
    try log.commit([[1], [2]], .relaxed)
    try log.folder.commit(.immediate)
    #expect(disk.paths == [PayloadLog.checkpoint(9), PayloadLog.journal(2), PayloadLog.path + "/lock"])
    #expect(try PayloadLog.read(disk.afterCrash()) == samples + [[1], [2]])
    // Twice at the same commit: the second takes the first one's place.
    try log.checkpoint()
    try log.checkpoint()
    #expect(disk.paths == [PayloadLog.checkpoint(11), PayloadLog.journal(4), PayloadLog.path + "/lock"])
    #expect(try PayloadLog.read(disk.afterCrash()) == samples + [[1], [2]])
  }

  @Test("A journal is made longer by zeros for synced commits to come, which close and opening take for nothing")
  func zeros() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit([samples[0]])
    let size = length(disk)
    // Also payloads that end in zeros themselves.
    let payloads = (1...15).map { [UInt8](repeating: 0, count: $0 % 7) + samples[$0 % 9] + [0, 0] }
    try log.commit(payloads)
    #expect(length(disk) == size && size > log.folder.journalSize)
    #expect(try PayloadLog.read(disk.afterKill()) == [samples[0]] + payloads)
    #expect(try PayloadLog.read(disk.afterCrash()) == [samples[0]] + payloads)
    // Behind them, commits go on in the next journal, and in the same after opening.
    let plan = try log.folder.planCheckpoint()
    _ = try log.folder.start(plan.makeJournal())
    log.folder.endCheckpoint(nil)
    try log.commit([[0, 0]])
    let killed = disk.afterKill()
    var again = try PayloadLog(killed)
    #expect(again.payloads == log.payloads)
    let journals = [1, 2].map { length(killed, $0) }
    try again.commit([[3, 0]])
    #expect([1, 2].map { length(killed, $0) } == journals)
    try again.close()
    #expect(length(killed, 2) < journals[1])
    #expect(try PayloadLog.read(killed) == log.payloads + [[3, 0]])
  }

  @Test("Where there is no room for zeros there may be for a commit")
  func noRoomForZeros() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    disk.limitSize(to: disk.size + 1000)
    try log.commit([samples[0]])
    #expect(try PayloadLog.read(disk.afterCrash()) == [samples[0]])
  }

  @Test("One checkpoint at a time; a given up one lets the next begin and loses nothing")
  func oneCheckpoint() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit(samples)
    let plan = try log.folder.planCheckpoint()
    #expect(throws: FileStoreError.checkpointUnderWay) { try log.checkpoint() }
    _ = try log.folder.start(plan.makeJournal())
    try log.commit([[1]])
    log.folder.endCheckpoint(nil)
    #expect(try PayloadLog.read(disk.afterKill()) == samples + [[1]])
    try log.checkpoint()
    try log.commit([[2]])
    #expect(try PayloadLog.read(disk.afterCrash()) == samples + [[1], [2]])
    #expect(disk.paths == [PayloadLog.checkpoint(10), PayloadLog.journal(3), PayloadLog.path + "/lock"])
  }

  @Test("What an interrupted checkpoint left is removed, files of other names are left alone")
  func leftovers() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit(samples)
    try log.checkpoint()
    try log.close()
    let own = disk.paths
    let foreign = ["notes.txt", "journal-1", "checkpoint-0000000000000000000x", "backup.tmp", "lock.old"]
    let left = [
      FolderNames.temporary(FolderNames.checkpoint(12)), FolderNames.temporary(FolderNames.journal(5)),
      FolderNames.checkpoint(3), FolderNames.journal(1),
    ]
    for name in foreign + left { disk.replace(PayloadLog.path + "/" + name, with: [1, 2, 3]) }
    #expect(try PayloadLog.read(disk) == samples)
    #expect(disk.paths == (own + foreign.map { PayloadLog.path + "/" + $0 }).sorted())
  }

  @Test("A missing checkpoint or journal is damage, not an empty store")
  func missing() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit(samples)
    for path in [PayloadLog.checkpoint(0), PayloadLog.journal(1)] {
      let damaged = disk.afterKill()
      damaged.replace(path, with: nil)
      let damage = FileDamage(path: path, offset: 0, place: .file, kind: .missing)
      #expect(throws: FileStoreError.damaged(damage)) { try PayloadLog.read(damaged) }
      #expect(try FolderReader.verify(PayloadLog.path, damaged).first == damage)
    }
  }

  @Test("A journal missing between others is damage")
  func gap() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    for _ in 0..<2 {
      _ = try log.folder.start(log.folder.planCheckpoint().makeJournal())
      log.folder.endCheckpoint(nil)
    }
    disk.replace(PayloadLog.journal(2), with: nil)
    let damage = FileDamage(path: PayloadLog.journal(2), offset: 0, place: .file, kind: .missing)
    #expect(throws: FileStoreError.damaged(damage)) { try PayloadLog.read(disk.afterKill()) }
    #expect(try FolderReader.verify(PayloadLog.path, disk) == [damage])
  }

  @Test("A journal of another store, or under another one's number, is refused")
  func foreignJournal() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.close()
    let other = StoreIdentity(high: 1, low: 2)
    let header = FileHeader(kind: .journal, identity: other, number: 1, journal: 0)
    disk.replace(PayloadLog.journal, with: header.encoded().bytes)
    let error = FileStoreError.foreignFile(path: PayloadLog.journal, expected: PayloadLog.identity, found: other)
    #expect(throws: error) { try PayloadLog.read(disk) }
    let wrong = FileHeader(kind: .journal, identity: PayloadLog.identity, number: 2, journal: 0)
    disk.replace(PayloadLog.journal, with: wrong.encoded().bytes)
    let damage = FileDamage(path: PayloadLog.journal, offset: 0, place: .header, kind: .inconsistent)
    #expect(throws: FileStoreError.damaged(damage)) { try PayloadLog.read(disk) }
  }

  @Test("After a failed sync every commit that waited has failed, and no more are taken until it is opened again")
  func failedSync() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit(samples)
    disk.failSync(after: 0)
    try log.append([1])
    let error = FileStoreError(.sync, path: PayloadLog.journal, code: 5)
    #expect(throws: error) { try log.folder.commit(.immediate) }
    #expect(log.folder.acknowledgedSequence == 9)
    guard case .writesRefused? = #expect(throws: FileStoreError.self, performing: { try log.append([2]) }) else {
      Issue.record("Writes go on")
      return
    }
    #expect(throws: FileStoreError.self) { try log.checkpoint() }
    var reopened = try PayloadLog(disk.afterKill())
    #expect(reopened.payloads == samples)
    try reopened.commit([[3]])
    #expect(reopened.folder.syncedSequence == 10)
  }

  @Test("A full disk fails the commit, keeps what was there, and opens again")
  func fullDisk() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    try log.commit(samples)
    disk.limitSize(to: disk.size + 10)
    try log.append([UInt8](repeating: 1, count: 100_000))
    let error = #expect(throws: FileStoreError.self) { try log.folder.commit(.immediate) }
    guard case .diskFull? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    try log.close()
    // Still full: what is there can be read.
    #expect(try PayloadLog(disk).payloads == samples)
    #expect(try PayloadLog.read(disk.afterKill()) == samples)
  }

  @Test("A payload over the limit is refused and changes nothing")
  func tooLarge() {
    var frames: [UInt8] = []
    let length = FrameHeader.payloadLimit + 1
    #expect(throws: FileStoreError.tooLarge(length: length, limit: FrameHeader.payloadLimit)) {
      try frames.appendFrame(.commit, sequence: 1, mark: 0, size: length, FrameCoding(seed: 0)) { _ in
        Issue.record("It was appended")
      }
    }
    #expect(frames.isEmpty)
  }

  @Test("A length of garbage reserves no memory: the header must prove itself and the file be long enough")
  func garbageLength() throws {
    let disk = SimulatedFileSystem(seed: 1)
    let header = FileHeader(kind: .journal, identity: PayloadLog.identity, number: 1, journal: 0).encoded()
    var frame: [UInt8] = []
    try frame.appendFrame(.commit, sequence: 1, mark: 0, size: 3, FrameCoding(seed: header.checksum)) {
      $0 += [1, 2, 3]
    }
    frame.replace(at: 0, littleEndian: UInt32(FrameHeader.payloadLimit))
    frame.replace(at: 28, littleEndian: CRC32C.checksum(frame.span.extracting(0..<28), continuing: header.checksum))
    var log = try PayloadLog(disk)
    try log.close()
    disk.replace(PayloadLog.journal, with: header.bytes + frame)
    #expect(try PayloadLog.read(disk).isEmpty)
  }

  @Test("A reader beside the writer sees a prefix of the commits, at any moment")
  func besideWriter() throws {
    let disk = SimulatedFileSystem(seed: 1)
    var log = try PayloadLog(disk)
    for round in 0..<20 {
      try log.commit([[UInt8(round)]], round % 2 == 0 ? .relaxed : .immediate)
      if round % 7 == 6 { try log.checkpoint() }
      #expect(try FolderReader.verify(PayloadLog.path, disk).isEmpty)
      let reader = try FolderReader.open(PayloadLog.path, disk, for: .reading)
      // The writer goes on between opening and reading.
      try log.commit([[UInt8(100 + round)]])
      if round % 5 == 4 { try log.checkpoint() }
      let end = try reader.load(
        block: { _ in }, commit: { _, _ in }, damage: { damage, _ in throw FileStoreError.damaged(damage) })
      #expect(Int(end.sequence) >= 2 * round + 1)
    }
  }
}
