package import CRMCore

/// Transfers between a few accounts by several writers at once, each with a store of its own over the same data: what must come of them
/// whoever wins.
package enum TransferContest {
  /// The record types, to make the stores with.
  package static let records: [any Record.Type] = [Account.self, Transfer.self, Entry.self]

  static let accounts = 3
  static let balance = 1000

  struct Account: Record {
    static let entity = "account"

    var id: ID
    var stamp = Stamp()
    var balance = 0

    init(id: RecordID<Account>) { self.id = id }

    static let schema = Schema<Account> { f in f("balance", \.balance, .indexed) }
  }

  /// What was moved.
  ///
  /// Nothing keeps a writer from writing the same transfer twice, so that it would be seen.
  struct Transfer: Record {
    static let entity = "transfer"

    var id: ID
    var stamp = Stamp()
    var code = ""
    var source: Account.ID?
    var target: Account.ID?
    var amount = 0

    init(id: RecordID<Transfer>) { self.id = id }

    static let schema = Schema<Transfer> { f in
      f("code", \.code, .indexed)
      f("source", \.source, onDelete: .restrict)
      f("target", \.target, onDelete: .restrict)
      f("amount", \.amount)
    }
  }

  /// A writer that is there.
  struct Entry: Record {
    static let entity = "entry"

    var id: ID
    var stamp = Stamp()

    init(id: RecordID<Entry>) { self.id = id }

    static let schema = Schema<Entry> { _ in }
  }

  /// Opens the accounts.
  package static func begin(on store: any Store) async throws {
    try await store.insert(all: (0..<accounts).map { number in Account(number) { $0.balance = balance } })
  }

  /// What the data are otherwise than the transfers that were acknowledged to all writers make them.
  package static func problems(of store: any Store, after report: Report) async throws -> [String] {
    let (accounts, transfers) = try await store.read { store in
      (try await store.fetch(Account.self), try await store.fetch(Transfer.self))
    }
    var problems: [String] = []
    let sum = accounts.reduce(0) { $0 + $1.balance }
    if sum != Self.accounts * balance { problems.append("the accounts hold \(sum)") }
    let made = transfers.map(\.code).sorted()
    if made != report.acknowledged.sorted() {
      let (made, acknowledged) = (Set(made), Set(report.acknowledged))
      problems.append(
        "\(transfers.count) transfers were made; lost: \(acknowledged.subtracting(made).sorted()); "
          + "made and not acknowledged: \(made.subtracting(acknowledged).sorted())")
    }
    for account in accounts {
      let own = transfers.filter { $0.source == account.id || $0.target == account.id }
      let moved = own.reduce(0) { $0 + ($1.target == account.id ? $1.amount : -$1.amount) }
      if account.balance != balance + moved { problems.append("account \(account.ordinal) holds \(account.balance)") }
      if account.stamp.revision != Int64(own.count + 1) {
        let revision = account.stamp.revision
        problems.append("account \(account.ordinal) is at revision \(revision) after \(own.count) transfers")
      }
    }
    return problems
  }
}
