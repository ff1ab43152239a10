import CRMKit
import Foundation

/// A run: every work on every subject, the subjects taking turns.
struct Comparison {
  /// What the people of every run come from.
  static let seed: UInt64 = 20_240_320

  var records: Int
  var works: Set<Work>
  var subjects: [SubjectName]
  /// How many samples of each work are taken of each subject.
  var samples: Int
  /// How long a sample of a reading work lasts, at least.
  var sampleDuration: Duration
  var folder: String
  var source = PersonSource(seed: Comparison.seed)
  /// Is told what goes on.
  var progress: (String) -> Void

  /// A subject's answer differs from another's.
  struct Disagreement: Error, CustomStringConvertible {
    let description: String
  }

  /// Takes all figures.
  func run() async throws -> Report {
    let entrants = subjects.map { name in
      Entrant(
        name.subject(in: path(name), opening: subjects.contains(.file) ? path(.file) : nil), source, records: records)
    }
    for entrant in entrants { progress("\(entrant.subject.name): \(entrant.subject.settings)") }
    do {
      var report = Report(machine: try machine(), rows: [])
      report.rows = try await measure(entrants)
      report.loadAfter = Machine.load
      report.fillRatios()
      for entrant in entrants { try await entrant.remove() }
      return report
    } catch {
      // What stays is not more interesting than what went wrong.
      for entrant in entrants { try? await entrant.remove() }
      throw error
    }
  }

  private func machine() throws -> Machine {
    var machine = Machine.current(folder: folder)
    #if PostgreSQL
      if subjects.contains(.postgres) || subjects.contains(.postgresStore) {
        machine.postgres = try PostgresServer.description()
      }
    #endif
    return machine
  }

  private func measure(_ entrants: [Entrant]) async throws -> [Report.Row] {
    var rows = try await load(entrants)
    for work in Work.sequence where work != .bulkLoad && works.contains(work) {
      let able = entrants.filter { $0.subject.works.contains(work) }
      switch work {
      case .diskBytes: rows += try await measureDisk(able)
      case .memoryBytes: rows += try await measureMemory(able)
      case .commit, .commitSynced, .commitSynced64: rows += try await measureCommits(work, able)
      default: rows += try await measureReading(work, able)
      }
    }
    return rows
  }

  private func path(_ name: SubjectName) -> String { folder + "/" + name.rawValue }

  /// A load of many records is a long sample by itself.
  private var loadRounds: Int { records > 200_000 ? 1 : samples }

  private func load(_ entrants: [Entrant]) async throws -> [Report.Row] {
    let rounds = works.contains(.bulkLoad) ? loadRounds : 1
    var samples: [[Double]] = entrants.map { _ in [] }
    for round in 0..<rounds {
      for position in turn(round, of: entrants.count) {
        samples[position].append(try await entrants[position].load())
        progress(
          "load \(round + 1)/\(rounds) \(entrants[position].subject.name): \(Quantity.time(samples[position].last ?? 0)) a record"
        )
      }
    }
    for entrant in entrants { try await entrant.compact() }
    return works.contains(.bulkLoad) ? rows(.bulkLoad, entrants, samples) : []
  }

  private func measureReading(_ work: Work, _ entrants: [Entrant]) async throws -> [Report.Row] {
    for entrant in entrants {
      try await entrant.warmFiles()
      if work != .open { try await entrant.bring(to: .open(.unsynced)) }
    }
    if Work.reading.contains(work) { try await compareAnswers(work, entrants) }
    var operations: [Int] = []
    for entrant in entrants { operations.append(try await warmUp(work, entrant)) }
    return try await measure(work, entrants, rounds: samples) { position, round in
      try await entrants[position].read(work, operations[position], seed: UInt64(round + 1))
    }
  }

  private func measureCommits(_ work: Work, _ entrants: [Entrant]) async throws -> [Report.Row] {
    for entrant in entrants { try await entrant.bring(to: .open(work == .commit ? .unsynced : .synced)) }
    for entrant in entrants { _ = try await sampleCommits(work, entrant) }
    // A disk has moods: many short samples see more of them than a few long ones. From many tasks at once, a sample is long enough that its beginning
    // and its end, when not all of them are at work, have little part in it.
    return try await measure(work, entrants, rounds: work == .commitSynced64 ? samples : samples * 4) { position, _ in
      try await sampleCommits(work, entrants[position])
    }
  }

  /// All subjects commit the same number of people, so that they hold the same rows throughout.
  private func sampleCommits(_ work: Work, _ entrant: Entrant) async throws -> Double {
    switch work {
    case .commit: try await entrant.commit(min(250, records / 40))
    case .commitSynced: try await entrant.commit(min(50, records / 40))
    default: try await entrant.commit(tasks: 64, each: min(16, max(1, records / 2560)))
    }
  }

  private func measure(
    _ work: Work, _ entrants: [Entrant], rounds: Int,
    _ sample: (_ position: Int, _ round: Int) async throws -> Double
  ) async throws -> [Report.Row] {
    var samples: [[Double]] = entrants.map { _ in [] }
    for round in 0..<rounds {
      for position in turn(round, of: entrants.count) { samples[position].append(try await sample(position, round)) }
    }
    return rows(work, entrants, samples)
  }

  /// Runs a work until it has lasted as long as a sample, and says how often a sample is to run it.
  private func warmUp(_ work: Work, _ entrant: Entrant) async throws -> Int {
    let wanted = sampleDuration / .nanoseconds(1)
    _ = try await entrant.read(work, 1, seed: 0)
    var operations = 1
    while true {
      let each = try await entrant.read(work, operations, seed: 0)
      let enough = Int((wanted / max(each, 1)).rounded(.up))
      if enough <= operations * 2 || operations >= 1 << 16 { return max(1, min(enough, 1 << 16)) }
      operations = min(enough, operations * 16)
    }
  }

  /// Nobody is timed on a wrong answer.
  private func compareAnswers(_ work: Work, _ entrants: [Entrant]) async throws {
    var first: (name: String, answer: Answer)?
    for entrant in entrants {
      let answer = try await entrant.answer(work, seed: 99)
      if let first, first.answer != answer {
        throw Disagreement(
          description: "\(work.rawValue): \(first.name) answers \(first.answer), \(entrant.subject.name) \(answer)")
      }
      first = first ?? (entrant.subject.name, answer)
    }
  }

  /// The order in which subjects come, another in each round.
  private func turn(_ round: Int, of count: Int) -> [Int] { (0..<count).map { ($0 + round) % count } }

  private func measureDisk(_ entrants: [Entrant]) async throws -> [Report.Row] {
    var samples: [[Double]] = []
    for entrant in entrants {
      try await entrant.bring(to: .closed)
      samples.append([Double(try await entrant.subject.size()) / Double(records)])
    }
    return rows(.diskBytes, entrants, samples)
  }

  private func measureMemory(_ entrants: [Entrant]) async throws -> [Report.Row] {
    for entrant in entrants { try await entrant.bring(to: .closed) }
    var found: [Report.Row] = []
    for entrant in entrants {
      guard let name = SubjectName(rawValue: entrant.subject.name) else { continue }
      let probe = try MemoryProbe(subject: name, records: records, folder: path(name), seed: source.seed).measure()
      found += rows(.memoryBytes, [entrant], [[Double(probe.growth) / Double(records)]]).map { row in
        var row = row
        row.peakBytes = probe.peak
        return row
      }
    }
    return found
  }

  private func rows(_ work: Work, _ entrants: [Entrant], _ samples: [[Double]]) -> [Report.Row] {
    zip(entrants, samples).map { entrant, samples in
      let figure = Figure(samples)
      let value = Report.rounded(figure.median)
      let shown = work.isSize ? Quantity.bytes(value) : Quantity.time(value)
      progress(
        "\(work.rawValue) \(entrant.subject.name): \(shown) \(work.unit), spread \(Quantity.percent(figure.spread))")
      return Report.Row(
        work: work, records: records, subject: entrant.subject.name, medianNanoseconds: work.isSize ? nil : value,
        medianBytes: work.isSize ? value : nil, spread: Report.rounded(figure.spread))
    }
  }
}
