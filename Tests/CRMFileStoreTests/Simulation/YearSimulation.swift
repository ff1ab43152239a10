import CRMBusinessYear
import CRMKit

/// A small company's days on a disk that fails, and the same days in memory, all from one seed.
///
/// Each deed is done on the disk first. Where the program ends in the middle of it, the store is opened again, and the deed is done in memory
/// up to the commit that was found. So nothing in memory comes from the disk, and at each such point both must hold the same.
struct YearSimulation {
  struct Failure: Error, CustomStringConvertible { let description: String }

  /// What happened, so that a test can see that everything was tried, and the same for the same seed.
  struct Events: Equatable {
    var openings = 0
    var checkpoints = 0
    var closings = 0
    var powerCuts = 0
    var kills = 0
    var failedSyncs = 0
    var fullDisks = 0
    var interruptedDeeds = 0
    var interruptedOpenings = 0
    var interruptedCheckpoints = 0
    var interruptedClosings = 0
    /// Deeds of which something was found, though they were interrupted.
    var begunDeeds = 0
    /// Commits that were found, though they were not acknowledged.
    var unacknowledged = 0
    var commits: UInt64 = 0
    var operations = 0
  }

  private enum Upkeep {
    case opening, checkpoint, closing
  }

  private static let path = "/data/crm"
  private let memory: MemoryStore
  private var random: SplitMix64
  private var disk: SimulatedFileSystem
  private var store: FileStore?
  private var year: BusinessYear
  private var twinStore: EndingStore
  private var twin: BusinessYear
  /// How many operations each kind of upkeep took when it last came to its end.
  private var lengths: [Upkeep: Int] = [:]
  private var events = Events()

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    disk = SimulatedFileSystem(seed: random.next(), pageSize: [64, 512, 4096].randomElement(using: &random) ?? 64)
    // Both programs are composed anew before anything is done.
    let clock = HandClock()
    let environment = BusinessYear.environment(seed: seed, clock)
    memory = try MemoryStore(CRM.recordTypes, environment: environment)
    twinStore = EndingStore(memory, environment: environment)
    twin = BusinessYear(in: CRM(twinStore), seed: seed, clock)
    year = BusinessYear(in: CRM(memory), seed: seed, HandClock())
    // Letters that are sent at once are noted in any order.
    year.delivery = DeliveryPolicy(concurrency: 1)
    twin.delivery = year.delivery
  }

  /// Lives so many days, and throws where the store broke a promise.
  mutating func run(days: Int) async throws -> Events {
    composeTwin(seed: try await open())
    while year.users.isEmpty { try await live(.founding) }
    for day in 1...days {
      (year.day, twin.day) = (day, day)
      for deed in BusinessYear.deeds(of: day, &random) {
        if deed == .report { try await closeAndOpen() }
        try await live(deed)
      }
      if random.oneIn(4) { try await checkpoint() }
    }
    try await closeAndOpen()
    events.commits = try await lastCommit(of: twin.crm)
    events.operations += disk.operationCount
    return events
  }

  /// What is on the disk.
  var files: [String: [UInt8]?] {
    Dictionary(uniqueKeysWithValues: disk.paths.map { ($0, disk.contents(of: $0)) })
  }
}

// MARK: - What the company does

extension YearSimulation {
  /// Does a deed; where it is interrupted, it is given up or tried again.
  private mutating func live(_ deed: BusinessYear.Deed) async throws {
    let seed = random.next()
    while try await !attempt(deed, seed: seed), random.oneIn(2) {}
  }

  /// - Returns: Whether it came to its end.
  private mutating func attempt(_ deed: BusinessYear.Deed, seed: UInt64) async throws -> Bool {
    let failure = await Self.perform(deed, seed: seed, &year)
    if try await isBroken() {
      events.interruptedDeeds += 1
      try await recover(atLeast: lastCommit(of: year.crm), from: (deed, seed))
      return false
    }
    if let failure { throw failure }
    if let failure = await Self.perform(deed, seed: seed, &twin) { throw failure }
    guard year.diary == twin.diary else {
      throw Failure(description: "\(year.diary) on the disk, \(twin.diary) in memory")
    }
    return true
  }

  /// A deed draws from a seed of its own, so that the next ones are the same wherever it is interrupted.
  private static func perform(
    _ deed: BusinessYear.Deed, seed: UInt64, _ year: inout BusinessYear
  ) async -> (any Error)? {
    year.random = .init(seed: seed)
    year.diary = []
    do { try await year.perform(deed) } catch { return error }
    return nil
  }

  private mutating func checkpoint() async throws {
    let start = expose(.checkpoint)
    do {
      try await store?.checkpoint()
      survive(.checkpoint, since: start)
      events.checkpoints += 1
    } catch let error where Self.isOfTheDisk(error) {
      events.interruptedCheckpoints += 1
    }
    if try await isBroken() { try await recover(atLeast: lastCommit(of: twin.crm)) }
  }

  /// Ends the program, and begins it again.
  private mutating func closeAndOpen() async throws {
    let start = expose(.closing)
    do {
      try await year.crm.close()
      survive(.closing, since: start)
      // What is only good for the next opening may fail.
      if disk.isCrashed { events.interruptedClosings += 1 } else { events.closings += 1 }
    } catch let error where Self.isOfTheDisk(error) {
      events.interruptedClosings += 1
    }
    try await recover(atLeast: lastCommit(of: twin.crm))
  }
}

// MARK: - What befalls the disk

extension YearSimulation {
  /// Lets the machine stop in the middle of about every third piece of upkeep, however long it has become.
  ///
  /// - Returns: How many operations there were before.
  private mutating func expose(_ upkeep: Upkeep) -> Int {
    disk.crash(after: Int.random(in: 0..<3 * (lengths[upkeep] ?? 100), using: &random))
    return disk.operationCount
  }

  /// Lets the machine stop in the middle of something else.
  private mutating func survive(_ upkeep: Upkeep, since start: Int) {
    if disk.isCrashed { return }
    lengths[upkeep] = max(1, disk.operationCount - start)
    disk.crash(after: Int.random(in: 0..<40, using: &random))
  }

  private mutating func plantFaults() {
    if random.oneIn(3) { disk.useShortTransfers() }
    if random.oneIn(4) { disk.failSync(after: Int.random(in: 0..<20, using: &random)) }
    if random.oneIn(4) { disk.limitSize(to: disk.size + Int.random(in: 0..<20_000, using: &random)) }
  }

  /// Whether it is what a fault of the disk brings about.
  private static func isOfTheDisk(_ error: any Error) -> Bool {
    switch error {
    case is SimulatedCrash, FileStoreError.disk, FileStoreError.diskFull, FileStoreError.writesRefused: true
    default: false
    }
  }

  /// Whether the program is at its end: the machine has stopped, or the store takes no more writes.
  private mutating func isBroken() async throws -> Bool {
    if disk.isCrashed { return true }
    do {
      let writer = try await year.crm.store.beginWrite()
      await writer.end()
      return false
    } catch StoreError.unavailable(let reason) {
      if reason.contains("The disk is full") {
        events.fullDisks += 1
      } else if reason.contains("The disk failed") {
        events.failedSyncs += 1
      } else {
        throw Failure(description: "the store refuses writes, since \(reason)")
      }
      return true
    }
  }

  /// Ends the program, as it is or by a power cut.
  private mutating func stop() throws {
    if random.oneIn(4) {
      events.kills += 1
      disk = disk.afterKill()
    } else {
      events.powerCuts += 1
      events.operations += disk.operationCount
      disk = disk.afterCrash()
    }
    store = nil
    do {
      let damages = try FileStore.verify(Self.path, fileSystem: disk)
      guard damages.isEmpty else { throw Failure(description: "verify found \(damages)") }
    } catch FileStoreError.missing, FileStoreError.noStore {
      // That a store is lost is found when it is opened.
    }
  }

  /// Opens the store, as often as it takes.
  ///
  /// - Returns: What the new program's identifiers come from.
  private mutating func open() async throws -> UInt64 {
    while true {
      plantFaults()
      let start = expose(.opening)
      let seed = random.next()
      var environment = BusinessYear.environment(seed: seed, year.clock)
      CRM.contribute(to: &environment)
      do {
        let opened = try FileStore(
          at: Self.path, CRM.recordTypes, environment: environment,
          options: FileStore.Options(
            durability: random.oneIn(2) ? .immediate : .ordered, checkpointSize: nil, fileSystem: disk))
        store = opened
        year.crm = CRM(opened)
        events.openings += 1
        survive(.opening, since: start)
        return seed
      } catch let error where Self.isOfTheDisk(error) {
        events.interruptedOpenings += 1
        try stop()
      }
    }
  }
}

// MARK: - What must be found

extension YearSimulation {
  /// Begins the program again, brings its twin in memory to the same point, and compares them.
  ///
  /// - Parameters:
  ///   - acknowledged: The last commit that must be there.
  ///   - interrupted: The deed in whose middle the program ended.
  private mutating func recover(
    atLeast acknowledged: UInt64, from interrupted: (deed: BusinessYear.Deed, seed: UInt64)? = nil
  ) async throws {
    try stop()
    let seed = try await open()
    let found = try await lastCommit(of: year.crm)
    guard found >= acknowledged else {
      throw Failure(description: "\(found) commits are there of \(acknowledged) acknowledged")
    }
    events.unacknowledged += Int(found - acknowledged)
    if let interrupted {
      let before = try await lastCommit(of: twin.crm)
      twinStore.end(after: found)
      _ = await Self.perform(interrupted.deed, seed: interrupted.seed, &twin)
      if found > before { events.begunDeeds += 1 }
    }
    composeTwin(seed: seed)
    try await compare()
  }

  private mutating func composeTwin(seed: UInt64) {
    twin.clock.set(by: year.clock)
    var environment = BusinessYear.environment(seed: seed, twin.clock)
    CRM.contribute(to: &environment)
    // A file store takes one when it is opened.
    _ = environment.newID(User.self)
    twinStore = EndingStore(memory, environment: environment)
    twin.crm = CRM(twinStore)
  }

  private func lastCommit(of crm: CRM) async throws -> UInt64 {
    let reader = try await crm.store.beginRead()
    let sequence = try await reader.lastCommit()
    await reader.end()
    return sequence
  }

  /// Compares everything that the two stores hold: records, stamps, history.
  private func compare() async throws {
    let (found, expected) = (try await lastCommit(of: year.crm), try await lastCommit(of: twin.crm))
    guard found == expected else {
      throw Failure(description: "\(found) commits are on the disk, \(expected) in memory")
    }
    for type in memory.catalog.types {
      let (found, expected) = (try await records(of: type, in: year.crm), try await records(of: type, in: twin.crm))
      for (record, other) in zip(found, expected) where record != other {
        throw Failure(description: "\(record.key) is \(try record.values()), not \(try other.values()) of \(other.key)")
      }
      guard found.count == expected.count else {
        throw Failure(description: "\(found.count) of \(expected.count) \(type.entity)")
      }
    }
  }

  private func records(of type: RecordType, in crm: CRM) async throws -> [AnyRecord] {
    try await crm.store.reading { try await $0.records(RecordQuery(type)) }
  }
}
