import CRMCore

/// Write skew and lost updates can't happen: transactions are serializable.
enum ConcurrencyChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("lost updates can't happen", lostUpdates),
    ConformanceCheck("updates from a revision that was read outside are not lost either", revisions),
    ConformanceCheck("write skew can't happen over single records", writeSkew),
    ConformanceCheck("write skew can't happen over a count", writeSkewOverCount),
    ConformanceCheck("readers never see half a transaction", halfTransactions),
    ConformanceCheck("a write in another task waits and then succeeds", waitingWriter),
    ConformanceCheck("a write that is cancelled while it waits ends, and the others go on", cancelledWriter),
    ConformanceCheck("many tasks write at once, and nothing is lost", manyWriters),
  ]

  /// Writes until the store has found a place for it among the others.
  static func persist<T: Sendable>(
    _ store: any Store, _ body: (inout StoreTransaction) async throws -> T
  ) async throws -> T {
    for _ in 0..<1000 {
      do { return try await store.write(body) } catch StoreError.conflict { await Task.yield() }
    }
    return try await store.write(body)
  }

  private static func lostUpdates(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1))
    try await withThrowingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<10 {
            try await persist(store) { store in
              var jot = try await store.get(Jot.ID.number(1))
              await Task.yield()
              jot.value += 1
              try await store.update(jot)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    try await t.expect(store.get(Jot.ID.number(1)).value, is: 80, "the sum of 8 tasks that each add 1 ten times")
  }

  private static func revisions(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1))
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          var done = 0
          while done < 5 {
            var jot = try await store.get(Jot.ID.number(1))
            await Task.yield()
            jot.value += 1
            do {
              try await store.update(jot)
              done += 1
            } catch StoreError.stale {
            } catch StoreError.conflict {
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let jot = try await store.get(Jot.ID.number(1))
    t.expect([jot.value, Int(jot.stamp.revision)], is: [20, 21], "the sum and the revision")
  }

  /// Two are on call, and each may leave while the other is there.
  private static func writeSkew(_ t: Trial) async throws {
    for round in 0..<10 {
      let store = try await t.store(seed: UInt64(round))
      try await store.insert(all: [Jot(1) { $0.isOn = true }, Jot(2) { $0.isOn = true }])
      try await withThrowingTaskGroup { group in
        for (own, other) in [(1, 2), (2, 1)] {
          group.addTask {
            try await persist(store) { store in
              let isCovered = try await store.get(Jot.ID.number(other)).isOn
              await Task.yield()
              if isCovered { try await store.update(Jot.ID.number(own)) { $0.isOn = false } }
            }
          }
        }
        try await group.waitForAll()
      }
      try await t.expect(store.fetch(Jot.self).filter(\.isOn).count, is: 1, "how many are on call in round \(round)")
    }
  }

  private static func writeSkewOverCount(_ t: Trial) async throws {
    for round in 0..<5 {
      let store = try await t.store(seed: UInt64(round))
      try await store.insert(all: (1...6).map { number in Jot(number) { $0.isOn = true } })
      try await withThrowingTaskGroup { group in
        for number in 1...6 {
          group.addTask {
            try await persist(store) { store in
              let count = try await store.count(Jot.self, where: \.isOn == true)
              await Task.yield()
              if count > 2 { try await store.update(Jot.ID.number(number)) { $0.isOn = false } }
            }
          }
        }
        try await group.waitForAll()
      }
      try await t.expect(store.count(Jot.self, where: \.isOn == true), is: 2, "how many are on call in round \(round)")
    }
  }

  private static func halfTransactions(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (0..<4).map { number in Jot(number) { $0.value = 100 } })
    try await withThrowingTaskGroup { group in
      group.addTask {
        for round in 0..<60 {
          try await persist(store) { store in
            try await store.update(Jot.ID.number(round % 4)) { $0.value -= 7 }
            await Task.yield()
            try await store.update(Jot.ID.number((round + 1) % 4)) { $0.value += 7 }
          }
        }
      }
      for _ in 0..<2 {
        group.addTask {
          for _ in 0..<60 where t.found.isEmpty {
            let records = try await store.fetch(Jot.self)
            t.expect(records.reduce(0) { $0 + $1.value }, is: 400, "the sum of the records of one read")
            let rows = try await store.aggregate(Jot.self, .sum("value"))
            t.expect(rows.first?.values, is: [400], "the sum as a figure")
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private static func waitingWriter(_ t: Trial) async throws {
    let store = try await t.store()
    let (inside, release) = (Gate(), Gate())
    let first = Task {
      try await persist(store) { store in
        try await store.insert(Jot(1))
        inside.open()
        await release.wait()
        try await store.insert(Jot(2))
      }
    }
    await inside.wait()
    let second = Task { try await persist(store) { store in _ = try await store.insert(Jot(3)) } }
    for _ in 0..<20 { await Task.yield() }
    release.open()
    try await first.value
    try await second.value
    try await t.expect(store.ordinals(Jot.self), is: [1, 2, 3], "the records of both")
  }

  private static func cancelledWriter(_ t: Trial) async throws {
    let store = try await t.store()
    let writer = try await store.beginWrite()
    let waiting = (0..<3).map { number in Task { _ = try await store.insert(Jot(number)) } }
    for _ in 0..<20 { await Task.yield() }
    waiting[1].cancel()
    // It must end although the first writer is still there; a store with several writers may have let it through.
    let hasWritten: Bool
    do {
      try await waiting[1].value
      hasWritten = true
    } catch is CancellationError {
      hasWritten = false
    }
    await writer.end()
    try await waiting[0].value
    try await waiting[2].value
    try await t.expect(store.ordinals(Jot.self), is: hasWritten ? [0, 1, 2] : [0, 2], "the records")
    let late = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await store.insert(Jot(9))
    }
    _ = await late.result
    try await store.insert(Jot(5))
  }

  private static func manyWriters(_ t: Trial) async throws {
    let store = try await t.store()
    let changes = try await t.changes(of: store) {
      try await withThrowingTaskGroup { group in
        for task in 0..<8 {
          group.addTask {
            for round in 0..<10 {
              try await persist(store) { store in
                try await store.insert(Jot(task * 100 + round) { $0.value = task })
                if round % 3 == 2 { try await store.delete(Jot.ID.number(task * 100 + round - 1)) }
              }
            }
          }
        }
        try await group.waitForAll()
      }
    }
    let expected = (0..<8).flatMap { task in [0, 2, 3, 5, 6, 8, 9].map { task * 100 + $0 } }
    try await t.expect(store.ordinals(Jot.self).filter { $0 < 1000 }, is: expected, "the records of 8 tasks")
    t.expect(changes.count, is: 80, "the change sets of 80 transactions")
  }
}
