import CRMCore
import Synchronization

@testable import CRMFileStore

/// Programs work on one store after the other, several tasks at once, through crashes, kills, failing syncs and full disks, all from one
/// seed; what readers see, and what each opening finds, is compared with a plain model.
final class StoreSimulation: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What happened, so that a test can see that everything was tried, and the same for the same seed.
  struct Events: Equatable {
    var openings = 0
    var crashes = 0
    var kills = 0
    var failures = 0
    var commits = 0
    var refusedTransactions = 0
    var checkpoints = 0
    var backups = 0
    var brokenBackups = 0
    var views = 0
    var refreshes = 0
    var closings = 0
    var flips = 0
    var damages = 0
    var lostTransactions = 0
    var operations = 0

    static func += (left: inout Events, right: Events) {
      left.openings += right.openings
      left.crashes += right.crashes
      left.kills += right.kills
      left.failures += right.failures
      left.commits += right.commits
      left.refusedTransactions += right.refusedTransactions
      left.checkpoints += right.checkpoints
      left.backups += right.backups
      left.brokenBackups += right.brokenBackups
      left.views += right.views
      left.refreshes += right.refreshes
      left.closings += right.closings
      left.flips += right.flips
      left.damages += right.damages
      left.lostTransactions += right.lostTransactions
      left.operations += right.operations
    }
  }

  static let path = "/data/crm"

  private let isSealed: Bool
  private let random: SharedRandom
  private let executor: SeededExecutor
  private let model = StoreModel()
  private let events = Mutex(Events())
  /// The folders in which backups were begun, what was acknowledged by then, and whether they are done.
  private let backups = Mutex<[String: (least: Int, isDone: Bool)]>([:])
  /// What went wrong in a task, first of all.
  private let failure = Mutex<(any Error)?>(nil)

  /// - Parameter isSealed: Whether the stores are sealed; each program has both keys then, and another current one now and then.
  init(seed: UInt64, isSealed: Bool = false) {
    self.isSealed = isSealed
    random = SharedRandom(seed: seed)
    executor = SeededExecutor(seed: random.next())
  }

  /// Lives some lives of a store, and throws where it broke a promise.
  func run() throws -> Events {
    var disk = SimulatedFileSystem(seed: random.next(), pageSize: random.element(of: [16, 64, 256]) ?? 64)
    for _ in 0..<3 {
      plantFaults(on: disk)
      disk.whileWaiting { [executor] in executor.runOthers() }
      let isCrashed = try live(on: disk)
      events.withLock { $0.operations += disk.operationCount }
      if isCrashed ? random.oneIn(2) : random.oneIn(4) {
        note { $0.crashes += 1 }
        disk = disk.afterCrash()
        model.cutPower()
      } else {
        note { $0.kills += 1 }
        disk = disk.afterKill()
      }
      if random.oneIn(3) { try flip(a: disk.afterKill()) }
    }
    _ = try live(on: disk)
    return events.withLock { $0 }
  }

  private func note(_ change: (inout Events) -> Void) { events.withLock { change(&$0) } }

  private func plantFaults(on disk: SimulatedFileSystem) {
    if random.oneIn(2) { disk.crash(after: random.number(in: 0..<120)) }
    if random.oneIn(4) { disk.failSync(after: random.number(in: 0..<16)) }
    if random.oneIn(6) { disk.limitSize(to: disk.size + random.number(in: 0..<4_000)) }
    if random.oneIn(2) { disk.useShortTransfers() }
  }

  private func sealer() -> ToySealer? {
    isSealed ? ToySealer(current: random.element(of: [1, 2]) ?? 1, seed: random.next()) : nil
  }

  private func open(_ disk: SimulatedFileSystem, _ durability: Durability = .immediate) throws -> FileStore {
    try FileStore(
      at: Self.path, Workshop.types, environment: .replayable(seed: random.next()),
      options: FileStore.Options(durability: durability, checkpointSize: nil, fileSystem: disk, sealer: sealer()))
  }

  /// One process: opens, works until it ends or something fails.
  ///
  /// - Returns: Whether the machine stopped.
  private func live(on disk: SimulatedFileSystem) throws -> Bool {
    let outcome: Void? = executor.run { [self] in await attempt { try await work(on: disk) } }
    if let failure = failure.withLock({ $0 }) { throw failure }
    guard outcome != nil else { throw Failure(description: "a task waits for ever") }
    return disk.isCrashed
  }

  /// Notes an error unless it is what a fault brings about.
  private func fail(_ error: any Error) {
    switch error {
    case is SimulatedCrash: break
    case FileStoreError.disk, FileStoreError.diskFull, FileStoreError.writesRefused, FileStoreError.closed,
      StoreError.unavailable:
      note { $0.failures += 1 }
    default: failure.withLock { if $0 == nil { $0 = error } }
    }
  }

  private func work(on disk: SimulatedFileSystem) async throws {
    if random.oneIn(4), let damage = try verify(disk), !damage.isEmpty {
      throw Failure(description: "verify found \(damage)")
    }
    let durability = random.element(of: Durability.allCases) ?? .immediate
    let store = try open(disk, durability)
    note { $0.openings += 1 }
    try await checkBackups(on: disk)
    let newest = model.count
    try model.reopen(with: await contents(of: store))
    note { $0.lostTransactions += newest - model.count }
    let changes = store.feed.changes(buffering: 1_000)
    let start = model.acknowledged
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [self] in await attempt { try await follow(changes, after: start) } }
      await withTaskGroup(of: Void.self) { workers in
        for _ in 0..<random.number(in: 1..<4) {
          workers.addTask { [self] in
            await attempt { for _ in 0..<random.number(in: 1..<6) { try await step(store, durability) } }
          }
        }
      }
      // Also after a failure, readers see everything that was acknowledged, and nothing else.
      await attempt { try model.check(await contents(of: store), atLeast: model.acknowledged) }
      if random.oneIn(2) { await attempt { try await close(store) } } else { group.cancelAll() }
    }
  }

  private func attempt(_ body: () async throws -> Void) async {
    do { try await body() } catch { fail(error) }
  }

  /// Compares the feed with what was acknowledged.
  private func follow(_ changes: ChangeSequence, after start: Int) async throws {
    var transactions = start
    for await change in changes {
      transactions += 1
      let tally = change.changes.compactMap(\.after).first { $0.type == Workshop.Tally.recordType }
      guard try tally?.value(of: "count") == .integer(Int64(transactions)) else {
        throw Failure(description: "the feed's change set \(change.sequence) is not transaction \(transactions)")
      }
    }
    guard Task.isCancelled || transactions >= model.acknowledged else {
      throw Failure(description: "the feed ends at transaction \(transactions) of \(model.acknowledged)")
    }
  }

  private func contents(of store: FileStore) async throws -> Workshop.Contents {
    try await store.read { try await Workshop.contents(of: $0) }
  }

  private func step(_ store: FileStore, _ durability: Durability) async throws {
    switch random.number(in: 0..<14) {
    case 0..<8: try await commit(store, durability)
    case 8..<10:
      let least = model.acknowledged
      try model.check(await contents(of: store), atLeast: least)
    case 10:
      let least = model.acknowledged
      try await store.checkpoint()
      model.settle(least)
      note { $0.checkpoints += 1 }
    case 11: try await backUp(store)
    case 12: try await view(store, durability)
    default:
      if random.oneIn(6) { try await close(store) }
    }
  }

  private func close(_ store: FileStore) async throws {
    let least = model.acknowledged
    try await store.close()
    model.settle(least)
    note { $0.closings += 1 }
  }

  private func backUp(_ store: FileStore) async throws {
    let least = model.acknowledged
    let path = "/backups/\(random.next())"
    backups.withLock { $0[path] = (least, false) }
    try await store.backup(to: path)
    backups.withLock { $0[path] = (least, true) }
    try model.check(await contentsOfStore(at: path, on: store.options.fileSystem), atLeast: least)
    note { $0.backups += 1 }
  }

  /// Reads beside the writer, as another process would.
  private func view(_ store: FileStore, _ durability: Durability) async throws {
    let least = model.acknowledged
    let view = try ReadOnlyFileStore(
      at: Self.path, Workshop.types, environment: .replayable(seed: random.next()),
      fileSystem: store.options.fileSystem, sealer: sealer())
    try model.check(await view.read { try await Workshop.contents(of: $0) }, atLeast: least)
    note { $0.views += 1 }
    for _ in 0..<random.number(in: 0..<3) {
      try await commit(store, durability)
      if random.oneIn(3) { try await store.checkpoint() }
      let least = model.acknowledged
      if try await view.refresh() { note { $0.refreshes += 1 } }
      try model.check(await view.read { try await Workshop.contents(of: $0) }, atLeast: least)
    }
  }

  /// Each backup that was begun is there as a whole, or there is no store.
  private func checkBackups(on disk: SimulatedFileSystem) async throws {
    for (path, backup) in backups.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      do {
        let restored = path + "-\(random.next())"
        try await FileStore.restore(
          restored, from: path, environment: .replayable(seed: random.next()), fileSystem: disk, sealer: sealer())
        try model.check(await contentsOfStore(at: restored, on: disk), atLeast: backup.least)
      } catch FileStoreError.noStore where !backup.isDone {
        note { $0.brokenBackups += 1 }
      } catch FileStoreError.missing where !backup.isDone {
        note { $0.brokenBackups += 1 }
      }
    }
    backups.withLock { $0 = [:] }
  }

  private func contentsOfStore(at path: String, on disk: any FileSystem) async throws -> Workshop.Contents {
    let store = try FileStore(
      at: path, Workshop.types, environment: .replayable(seed: random.next()),
      options: FileStore.Options(checkpointSize: nil, fileSystem: disk, sealer: sealer()), mayCreate: false)
    let contents = try await contents(of: store)
    try await store.close()
    return contents
  }

  /// One transaction, which may well be refused, or give itself up.
  private func commit(_ store: FileStore, _ durability: Durability) async throws {
    do {
      let transactions = try await store.write { transaction in
        try await SimulatedTransaction(random, model).run(in: &transaction)
      }
      model.acknowledge(transactions, durable: durability != .relaxed)
      note { $0.commits += 1 }
    } catch SimulatedTransaction.Outcome.refused {
      note { $0.refusedTransactions += 1 }
    }
  }

  /// What is saved of a damaged store keeps its rules, and each part is one that was there once.
  private func repair(_ disk: SimulatedFileSystem) async throws {
    let catalog = try Catalog(Workshop.types)
    let report = try await FileStore.repair(
      Self.path, into: "/repaired", catalog: catalog, environment: .replayable(seed: random.next()), fileSystem: disk,
      sealer: sealer())
    let saved = try await contentsOfStore(at: "/repaired", on: disk)
    guard try FileStore.verify("/repaired", fileSystem: disk, sealer: sealer()).isEmpty else {
      throw Failure(description: "the repaired store is damaged")
    }
    let states = try (0...model.count).map { try model.contents(after: $0) }
    let changed = Set(report.changes.compactMap { $0.after?.id })
    for (id, row) in saved.parts {
      let isKnown = states.contains { state in
        guard let once = state.parts[id] else { return false }
        return once == row || changed.contains(id.identifier) && once.code == row.code && once.size == row.size
      }
      guard isKnown, row.whole.map({ saved.parts[$0] != nil }) ?? true else {
        throw Failure(description: "\(row) was saved")
      }
    }
  }

  /// What is damaged; nil when nothing was created yet.
  private func verify(_ disk: SimulatedFileSystem) throws -> [FileDamage]? {
    do {
      return try FileStore.verify(Self.path, fileSystem: disk, sealer: sealer())
    } catch FileStoreError.missing, FileStoreError.noStore {
      return nil
    }
  }

  /// Changes one bit of one file: it is named, or what is found is a state that the store was in.
  private func flip(a disk: SimulatedFileSystem) throws {
    let files = disk.paths.filter { $0.hasPrefix(Self.path + "/") && !$0.hasSuffix("lock") && !$0.hasSuffix(".tmp") }
    guard let path = random.element(of: files), let size = disk.contents(of: path)?.count, size > 0 else { return }
    disk.flip(bit: random.number(in: 0..<8), at: random.number(in: 0..<size), of: path)
    note { $0.flips += 1 }
    let before = disk.paths.map { disk.contents(of: $0) }
    guard let damage = try verify(disk) else { return }
    let outcome: Void? = executor.run { [self] in
      do {
        let store = try open(disk)
        guard damage.isEmpty else { throw Failure(description: "it opens with \(damage)") }
        try model.check(await contents(of: store), atLeast: 0)
      } catch FileStoreError.damaged {
        guard !damage.isEmpty else { return fail(Failure(description: "verify found nothing")) }
        guard disk.paths.map({ disk.contents(of: $0) }) == before else {
          return fail(Failure(description: "a damaged store was changed"))
        }
        note { $0.damages += 1 }
        await attempt { try await repair(disk) }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    guard outcome != nil else { throw Failure(description: "opening a damaged store waits for ever") }
  }
}
