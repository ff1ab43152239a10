public import CRMCore

extension StoreContest {
  /// Compares what the contestants were told with what is in the store, once all of them have ended.
  ///
  /// - Parameters:
  ///   - reports: The reports of all.
  ///   - store: A store on the same database.
  /// - Returns: What can't be the work of one transaction after the other; empty when all is well.
  public func check(_ reports: [Report], in store: any Store) async throws -> [String] {
    var failures = reports.flatMap { report in report.defects.map { "contestant \(report.contestant): \($0)" } }
    let missing = (0..<contestants).filter { number in !reports.contains { $0.contestant == number } }
    if !missing.isEmpty { failures.append("there is no report of \(missing)") }
    // What was done by those who ended early is not known, so that nothing can be said of the records.
    guard failures.isEmpty else { return failures }
    let done = Done(
      reports.flatMap { report in
        deeds(of: report.contestant).enumerated().filter { report.done.contains($0.offset) }.map { place, deed in
          (Self.identifier(of: place, by: report.contestant), deed, report.contestant)
        }
      })
    return try await store.read { view in
      try await done.failures(ofPurses: view.fetch(Purse.self), view.fetch(Transfer.self))
        + done.failures(ofClaims: view.fetch(Claim.self), view.fetch(Tally.self))
        + done.failures(ofHouses: view.fetch(House.self), view.fetch(Guest.self))
    }
  }
}

/// What the contestants did, as the store has acknowledged it, and what must be in it therefore.
private struct Done {
  private let all: [(id: Identifier, deed: StoreContest.Deed, contestant: Int)]

  init(_ all: [(Identifier, StoreContest.Deed, Int)]) { self.all = all }

  /// What there is otherwise than it must be.
  private func difference<T: Hashable>(_ what: String, _ found: some Sequence<T>, _ expected: some Sequence<T>)
    -> [String]
  {
    let counts = Dictionary(found.map { ($0, 1) } + expected.map { ($0, -1) }, uniquingKeysWith: +)
    return counts.filter { $0.value != 0 }.map { value, count in
      "\(what): \(value) is \(count > 0 ? "in the store and not expected" : "expected and not in the store")"
    }
  }

  /// Amounts are what was there plus what the ledger says, which has what was acknowledged; each change was one revision.
  func failures(ofPurses purses: [Purse], _ ledger: [Transfer]) -> [String] {
    var expected: [Int: [Int]] = [:]
    for number in 0..<StoreContest.purses { expected[number] = [StoreContest.openingBalance, 0, 1] }
    func change(_ purse: Int, by amount: Int, turns: Int = 0) {
      guard let old = expected[purse] else { return }
      expected[purse] = [old[0] + amount, old[1] + turns, old[2] + 1]
    }
    var entries: [[Int]] = []
    for case (let id, .transfer(let from, let to, let amount), _) in all {
      change(from, by: -amount)
      change(to, by: amount)
      entries.append([id.ordinal, from, to, amount])
    }
    for case (_, .turn(let purse), _) in all { change(purse, by: 0, turns: 1) }
    return difference(
      "purses by number, balance, turns and revision",
      purses.map { [$0.ordinal, $0.balance, $0.turns, Int($0.stamp.revision)] }, expected.map { [$0.key] + $0.value })
      + difference(
        "the ledger by entry, from, to and amount",
        ledger.map { [$0.ordinal, $0.from?.ordinal ?? -1, $0.to?.ordinal ?? -1, $0.amount] }, entries)
  }

  /// A name belongs to the one who was told so; notes are numbered without gaps and all have the same sum.
  func failures(ofClaims claims: [Claim], _ tallies: [Tally]) -> [String] {
    let claimed = all.compactMap { id, deed, _ in if case .claim(let name) = deed { [id.ordinal, name] } else { nil } }
    let noted = all.compactMap { id, deed, _ in if case .tally = deed { id.ordinal } else { nil } }
    let sum = StoreContest.purses * StoreContest.openingBalance
    return difference("claims by record and name", claims.map { [$0.ordinal, $0.name ?? -1] }, claimed)
      + difference("names", claims.map(\.name), Set(claims.map(\.name)))
      + difference("tallies", tallies.ordinals, noted)
      + difference("numbers of tallies", tallies.map(\.number), 0..<tallies.count)
      + tallies.filter { $0.sum != sum }.map { "tally \($0.number) saw a sum of \($0.sum) instead of \(sum)" }
  }

  /// A house is there if it was opened as often as it was closed; guests are those who came and did not leave, each in a house that is there.
  func failures(ofHouses houses: [House], _ guests: [Guest]) -> [String] {
    var open = Array(repeating: 1, count: StoreContest.houses)
    var lodged: [Identifier: Int] = [:]
    for (id, deed, _) in all {
      switch deed {
      case .open(let number): open[number] += 1
      case .close(let number): open[number] -= 1
      case .lodge(let number): lodged[id] = number
      default: break
      }
    }
    for case (_, .leave(let place), let contestant) in all {
      lodged[StoreContest.identifier(of: place, by: contestant)] = nil
    }
    let there = open.enumerated().flatMap { Array(repeating: $0.offset, count: max(0, $0.element)) }
    return difference("houses", houses.ordinals, there)
      + difference(
        "guests by record and house", guests.map { [$0.ordinal, $0.house?.ordinal ?? -1] },
        lodged.map { [$0.key.ordinal, $0.value] })
      + guests.filter { guest in !houses.contains { $0.id == guest.house } }.map { "the house of \($0.key) is missing" }
  }
}
