import CRMCore

/// Live answers are those that are asked anew.
enum LiveChecks {
  static let all: [ConformanceCheck] =
    [ConformanceCheck("a view says which commit is the last that it sees", lastCommit)]
    + (1...3).map { seed in
      ConformanceCheck("live answers are those that are asked anew, seed \(seed)") { t in
        try await LiveComparison(seed: UInt64(seed), steps: 60).run(t)
      }
    }

  private static func lastCommit(_ t: Trial) async throws {
    let store = try await t.store()
    let early = try await store.beginRead()
    let first = try await early.lastCommit()
    let changes = try await t.changes(of: store) { try await store.insert(all: [Jot(1), Jot(2)]) }
    let late = try await store.beginRead()
    let mark = try await late.lastCommit()
    t.expect(changes.map(\.sequence), is: [first + 1], "the commit behind an early view")
    // The mark that ends the changes is a commit too.
    t.expect(mark, is: first + 2, "the last commit of a late view")
    try await t.expect(early.lastCommit(), is: first, "the last commit of an early view, later")
    let limited = try await store.acting(as: nil, with: Rights()).beginRead()
    try await t.expect(limited.lastCommit(), is: mark, "the last commit of a view through rights")
    let writer = try await store.beginWrite()
    try await t.expect(writer.lastCommit(), is: mark, "the last commit before a transaction")
    for view in [early, late, limited, writer] { await view.end() }
    await t.expect(throws: StoreError.ended, "the last commit of a view that was ended") {
      _ = try await late.lastCommit()
    }
  }
}
