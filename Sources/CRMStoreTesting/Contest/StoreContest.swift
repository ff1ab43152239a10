public import CRMCore

/// A contest of several programs for the same few records of one store, and the check that all of it could have happened one after the other.
///
/// The other checks of this module know one program. An adapter whose store several processes write at once lets some of them take part, each
/// with a store of its own on the same database, which need not exist yet, and checks afterwards what they left:
///
/// ```swift
/// // In each process, with a number of its own from 0 on:
/// let contest = StoreContest(seed: 7, contestants: 3)
/// let report = await contest.takePart(as: number) { try await MyStore(StoreContest.records, at: place) }
///
/// // Afterwards, with the reports of all, which are `Codable`:
/// let failures = try await contest.check(reports, in: store)
/// ```
///
/// What each does is chosen by the seed: it moves amounts between accounts, changes them from a revision that it has read, claims names of which
/// each can be had once, deletes and restores what others refer to,
/// numbers its notes by those that are there, and opens and closes the store beside its own. In which order the transactions
/// meet is left to the machine, so that a seed does not repeat a failure, but makes it likely again.
///
/// The stores need the machine's clock and identifiers of their own: `CRMEnvironment.system()`.
public struct StoreContest: Sendable {
  /// The record types of the contest.
  public static let records: [any Record.Type] = [
    Purse.self, Transfer.self, Claim.self, House.self, Guest.self, Tally.self, Arrival.self,
  ]

  let seed: UInt64
  let contestants: Int
  let deedsOfEach: Int
  let patience: Duration

  /// Describes a contest, alike in all processes.
  ///
  /// - Parameters:
  ///   - seed: Chooses what is done.
  ///   - contestants: How many take part.
  ///   - transactions: How many transactions each tries.
  ///   - patience: How long one waits for the others to come, and to get ready.
  public init(seed: UInt64, contestants: Int, transactions: Int = 100, patience: Duration = .seconds(120)) {
    (self.seed, self.contestants, self.patience) = (seed, max(1, contestants), patience)
    deedsOfEach = max(0, transactions)
  }

  /// What one contestant did, as it knows.
  public struct Report: Codable, Sendable {
    /// The contestant's number.
    public let contestant: Int
    /// What the store did otherwise than it may: errors that are no refusals, and change sets that were missing, came twice or contradict
    /// each other.
    public internal(set) var defects: [String] = []
    /// Which of its transactions were acknowledged, by their places in the plan.
    var done: Set<Int> = []
  }

  /// What a contestant tries in one transaction.
  enum Deed {
    case transfer(from: Int, to: Int, amount: Int)
    /// Changes a purse that was read before the transaction.
    case turn(Int)
    case claim(Int)
    case close(Int)
    case open(Int)
    case lodge(Int)
    /// Takes away the guest whom an earlier deed has brought.
    case leave(Int)
    case tally
    /// Opens another store on the database, counts the purses, and closes it.
    case visit
  }

  static let (purses, houses, openingBalance) = (4, 2, 1000)

  /// What a contestant tries, one after the other.
  func deeds(of contestant: Int) -> [Deed] {
    var random = SplitMix64(seed: seed &* 1000 &+ UInt64(contestant))
    func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
    var lodged: [Int] = []
    return (0..<deedsOfEach).map { place in
      let (purse, house) = (number(below: Self.purses), number(below: Self.houses))
      switch number(below: 32) {
      case 0..<9:
        let other = (purse + 1 + number(below: Self.purses - 1)) % Self.purses
        return .transfer(from: purse, to: other, amount: 1 + number(below: 50))
      case 9..<14: return .turn(purse)
      case 14..<17: return .claim(number(below: 1 + deedsOfEach / 6))
      case 17..<19: return .close(house)
      case 19..<21: return .open(house)
      case 21..<24:
        lodged.append(place)
        return .lodge(house)
      case 24..<26 where !lodged.isEmpty: return .leave(lodged[number(below: lodged.count)])
      case 26: return .visit
      default: return .tally
      }
    }
  }

  /// The identifier of what a deed adds, which parent and contestant know.
  static func identifier(of place: Int, by contestant: Int) -> Identifier { .number((contestant + 1) << 32 + place) }
}
