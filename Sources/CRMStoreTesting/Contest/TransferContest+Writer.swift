package import CRMCore

extension TransferContest {
  /// One of those who transfer.
  package struct Writer {
    private let store: any Store
    private let name: String
    private let mayRefuse: (any Error) -> Bool
    private var random: SplitMix64

    /// How often one transfer is repeated by the writer itself.
    private static let mostRepetitions = 1000

    /// - Parameters:
    ///   - name: The writer's name, which no other has.
    ///   - mayRefuse: Whether the store may refuse a transfer with that error because of the others.
    package init(_ store: any Store, name: String, mayRefuse: @escaping (any Error) -> Bool) {
      self.store = store
      self.name = name
      self.mayRefuse = mayRefuse
      random = SplitMix64(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    }

    /// A writer went on and on, or a store ran the body of a transaction more often than it says.
    struct Unbounded: Error {
      let code: String
      let times: Int
    }

    /// Says that the writer is there, and waits until all are.
    ///
    /// - Parameters:
    ///   - count: How many there are to be.
    ///   - pause: What it does between two looks.
    package func enter(among count: Int, pause: () async throws -> Void) async throws {
      for _ in 0..<Writer.mostRepetitions {
        do {
          try await store.insert(Entry(id: store.newID()))
          break
        } catch  where mayRefuse(error) {
          continue
        }
      }
      while try await store.count(Entry.self) < count { try await pause() }
    }

    /// Makes so many transfers, and repeats those that were refused.
    ///
    /// - Parameter write: Writes a line of the writer's ``Report``.
    package mutating func work(rounds: Int, write: (String) throws -> Void) async throws {
      for round in 0..<rounds {
        var transfer = Transfer(id: store.newID())
        transfer.code = "\(name)-\(round)"
        let source = Int(random.next() % UInt64(accounts))
        transfer.source = .number(source)
        transfer.target = .number((source + 1 + Int(random.next() % UInt64(accounts - 1))) % accounts)
        transfer.amount = 1 + Int(random.next() % 50)
        try await makeUntilDone(transfer, afterReading: round.isMultiple(of: 3), write)
        try write(Report.line(of: transfer))
      }
    }

    private func makeUntilDone(
      _ transfer: Transfer, afterReading: Bool, _ write: (String) throws -> Void
    ) async throws {
      for _ in 0..<Writer.mostRepetitions {
        do {
          return try await afterReading ? makeAfterReading(transfer) : make(transfer)
        } catch StoreError.stale {
          try write(Report.line(ofCollision: transfer))
        } catch  where mayRefuse(error) {
          try write(Report.line(ofCollision: transfer))
        }
      }
      throw Unbounded(code: transfer.code, times: Writer.mostRepetitions)
    }

    /// Reads and writes in one transaction, whose body the store may run again.
    private func make(_ transfer: Transfer) async throws {
      guard let source = transfer.source, let target = transfer.target else { return }
      var runs = 0
      try await store.write { store in
        runs += 1
        try await store.update(source) { $0.balance -= transfer.amount }
        try await store.update(target) { $0.balance += transfer.amount }
        try await store.insert(transfer)
      }
      if runs > WriteAttempt.most { throw Unbounded(code: transfer.code, times: runs) }
    }

    /// Reads before the transaction, which is refused if another has written meanwhile.
    private func makeAfterReading(_ transfer: Transfer) async throws {
      guard let source = transfer.source, let target = transfer.target else { return }
      let before = try await store.read { (try await $0.get(source), try await $0.get(target)) }
      await Task.yield()
      var (from, to) = before
      from.balance -= transfer.amount
      to.balance += transfer.amount
      let after = (from, to)
      try await store.write { store in
        try await store.update(after.0, readAs: before.0)
        try await store.update(after.1, readAs: before.1)
        try await store.insert(transfer)
      }
    }
  }
}
