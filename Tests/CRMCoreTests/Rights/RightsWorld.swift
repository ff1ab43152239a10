import CRMCore
import CRMMemoryStore

/// A shop of which somebody sees a part.
///
/// Two of them with the same part in sight differ in everything else.
struct RightsWorld {
  /// What somebody may see and do.
  enum Sight: String, CaseIterable, Sendable {
    /// No customer, and all orders.
    case nothing
    /// One customer, and all orders.
    case oneRow
    /// The customers that they made themselves, and the orders of those.
    case ownRows
    /// All of them, without some of their fields.
    case someFields
  }

  static let actor = Identifier(high: 9, low: 9)
  /// The customers in sight of somebody who sees more than nothing; the second only as one's own.
  static let first = Customer.ID(Identifier(high: 1, low: 1))
  static let second = Customer.ID(Identifier(high: 1, low: 2))
  /// A customer that somebody deleted who could see it then.
  static let gone = Customer.ID(Identifier(high: 1, low: 3))
  /// A customer out of sight, to which records in sight refer.
  static let hidden = Customer.ID(Identifier(high: 2, low: 1))
  /// A deleted customer that was never in sight.
  static let buried = Customer.ID(Identifier(high: 2, low: 3))
  static let order = Order.ID(Identifier(high: 3, low: 1))

  let store: MemoryStore
  let limited: RestrictedStore

  /// - Parameter variant: What the records out of sight are like.
  init(_ sight: Sight, variant: Int) async throws {
    store = try MemoryStore([Customer.self, Order.self, Visit.self], environment: HandClock().environment)
    try await RightsWorld.fill(store, variant, sight)
    limited = try store.acting(as: RightsWorld.actor, with: RightsWorld.rights(sight))
  }

  private static func rights(_ sight: Sight) -> Rights {
    var rights = Rights()
    switch sight {
    case .nothing: rights.forbid(Customer.self)
    case .oneRow: rights.limit(Customer.self, to: \.id == first)
    case .ownRows:
      rights.limit(Customer.self, to: \.stamp.createdBy == actor)
      rights.limit(Order.self, to: \.customer / \.stamp.createdBy == actor)
    case .someFields:
      rights.limit(Customer.self, \.email, to: .hidden)
      rights.limit(Customer.self, \.city, to: .masked)
    }
    return rights
  }

  private static func fill(_ store: MemoryStore, _ variant: Int, _ sight: Sight) async throws {
    let own = try store.acting(as: actor, with: Rights())
    if sight == .someFields { return try await fillFields(own, variant) }
    try await own.insert(store.customer(first, "first") { $0.city = "Shiraz" })
    if sight == .ownRows {
      try await own.insert(store.customer(second, "second") { $0.parent = first })
      try await own.insert(store.customer(gone, "gone"))
      try await own.delete(gone)
    }
    try await fillOutOfSight(store, variant, sight)
    try await own.update(first) {
      $0.email = "first@b.ir"
      $0.parent = hidden
    }
    try await own.insert(
      store.newOrder {
        $0 = Order(id: order)
        $0.customer = first
        $0.payer = hidden
        $0.total = Money(minorUnits: 500, currency: .usd)
      })
  }

  /// What can be seen is the same in every variant; what is not to be read of it is not.
  private static func fillFields(_ store: some Store, _ variant: Int) async throws {
    let mark = "secret \(variant)"
    for (number, id) in [first, hidden, gone, buried].enumerated() {
      try await store.insert(
        store.customer(id, "customer \(number)") {
          // The masks of all cities end alike.
          $0.city = "\(mark) city \(number) abcd"
          $0.email = "\(mark)@\(number).ir"
          $0.parent = number == 0 ? nil : first
        })
      try await store.update(id) { $0.email = "\(mark) changed@\(number).ir" }
    }
    try await store.delete(gone)
    try await store.delete(buried)
    try await store.insert(
      store.newOrder {
        $0 = Order(id: order)
        $0.customer = first
        $0.payer = hidden
        $0.total = Money(minorUnits: 500, currency: .usd)
      })
  }

  private static func fillOutOfSight(_ store: MemoryStore, _ variant: Int, _ sight: Sight) async throws {
    let mark = "secret \(variant)"
    for id in [hidden, buried] {
      try await store.insert(
        store.customer(id, mark) {
          $0.city = "\(mark) city"
          $0.email = "\(id.identifier.low)@\(variant).ir"
        })
      for change in 0...variant { try await store.update(id) { $0.city = "\(mark) \(change)" } }
    }
    try await store.delete(buried)
    for number in 0..<(3 * variant) {
      try await store.insert(store.newCustomer("\(mark) \(number)") { $0.parent = hidden })
    }
    // Where orders are not open, one out of sight holds on to the second customer.
    guard sight == .ownRows else { return }
    try await store.insert(
      store.newOrder {
        $0.customer = hidden
        $0.payer = second
        $0.total = Money(minorUnits: Int64(variant), currency: .eur)
      })
  }
}

extension Store {
  func customer(_ id: Customer.ID, _ name: String, _ change: (inout Customer) -> Void = { _ in }) -> Customer {
    var customer = Customer(id: id)
    customer.name = name
    change(&customer)
    return customer
  }
}
