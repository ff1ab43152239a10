public import CRMCore

extension StoreContest {
  /// Opens a store, does what the seed chooses for one contestant, beside the others, and closes the store.
  ///
  /// It waits until all have begun, and again until all are done, so that its feed must have seen every commit. It throws nothing: what it meets is in
  /// the report.
  ///
  /// - Parameters:
  ///   - contestant: Its number, from 0 on.
  ///   - open: Opens a store of its own on the database of all, with the types ``records``, or creates it there.
  public func takePart(as contestant: Int, open: () async throws -> any Store) async -> Report {
    var report = Report(contestant: contestant)
    do {
      let store = try await open()
      let changes = store.feed.changes(buffering: 1_000_000)
      let first = try await lastCommit(of: store)
      try await setUp(store)
      try await meet(in: store, contestant, phase: 0)
      for (place, deed) in deeds(of: contestant).enumerated() {
        do {
          if case .visit = deed {
            try await visit(open())
          } else {
            try await carryOut(deed, as: place, of: contestant, in: store)
          }
          report.done.insert(place)
        } catch  where deed.mayBeRefused(by: error) {
          continue
        } catch {
          report.defects.append("\(deed) was answered by \(error)")
        }
      }
      try await meet(in: store, contestant, phase: 1)
      let last = try await lastCommit(of: store)
      try await store.close()
      report.defects += await defects(of: changes, from: first + 1, to: last)
    } catch {
      report.defects.append("it ended early: \(error)")
    }
    return report
  }

  private func lastCommit(of store: any Store) async throws -> UInt64 {
    let reader = try await store.beginRead()
    let last = try await reader.lastCommit()
    await reader.end()
    return last
  }

  /// Adds what is there at first, unless another contestant has.
  private func setUp(_ store: any Store) async throws {
    try await ConcurrencyChecks.persist(store) { store in
      guard try await store.count(Purse.self) == 0 else { return }
      for number in 0..<Self.purses { try await store.insert(Purse(number) { $0.balance = Self.openingBalance }) }
      for number in 0..<Self.houses { try await store.insert(House(number)) }
    }
  }

  /// Waits until all have come as far.
  private func meet(in store: any Store, _ contestant: Int, phase: Int) async throws {
    try await ConcurrencyChecks.persist(store) { store in
      _ = try await store.insert(Arrival(contestant * 2 + phase) { $0.phase = phase })
    }
    let (clock, sleep) = (store.environment.clock, store.environment.sleepUntil)
    let deadline = try clock().advanced(by: patience)
    while try await store.count(Arrival.self, where: \.phase == phase) < contestants {
      if clock() > deadline { throw StoreError.unavailable("others did not come to phase \(phase) in \(patience)") }
      try await sleep(clock().advanced(by: .milliseconds(5)))
    }
  }

  private func visit(_ store: any Store) async throws {
    let count = try await store.count(Purse.self)
    try await store.close()
    if count != Self.purses { throw StoreError.unavailable("there are \(count) purses") }
  }

  private func carryOut(_ deed: Deed, as place: Int, of contestant: Int, in store: any Store) async throws {
    let id = Self.identifier(of: place, by: contestant)
    switch deed {
    case .transfer(let from, let to, let amount):
      try await store.write { store in
        try await store.update(Purse.ID.number(from)) { $0.balance -= amount }
        try await store.update(Purse.ID.number(to)) { $0.balance += amount }
        var entry = Transfer(id: RecordID(id))
        (entry.from, entry.to, entry.amount) = (.number(from), .number(to), amount)
        try await store.insert(entry)
      }
    case .turn(let number):
      var purse = try await store.get(Purse.ID.number(number))
      purse.turns += 1
      try await store.update(purse)
    case .claim(let name):
      var claim = Claim(id: RecordID(id))
      claim.name = name
      try await store.insert(claim)
    case .close(let number): try await store.delete(House.ID.number(number))
    case .open(let number): try await store.restore(House.ID.number(number))
    case .lodge(let number):
      var guest = Guest(id: RecordID(id))
      guest.house = .number(number)
      try await store.insert(guest)
    case .leave(let earlier):
      try await store.delete(Guest.ID(Self.identifier(of: earlier, by: contestant)))
    case .tally:
      try await store.write { store in
        var tally = Tally(id: RecordID(id))
        tally.number = try await store.count(Tally.self)
        tally.sum = try await store.fetch(Purse.self).reduce(0) { $0 + $1.balance }
        try await store.insert(tally)
      }
    case .visit: break
    }
  }

  /// What is wrong with what a feed has told, from one commit to another: each comes once, in its turn, and each record is before a change what it was
  /// after the one before.
  private func defects(of changes: ChangeSequence, from first: UInt64, to last: UInt64) async -> [String] {
    var found: [String] = []
    var next = first
    var known: [RecordKey: AnyRecord?] = [:]
    for await set in changes where set.sequence >= first {
      if set.sequence != next { found.append("the feed told of commit \(set.sequence) instead of \(next)") }
      next = set.sequence + 1
      for change in set.changes {
        let key = change.key
        if let before = known.updateValue(change.after, forKey: key), before != change.before {
          found.append("the feed's commit \(set.sequence) has another \(key) before it than was after the one before")
        }
      }
    }
    if next != last + 1 { found.append("the feed ended before commit \(next), and \(last) was the last") }
    return found
  }
}

extension StoreContest.Deed {
  /// Whether an error is an answer that the deed may get beside others.
  fileprivate func mayBeRefused(by error: any Error) -> Bool {
    switch (error as? StoreError, self) {
    case (.conflict, _), (.stale, .turn), (.duplicate, .claim), (.stillReferenced, .close), (.missingTarget, .lodge),
      (.notFound, .close), (.notFound, .open), (.notFound, .leave), (.alreadyExists, .open):
      true
    default: false
    }
  }
}
