import CRMCore

/// Every commit is published once, in order.
enum FeedChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("each commit is one change set, numbered one after the other", sequence),
    ConformanceCheck("a change set has each record before and after, merged per record", merged),
    ConformanceCheck("a change set says when and by whom", stamps),
    ConformanceCheck("what was undone is not published", undone),
    ConformanceCheck("every follower sees everything from now on", followers),
    ConformanceCheck("what is published is visible", visibility),
    ConformanceCheck("change sets of many writers chain: each begins where the last one ended", chain),
    ConformanceCheck("played back, the feed makes the store", playback),
    ConformanceCheck("a slow follower loses the oldest, keeps nobody waiting, and sees the gap", slowFollower),
    ConformanceCheck("a follower that is cancelled ends", cancelledFollower),
  ]

  /// A change as text.
  private static func text(_ change: RecordChange) throws -> String {
    let values = try [change.before, change.after].map {
      try $0.map { "\(try $0.value(of: "value").text ?? "")" } ?? "-"
    }
    return "\(change.key.id.ordinal): \(values[0]) > \(values[1])"
  }

  private static func sequence(_ t: Trial) async throws {
    let store = try await t.store()
    let changes = try await t.changes(of: store) {
      for number in 1...5 {
        try await store.insert(Jot(number))
        try await store.update(Jot.ID.number(number)) { $0.value = number }
      }
      try await store.delete(Jot.ID.number(3))
    }
    t.expect(changes.count, is: 11, "the number of change sets")
    let first = changes.first?.sequence ?? 0
    t.expect(first > 0, "the first number is \(first)")
    t.expect(changes.map(\.sequence), is: changes.indices.map { first + UInt64($0) }, "their numbers")
    t.expect(changes.map(\.changes.count), is: Array(repeating: 1, count: 11), "the changes in each")
  }

  private static func merged(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (1...4).map { number in Jot(number) { $0.value = number } })
    let changes = try await t.changes(of: store) {
      try await store.write { store in
        try await store.update(Jot.ID.number(3)) { $0.value = 30 }
        try await store.insert(Jot(5) { $0.value = 5 })
        try await store.update(Jot.ID.number(1)) { $0.value = 10 }
        try await store.update(Jot.ID.number(3)) { $0.value = 31 }
        try await store.delete(Jot.ID.number(2))
        try await store.update(Jot.ID.number(5)) { $0.value = 50 }
        try await store.insert(Jot(6))
        try await store.delete(Jot.ID.number(6))
        try await store.update(Jot.ID.number(4)) { $0.value = 40 }
        try await store.delete(Jot.ID.number(4))
      }
    }
    let texts = try changes.flatMap(\.changes).map(text)
    t.expect(changes.count, is: 1, "the number of change sets")
    t.expect(
      texts, is: ["3: 3 > 31", "5: - > 50", "1: 1 > 10", "2: 2 > -", "4: 4 > -"],
      "its changes, in the order of first touch")
    for change in changes.flatMap(\.changes) {
      guard let after = change.after else { continue }
      let stored = try await store.reading { try await $0.record(after.key) }
      t.expect(after, is: stored ?? after, "a record as the feed shows it")
      if let before = change.before { t.expect(before.stamp.revision, is: 1, "the revision before") }
    }
  }

  private static func stamps(_ t: Trial) async throws {
    let store = try await t.store(actor: .number(8))
    var jots: [Jot] = []
    let changes = try await t.changes(of: store) {
      jots.append(try await store.insert(Jot(1)))
      jots.append(try await store.acting(as: .number(9), with: Rights()).insert(Jot(2)))
    }
    t.expect(changes.map { $0.actor?.ordinal }, is: [8, 9], "by whom")
    t.expect(changes.map(\.instant), is: jots.map(\.stamp.createdAt), "when")
  }

  private static func undone(_ t: Trial) async throws {
    let store = try await t.store()
    let changes = try await t.changes(of: store) {
      try await store.insert(Jot(1))
      await t.expect(throws: Stop(), "a body that throws") {
        try await store.write { store in
          try await store.insert(Jot(2))
          throw Stop()
        }
      }
      let writer = try await store.beginWrite()
      try await writer.insert(Jot.schema.encode(Jot(3)))
      await writer.end()
      try await store.insert(Jot(4))
    }
    t.expect(changes.flatMap(\.changes).map { $0.key.id.ordinal }, is: [1, 4], "what is published")
    t.expect(
      changes.count == 2 && changes[1].sequence == changes[0].sequence + 1, "their numbers: \(changes.map(\.sequence))")
  }

  private static func followers(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1))
    let early = store.feed.changes()
    try await store.insert(Jot(2))
    let late = store.feed.changes()
    try await store.insert(Jot(3))
    try await store.insert(Jot(4))
    for (sequence, expected, name) in [(early, [2, 3, 4], "early"), (late, [3, 4], "late")] {
      var seen: [Int] = []
      for await changes in sequence {
        seen += changes.changes.compactMap { $0.key.id.ordinal }
        if seen.last == 4 { break }
      }
      t.expect(seen, is: expected, "what the \(name) follower sees")
    }
  }

  private static func visibility(_ t: Trial) async throws {
    let store = try await t.store()
    let sequence = store.feed.changes()
    let follower = Task {
      var stale = 0
      for await changes in sequence {
        for case let after? in changes.changes.map(\.after) {
          let stored = try await store.reading { try await $0.record(after.key) }
          if (stored?.stamp.revision ?? 0) < after.stamp.revision { stale += 1 }
          if after.stamp.revision == 30 { return stale }
        }
      }
      return stale
    }
    try await store.insert(Jot(1))
    for value in 2...30 { try await store.update(Jot.ID.number(1)) { $0.value = value } }
    try await t.expect(follower.value, is: 0, "how often the store did not show what was published")
  }

  private static func chain(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (0..<3).map { Jot($0) })
    let changes = try await t.changes(of: store) {
      try await withThrowingTaskGroup { group in
        for task in 0..<6 {
          group.addTask {
            for round in 0..<10 {
              try await ConcurrencyChecks.persist(store) { store in
                try await store.update(Jot.ID.number((task + round) % 3)) { $0.value += 1 }
                try await store.update(Jot.ID.number((task + round + 1) % 3)) { $0.value += 1 }
              }
            }
          }
        }
        try await group.waitForAll()
      }
    }
    t.expect(changes.count, is: 60, "the number of change sets")
    var last: [RecordKey: AnyRecord] = [:]
    for (earlier, later) in zip(changes, changes.dropFirst()) {
      t.expect(later.sequence, is: earlier.sequence + 1, "the number after \(earlier.sequence)")
    }
    for change in changes.flatMap(\.changes) {
      let key = change.key
      if let known = last[key] { t.expect(change.before, is: known, "\(key) before a change, and after the last") }
      last[key] = change.after
    }
  }

  private static func playback(_ t: Trial) async throws {
    let store = try await t.store()
    let changes = try await t.changes(of: store) {
      try await store.insert(all: (1...5).map { number in Person(number) { $0.name = "person \(number)" } })
      try await store.insert(
        all: (1...5).map { number in
          Contract(number) {
            $0.signer = .number(number)
            $0.title = "contract"
          }
        })
      try await store.update(Person.ID.number(2)) { $0.manager = .number(1) }
      try await store.update(Person.ID.number(3)) { $0.friends = [.number(1), .number(2)] }
      try await store.delete(Person.ID.number(1))
      try await store.restore(Person.ID.number(1))
      try await store.update(Contract.ID.number(2)) { $0.title = "changed" }
    }
    var records: [RecordKey: AnyRecord] = [:]
    for change in changes.flatMap(\.changes) {
      let key = change.key
      t.expect(change.before, is: records[key], "\(key) before a change")
      records[key] = change.after
    }
    for type in [Person.recordType, Contract.recordType] {
      let stored = try await store.reading { try await $0.records(RecordQuery(type)) }
      let played = records.values.filter { $0.type == type }.sorted { $0.id < $1.id }
      t.expect(played, is: stored, "the records of \(type.entity)")
    }
  }

  private static func slowFollower(_ t: Trial) async throws {
    let store = try await t.store()
    let slow = store.feed.changes(buffering: 3)
    for number in 1...20 { try await store.insert(Jot(number)) }
    var seen: [ChangeSet] = []
    for await changes in slow {
      seen.append(changes)
      if seen.last?.changes.first?.key.id.ordinal == 20 { break }
    }
    t.expect(seen.flatMap(\.changes).map { $0.key.id.ordinal }, is: [18, 19, 20], "what is left")
  }

  private static func cancelledFollower(_ t: Trial) async throws {
    let store = try await t.store()
    let sequence = store.feed.changes()
    let follower = Task {
      var count = 0
      for await _ in sequence { count += 1 }
      return count
    }
    try await store.insert(Jot(1))
    await Task.yield()
    follower.cancel()
    let seen = await follower.value
    t.expect(seen <= 1, "a cancelled follower saw more than was published")
    try await store.insert(Jot(2))
  }
}
