import CRMCore

/// One transaction of a simulated program, on a store and on the model alike.
struct SimulatedTransaction {
  enum Outcome: Error {
    /// It was refused, as the model foresaw, or gave itself up.
    case refused
  }

  private let random: SharedRandom
  private let model: StoreModel

  init(_ random: SharedRandom, _ model: StoreModel) {
    self.random = random
    self.model = model
  }

  /// Does some random work.
  ///
  /// - Returns: How many transactions there are with this one.
  func run(in store: inout StoreTransaction) async throws -> Int {
    let before = try model.contents(after: Int(try await store.find(Workshop.Tally.only)?.count ?? 0))
    var contents = before
    var touched: Set<Workshop.Part.ID> = []
    contents.transactions += 1
    try await count(contents.transactions, in: &store)
    for _ in 0..<random.number(in: 1..<4) { try await change(&contents, &touched, in: &store) }
    if random.oneIn(12) { throw Outcome.refused }
    contents.historyEntries += touched.count { before.parts[$0] != nil }
    try model.propose(contents)
    return contents.transactions
  }

  private func count(_ transactions: Int, in store: inout StoreTransaction) async throws {
    if transactions > 1 {
      try await store.update(Workshop.Tally.only) { $0.count = Int64(transactions) }
    } else {
      var tally = Workshop.Tally(id: Workshop.Tally.only)
      tally.count = 1
      try await store.insert(tally)
    }
  }

  private func change(
    _ contents: inout Workshop.Contents, _ touched: inout Set<Workshop.Part.ID>, in store: inout StoreTransaction
  ) async throws {
    let known = contents.parts.keys.sorted()
    let chosen = random.element(of: known)
    switch (random.number(in: 0..<6), chosen) {
    case (0, let id?):
      try await store.delete(id)
      contents.parts[id] = nil
      touched.insert(id)
      for (other, row) in contents.parts where row.whole == id {
        contents.parts[other]?.whole = nil
        contents.parts[other]?.revision += 1
        touched.insert(other)
      }
    case (1...2, let id?):
      guard var row = contents.parts[id] else { return }
      let size = Int64(random.number(in: 0..<5))
      try await store.update(id) { $0.size = size }
      guard row.size != size else { return }
      row.size = size
      row.revision += 1
      contents.parts[id] = row
      touched.insert(id)
    default:
      var part = Workshop.Part(id: Workshop.Part.ID(Identifier(high: random.next(), low: random.next())))
      part.code = "part \(random.number(in: 0..<60))" + String(repeating: "x", count: random.number(in: 0..<90))
      part.size = Int64(random.number(in: 0..<5))
      part.whole = chosen
      let isTaken = contents.parts.values.contains { $0.code == part.code }
      do {
        try await store.insert(part)
      } catch StoreError.duplicate where isTaken {
        throw Outcome.refused
      }
      guard !isTaken else { throw StoreModel.Mismatch(description: "“\(part.code)” is there twice") }
      contents.parts[part.id] = Workshop.Row(code: part.code, size: part.size, whole: part.whole)
    }
  }
}
