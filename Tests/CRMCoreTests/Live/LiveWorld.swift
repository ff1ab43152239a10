import CRMCore
import CRMMemoryStore
import Foundation

/// A world for tests of live queries: clients and sales with them.
struct Client: Record {
  static let entity = "client"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var industry: String?
  var region: Region.ID?
  init(id: RecordID<Client>) { self.id = id }

  static let schema = Schema<Client> { f in
    f("name", \.name, .required)
    f("industry", \.industry)
    f("region", \.region, onDelete: .nullify)
  }
}

struct Region: Record {
  static let entity = "region"
  var id: ID
  var stamp = Stamp()
  var name = ""
  init(id: RecordID<Region>) { self.id = id }

  static let schema = Schema<Region> { f in f("name", \.name) }
}

struct Sale: Record {
  static let entity = "sale"
  var id: ID
  var stamp = Stamp()
  var client: Client.ID?
  var payer: Client.ID?
  var others: [Client.ID] = []
  var isOpen = true
  var score: Int?
  var amount: Money?
  var rate: ExactDecimal?
  var weight: Double?
  var dueOn: CalendarDate?
  var seenAt: Instant?
  var custom = CustomValues()
  init(id: RecordID<Sale>) { self.id = id }

  static let schema = Schema<Sale> { f in
    f("client", \.client, onDelete: .cascade)
    f("payer", \.payer, onDelete: .nullify)
    f("others", \.others, onDelete: .nullify)
    f("isOpen", \.isOpen)
    f("score", \.score)
    f("amount", \.amount)
    f("rate", \.rate)
    f("weight", \.weight)
    f("dueOn", \.dueOn)
    f("seenAt", \.seenAt)
    f.custom(\.custom)
  }
}

enum LiveWorld {
  /// 14 November 2023, 22:13 UTC.
  static let start = Instant(microsecondsSince1970: 1_700_000_000_000_000)

  static func store(_ clock: SteppingClock = SteppingClock(start: start)) throws -> MemoryStore {
    try MemoryStore([Client.self, Region.self, Sale.self], environment: environment(clock))
  }

  static func environment(_ clock: SteppingClock) -> CRMEnvironment {
    CRMEnvironment(
      clock: { clock.next() }, identifiers: IdentifierGenerator(seed: 1), calendar: .gregorian(in: .gmt),
      sleepUntil: { try await clock.sleep(until: $0) })
  }
}

extension Store {
  @discardableResult
  func addClient(_ name: String, _ change: (inout Client) -> Void = { _ in }) async throws -> Client {
    var client = Client(id: newID())
    client.name = name
    change(&client)
    return try await insert(client)
  }

  @discardableResult
  func addSale(_ change: (inout Sale) -> Void = { _ in }) async throws -> Sale {
    var sale = Sale(id: newID())
    change(&sale)
    return try await insert(sale)
  }

  /// Adds so many sales in one transaction.
  @discardableResult
  func addSales(_ count: Int, _ change: (Int, inout Sale) -> Void) async throws -> [Sale] {
    try await write { store in
      var sales: [Sale] = []
      for number in 0..<count {
        var sale = Sale(id: newID())
        change(number, &sale)
        sales.append(try await store.insert(sale))
      }
      return sales
    }
  }
}

extension Currency {
  func of(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: self) }
}

extension LiveQuery.Iterator {
  /// What is thrown instead of the next answer.
  mutating func refusal() async -> (any Error)? {
    do {
      _ = try await next()
      return nil
    } catch {
      return error
    }
  }
}
