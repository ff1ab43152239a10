import CRMKit
import Foundation

/// A subject in a run: what state it is in, and the samples taken of it.
final class Entrant {
  /// What a subject has been brought to.
  enum State: Equatable {
    case closed
    case open(Syncing)
  }

  let subject: any Subject
  private let source: PersonSource
  private let records: Int
  private var state = State.closed
  /// How many people were committed since the load.
  private var committed = 0

  init(_ subject: any Subject, _ source: PersonSource, records: Int) {
    self.subject = subject
    self.source = source
    self.records = records
  }

  /// Brings the subject to a state.
  func bring(to wanted: State) async throws {
    guard state != wanted else { return }
    try await subject.close()
    if case .open(let syncing) = wanted { try await subject.open(syncing) }
    state = wanted
  }

  /// Closes the subject and has the system read its files once: how much of them it kept in memory would depend on what it did meanwhile.
  ///
  /// Closed, since a second look at an open database's files lets go of the locks that SQLite has on them.
  func warmFiles() async throws {
    try await bring(to: .closed)
    guard let folder = subject.folder else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let file = try FileHandle(forReadingFrom: URL(filePath: folder + "/" + name))
      while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {}
      try file.close()
    }
  }

  /// Begins anew and loads all people: the time of that, with opening and closing, for each.
  func load() async throws -> Double {
    try await bring(to: .closed)
    committed = 0
    try await subject.remove()
    if let folder = subject.folder {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    return try await Entrant.load(subject, source, records) / Double(records)
  }

  private static func load<S: Subject>(_ subject: S, _ source: PersonSource, _ records: Int) async throws -> Double {
    let rows = (0..<records).map { S.Item(source.person($0)) }
    return try await nanoseconds {
      try await subject.create()
      try await subject.load(rows)
      try await subject.close()
    }
  }

  /// Closes the subject and removes what it holds.
  func remove() async throws {
    try await bring(to: .closed)
    try await subject.remove()
  }

  /// Makes the files as small as the subject can.
  func compact() async throws {
    try await bring(to: .open(.synced))
    try await subject.compact()
    try await bring(to: .closed)
  }

  /// Commits so many people, one each: the time of each.
  func commit(_ count: Int) async throws -> Double {
    defer { committed += count }
    return try await Entrant.commit(subject, source, from: records + committed, count) / Double(count)
  }

  private static func commit<S: Subject>(
    _ subject: S, _ source: PersonSource, from start: Int, _ count: Int
  ) async throws -> Double {
    let rows = (start..<start + count).map { S.Item(source.person($0)) }
    return try await nanoseconds { try await subject.commit(rows) }
  }

  /// Commits people from several tasks, so many from each: the time of each commit.
  func commit(tasks: Int, each count: Int) async throws -> Double {
    defer { committed += tasks * count }
    return try await Entrant.commit(subject, source, from: records + committed, tasks, count) / Double(tasks * count)
  }

  private static func commit<S: Subject>(
    _ subject: S, _ source: PersonSource, from start: Int, _ tasks: Int, _ count: Int
  ) async throws -> Double {
    // In turns, so that identifiers come about as they are made: in the order of time.
    let parts = (0..<tasks).map { task in
      (0..<count).map { S.Item(source.person(start + $0 * tasks + task)) }
    }
    return try await nanoseconds { try await subject.commit(concurrently: parts) }
  }

  /// Runs a reading work so many times: the time of each.
  func read(_ work: Work, _ operations: Int, seed: UInt64) async throws -> Double {
    var sink = Sink(.glance)
    let places = source.places(operations, below: records, seed: seed)
    let elapsed: Double
    switch work {
    case .getByID:
      let ids = places.map(source.id)
      elapsed = try await nanoseconds { try await subject.get(ids, &sink) }
    case .getByUnique:
      let emails = places.map(source.email)
      elapsed = try await nanoseconds { try await subject.get(emails: emails, &sink) }
    case .open:
      var total = Duration.zero
      for place in places { total += try await subject.open(andGet: source.id(place), &sink) }
      elapsed = total / .nanoseconds(1)
    default:
      elapsed = try await nanoseconds {
        for _ in 0..<operations { try await query(work, &sink) }
      }
    }
    return elapsed / Double(operations)
  }

  private func query(_ work: Work, _ sink: inout Sink) async throws {
    switch work {
    case .filter: try await subject.filter(&sink)
    case .page: try await subject.page(&sink)
    default: sink.note(UInt32(try await subject.groups().count))
    }
  }

  /// What the subject answers to a reading work, in a form that can be held against another's.
  func answer(_ work: Work, seed: UInt64) async throws -> Answer {
    var sink = Sink(work == .filter ? .content : .contentAndOrder)
    let places = source.places(200, below: records, seed: seed)
    switch work {
    case .getByID: try await subject.get(places.map(source.id), &sink)
    case .getByUnique: try await subject.get(emails: places.map(source.email), &sink)
    case .groupBy: return Answer(count: 0, digest: 0, groups: try await subject.groups())
    default: try await query(work, &sink)
    }
    return Answer(count: sink.count, digest: sink.digest, groups: [])
  }
}

/// An answer as far as it can be held against another's.
struct Answer: Equatable {
  let count: Int
  let digest: Int
  let groups: [GroupTotal]
}

extension PersonSource {
  /// Numbers of people at random.
  func places(_ count: Int, below limit: Int, seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: self.seed ^ seed)
    return (0..<count).map { _ in Int(random.next() % UInt64(limit)) }
  }
}
