import CRMCore

@testable import CRMFileStore

/// A store of payloads lives through crashes, kills, failing syncs and full disks, all from one seed, and is compared
/// with a plain list each time it opens.
struct FolderSimulation {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What happened, so that a test can see that everything was tried.
  struct Events {
    var openings = 0
    var crashes = 0
    var kills = 0
    var failures = 0
    var checkpoints = 0
    var tornTails = 0

    mutating func add(_ other: Events) {
      openings += other.openings
      crashes += other.crashes
      kills += other.kills
      failures += other.failures
      checkpoints += other.checkpoints
      tornTails += other.tornTails
    }
  }

  private var random: SplitMix64
  private var disk: SimulatedFileSystem
  /// All payloads ever appended in this line of history; the first `durable` survive a power cut, the first
  /// `acknowledged` a kill.
  private var history: [[UInt8]] = []
  private var durable = 0
  private var acknowledged = 0
  private(set) var events = Events()

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    disk = SimulatedFileSystem(seed: random.next(), pageSize: [16, 64, 256].randomElement(using: &random) ?? 64)
  }

  mutating func run() throws {
    for _ in 0..<4 {
      plantFaults()
      var crashed = false
      do {
        try live()
      } catch is SimulatedCrash {
        crashed = true
      } catch FileStoreError.disk, FileStoreError.diskFull, FileStoreError.writesRefused {
        events.failures += 1
      }
      if crashed && random.oneIn(2) || !crashed && random.oneIn(4) {
        events.crashes += 1
        disk = disk.afterCrash()
        acknowledged = durable
      } else {
        events.kills += 1
        disk = disk.afterKill()
      }
    }
    try check(open().payloads)
  }

  private mutating func plantFaults() {
    if random.oneIn(2) { disk.crash(after: Int.random(in: 0..<100, using: &random)) }
    if random.oneIn(4) { disk.failSync(after: Int.random(in: 0..<12, using: &random)) }
    if random.oneIn(6) { disk.limitSize(to: disk.size + Int.random(in: 0..<2_000, using: &random)) }
    if random.oneIn(2) { disk.useShortTransfers() }
  }

  private mutating func open() throws -> PayloadLog {
    events.openings += 1
    if random.oneIn(4) {
      do {
        let damage = try FolderReader.verify(PayloadLog.path, disk)
        guard damage.isEmpty else { throw Failure(description: "verify found \(damage)") }
      } catch FileStoreError.missing, FileStoreError.noStore {
        // Nothing was created yet.
      }
    }
    return try PayloadLog(disk)
  }

  private mutating func check(_ found: [[UInt8]]) throws {
    guard found.elementsEqual(history.prefix(found.count)) else {
      throw Failure(description: "\(found.count) found that are not the first of \(history.count)")
    }
    guard found.count >= acknowledged else {
      throw Failure(description: "\(found.count) found of \(acknowledged) acknowledged")
    }
    if found.count < history.count { events.tornTails += 1 }
    history = found
    durable = found.count
    acknowledged = found.count
  }

  /// One process: opens, works until it ends or something fails.
  private mutating func live() throws {
    var log = try open()
    try check(log.payloads)
    var work = Work()
    for _ in 0..<Int.random(in: 1..<30, using: &random) {
      do {
        try step(&log, &work)
      } catch {
        note(log)
        throw error
      }
      note(log)
    }
    if random.oneIn(2) {
      if let batch = work.batch { try write(batch, &log) }
      // Whatever is acknowledged by closing is on the disk.
      try log.close()
      durable = log.payloads.count
      acknowledged = log.payloads.count
    }
  }

  private mutating func note(_ log: borrowing PayloadLog) {
    history = log.payloads
    durable = max(durable, Int(log.folder.syncedSequence))
    acknowledged = max(acknowledged, Int(log.folder.acknowledgedSequence))
  }

  /// A batch and a checkpoint under way, as threads would have them.
  private struct Work {
    enum Checkpoint {
      case planned(CheckpointPlan)
      case prepared(CheckpointPlan, Journal)
      case started(CheckpointPlan, sequence: UInt64, payloads: [[UInt8]])
      case finished(FinishedCheckpoint)
    }

    var batch: JournalBatch?
    var checkpoint: Checkpoint?
  }

  private mutating func step(_ log: inout PayloadLog, _ work: inout Work) throws {
    switch Int.random(in: 0..<8, using: &random) {
    case 0...2:
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        try log.append(random.bytes(Int.random(in: 0..<(random.oneIn(8) ? 300 : 40), using: &random)))
      }
    case 3, 4:
      if let batch = work.batch {
        work.batch = nil
        try write(batch, &log)
      } else {
        work.batch = try log.folder.takeBatch(Durability.allCases.randomElement(using: &random) ?? .immediate)
      }
    case 5 where work.batch == nil && work.checkpoint == nil && random.oneIn(4):
      try log.checkpoint()
      events.checkpoints += 1
    default:
      try advanceCheckpoint(&log, &work)
    }
  }

  private func write(_ batch: JournalBatch, _ log: inout PayloadLog) throws {
    do {
      try batch.write()
    } catch {
      log.folder.fail(batch, error)
      throw error
    }
    log.folder.complete(batch)
  }

  private mutating func advanceCheckpoint(_ log: inout PayloadLog, _ work: inout Work) throws {
    switch work.checkpoint {
    case nil:
      work.checkpoint = .planned(try log.folder.planCheckpoint())
    case .planned(let plan):
      work.checkpoint = .prepared(plan, try plan.makeJournal())
    case .prepared(let plan, let journal):
      let sequence = try log.folder.start(journal)
      work.checkpoint = .started(plan, sequence: sequence, payloads: log.payloads)
    case .started(let plan, let sequence, let payloads):
      var writer = try plan.makeWriter(covering: sequence, blockSize: 100)
      try PayloadLog.write(payloads, to: &writer)
      work.checkpoint = .finished(try writer.finish())
    case .finished(let finished):
      guard log.folder.acknowledgedSequence >= finished.header.number else { return }
      try finished.publish(acknowledged: log.folder.acknowledgedSequence)
      log.folder.endCheckpoint(finished)
      work.checkpoint = nil
      events.checkpoints += 1
    }
    if work.checkpoint != nil, random.oneIn(12) {
      log.folder.endCheckpoint(nil)
      work.checkpoint = nil
    }
  }
}
