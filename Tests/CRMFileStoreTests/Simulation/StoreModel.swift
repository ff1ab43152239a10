import Synchronization

/// The plain list of states that a store went through, and how many of them must survive what.
final class StoreModel: Sendable {
  struct Mismatch: Error, CustomStringConvertible {
    let description: String
  }

  private struct Line {
    /// The contents after so many transactions.
    var states = [Workshop.Contents()]
    /// How many transactions survive the process.
    var acknowledged = 0
    /// How many survive a power cut.
    var durable = 0
  }

  private let line = Mutex(Line())

  var acknowledged: Int { line.withLock { $0.acknowledged } }
  var count: Int { line.withLock { $0.states.count - 1 } }

  /// The contents after so many transactions.
  func contents(after transactions: Int) throws -> Workshop.Contents {
    try line.withLock { line in
      guard line.states.indices.contains(transactions) else {
        throw Mismatch(description: "\(transactions) transactions of \(line.states.count - 1)")
      }
      return line.states[transactions]
    }
  }

  /// Notes what a transaction is about to commit.
  ///
  /// What came after the state that it builds on has failed.
  func propose(_ contents: Workshop.Contents) throws {
    try line.withLock { line in
      guard contents.transactions > line.acknowledged, contents.transactions <= line.states.count else {
        throw Mismatch(description: "transaction \(contents.transactions) builds on what is not the newest state")
      }
      line.states.removeSubrange(contents.transactions...)
      line.states.append(contents)
    }
  }

  func acknowledge(_ transactions: Int, durable: Bool) {
    line.withLock {
      $0.acknowledged = max($0.acknowledged, transactions)
      if durable { $0.durable = max($0.durable, transactions) }
    }
  }

  /// What was acknowledged so far survives a power cut from now on.
  func settle(_ transactions: Int) { line.withLock { $0.durable = max($0.durable, transactions) } }

  /// A power cut: only what was durable counts as acknowledged.
  func cutPower() { line.withLock { $0.acknowledged = $0.durable } }

  /// Whether what a view holds is the state after as many transactions as it says, and at least so many.
  func check(_ found: Workshop.Contents, atLeast least: Int) throws {
    let expected = try contents(after: found.transactions)
    guard found == expected else { throw Mismatch(description: "found \(found), expected \(expected)") }
    guard found.transactions >= least else {
      throw Mismatch(description: "\(found.transactions) transactions are there of \(least) acknowledged")
    }
  }

  /// What a newly opened store holds is what counts from now on.
  func reopen(with found: Workshop.Contents) throws {
    try check(found, atLeast: acknowledged)
    line.withLock {
      $0.states.removeSubrange((found.transactions + 1)...)
      $0.acknowledged = found.transactions
      $0.durable = found.transactions
    }
  }
}
