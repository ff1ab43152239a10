import CRMCore
import CRMFileStore
import Synchronization

/// Several tasks at once on one store: writers, readers that hold snapshots, checkpoints, backups, and a follower as in another process.
///
/// Which comes first is the machine's to say; what must hold does not hang on it. Each transaction moves something from one part to another, so
/// that the sizes' sum stays, and adds the next part of its writer, so that a lost or doubled commit shows as a gap. Whoever looks finds a state
/// between two commits, with everything that was acknowledged before.
final class StoreStress: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What was done beside the writers' commits, so that a test can see that it was.
  struct Events {
    var readings = 0
    var checkpoints = 0
    var backups = 0
    var refreshes = 0
  }

  private static let purseCount = 8
  private static let total = Int64(purseCount) * 1_000
  private static let heldLimit = 4

  private let path: String
  private let fileSystem: any FileSystem
  private let durability: Durability
  private let writerCount: Int
  private let commitCount: Int
  /// How many commits of each writer were acknowledged.
  private let acknowledged: Mutex<[Int]>
  private let events = Mutex(Events())

  /// - Parameters:
  ///   - folder: Where the store is to be, and its backups.
  ///   - commits: How many transactions each writer runs.
  init(_ folder: String, _ fileSystem: any FileSystem, _ durability: Durability, writers: Int = 4, commits: Int) {
    path = folder + "/store"
    self.fileSystem = fileSystem
    self.durability = durability
    writerCount = writers
    commitCount = commits
    acknowledged = Mutex([Int](repeating: 0, count: writers))
  }

  /// Runs everything at once until the writers are done, and looks once more at what is there when the store is opened anew.
  func run() async throws -> Events {
    let store = try open()
    try await fill(store)
    let changes = store.feed.changes(buffering: writerCount * commitCount + 1)
    try await withThrowingTaskGroup(of: Void.self) { others in
      others.addTask { [self] in try await followFeed(changes) }
      others.addTask { [self] in try await followFolder() }
      for _ in 0..<2 { others.addTask { [self] in try await read(store) } }
      others.addTask { [self] in
        try await untilWritten { number in
          try await store.checkpoint()
          events.withLock { $0.checkpoints += 1 }
        }
      }
      others.addTask { [self] in try await untilWritten { number in try await backUp(store, number) } }
      try await withThrowingTaskGroup(of: Void.self) { writers in
        for writer in 0..<writerCount { writers.addTask { [self] in try await write(to: store, as: writer) } }
        try await writers.waitForAll()
      }
      try await others.waitForAll()
    }
    try await store.close()
    try await checkEnd()
    return events.withLock { $0 }
  }

  private func open(_ path: String? = nil) throws -> FileStore {
    try FileStore(
      at: path ?? self.path, Workshop.types,
      options: FileStore.Options(durability: durability, checkpointSize: 20_000, fileSystem: fileSystem))
  }

  private var isWritten: Bool { acknowledged.withLock { $0.allSatisfy { $0 == commitCount } } }

  /// Does something again and again, at least once, until the writers are done.
  private func untilWritten(_ body: (Int) async throws -> Void) async throws {
    var number = 0
    repeat {
      try Task.checkCancellation()
      try await body(number)
      number += 1
      await Task.yield()
    } while !isWritten
  }
}

// MARK: - Writing

extension StoreStress {
  private func purse(_ number: Int) -> Workshop.Part.ID { Workshop.Part.ID(Identifier(high: 1, low: UInt64(number))) }

  private func fill(_ store: FileStore) async throws {
    try await store.write { store in
      for number in 0..<Self.purseCount {
        var part = Workshop.Part(id: purse(number))
        part.code = "purse \(number)"
        part.size = Self.total / Int64(Self.purseCount)
        try await store.insert(part)
      }
    }
  }

  private func write(to store: FileStore, as writer: Int) async throws {
    var random = SplitMix64(seed: UInt64(writer))
    for number in 0..<commitCount {
      let amount = Int64.random(in: 1...100, using: &random)
      let giver = Int.random(in: 0..<Self.purseCount, using: &random)
      let taker = (giver + Int.random(in: 1..<Self.purseCount, using: &random)) % Self.purseCount
      try await store.write { store in
        try await store.update(purse(giver)) { $0.size -= amount }
        try await store.update(purse(taker)) { $0.size += amount }
        var part = Workshop.Part(id: Workshop.Part.ID(Identifier(high: 2 + UInt64(writer), low: UInt64(number))))
        part.code = "\(writer)/\(number)"
        part.whole = purse(taker)
        try await store.insert(part)
      }
      acknowledged.withLock { $0[writer] = number + 1 }
    }
  }
}

// MARK: - Looking

extension StoreStress {
  /// Whether a view is a state between two commits, with so many of each writer's at least.
  ///
  /// - Returns: How many of each writer's commits there are.
  @discardableResult
  private func check<View: RecordReading & ~Copyable>(_ view: borrowing View, atLeast least: [Int]) async throws
    -> [Int]
  {
    var sum: Int64 = 0
    var numbers = [Set<UInt64>](repeating: [], count: writerCount)
    for part in try await view.fetch(Workshop.Part.self) {
      sum += part.size
      let (high, low) = (part.id.identifier.high, part.id.identifier.low)
      if high > 1 { numbers[Int(high) - 2].insert(low) }
    }
    guard sum == Self.total else { throw Failure(description: "the sizes' sum is \(sum)") }
    let counts = numbers.map(\.count)
    for (writer, found) in numbers.enumerated() where found != Set(0..<UInt64(found.count)) {
      throw Failure(description: "of writer \(writer) there are \(found.sorted())")
    }
    guard zip(counts, least).allSatisfy({ $0 >= $1 }) else {
      throw Failure(description: "\(counts) commits are there of \(least)")
    }
    return counts
  }

  private func read(_ store: FileStore) async throws {
    var held: [(view: HeldSnapshot, counts: [Int])] = []
    try await untilWritten { number in
      let least = acknowledged.withLock { $0 }
      let view = try await store.snapshot()
      let counts = try await check(view, atLeast: least)
      // Those that are held longest see the most commits pass by.
      if held.count == Self.heldLimit { await held.remove(at: held.count - 1).view.end() }
      held.append((view, counts))
      for (view, counts) in held {
        guard try await check(view, atLeast: counts) == counts else { throw Failure(description: "a snapshot changed") }
      }
      events.withLock { $0.readings += 1 }
    }
    for (view, _) in held { await view.end() }
  }

  /// Reads what commits are told: each once, in order.
  private func followFeed(_ changes: ChangeSequence) async throws {
    var sequence: UInt64?
    var left = writerCount * commitCount
    for await change in changes {
      guard sequence.map({ change.sequence == $0 + 1 }) ?? true else {
        throw Failure(description: "change set \(change.sequence) follows \(sequence ?? 0)")
      }
      sequence = change.sequence
      left -= 1
      if left == 0 { return }
    }
    throw Failure(description: "the feed ends \(left) commits too early")
  }

  /// Reads beside the writers, as another process would.
  private func followFolder() async throws {
    let view = try ReadOnlyFileStore(at: path, Workshop.types, fileSystem: fileSystem)
    var counts = [Int](repeating: 0, count: writerCount)
    try await untilWritten { _ in
      let least = acknowledged.withLock { $0 }
      let last = view.lastCommit
      try await view.refresh()
      guard view.lastCommit >= last else { throw Failure(description: "from \(last) back to \(view.lastCommit)") }
      counts = try await view.read { try await check($0, atLeast: zip(least, counts).map(max)) }
      guard counts.reduce(1, +) == view.lastCommit else {
        throw Failure(description: "\(counts) commits at \(view.lastCommit)")
      }
      events.withLock { $0.refreshes += 1 }
    }
  }

  private func backUp(_ store: FileStore, _ number: Int) async throws {
    let least = acknowledged.withLock { $0 }
    let target = "\(path)-\(number)"
    try await store.backup(to: target)
    let copy = try ReadOnlyFileStore(at: target, Workshop.types, fileSystem: fileSystem)
    try await copy.read { _ = try await check($0, atLeast: least) }
    for name in try fileSystem.list(target) { try fileSystem.remove(target + "/" + name) }
    events.withLock { $0.backups += 1 }
  }

  private func checkEnd() async throws {
    let damages = try FileStore.verify(path, fileSystem: fileSystem)
    guard damages.isEmpty else { throw Failure(description: "\(damages)") }
    let store = try open()
    let all = [Int](repeating: commitCount, count: writerCount)
    let counts = try await store.read { try await check($0, atLeast: all) }
    let commits = try store.statistics().commits
    // Each transaction has changed two parts, and history tells of what a part was before.
    let entries = try await store.count(HistoryEntry.self)
    try await store.close()
    guard counts == all, commits == 1 + writerCount * commitCount, entries == 2 * writerCount * commitCount else {
      throw Failure(description: "\(counts) in \(commits) commits, with \(entries) changes, at the end")
    }
  }
}
