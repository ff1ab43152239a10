import CRMCore
import CRMMemoryStore

/// A small world for tests of stores: customers and their orders.
struct Customer: Record {
  static let entity = "customer"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var email: String?
  var city: String?
  var parent: Customer.ID?
  var custom = CustomValues()
  init(id: RecordID<Customer>) { self.id = id }

  static let schema = Schema<Customer> { f in
    f("name", \.name, .required, .indexed, .searchable)
    f("email", \.email, .unique, .personal)
    f("city", \.city, .indexed)
    f("parent", \.parent, onDelete: .nullify)
    f.custom(\.custom)
  }

  func problems() -> [FieldProblem] { parent == id ? [FieldProblem("parent", "is the customer itself")] : [] }
}

struct Order: Record {
  static let entity = "order"
  var id: ID
  var stamp = Stamp()
  var customer: Customer.ID?
  var payer: Customer.ID?
  var total: Money?
  var placedOn: CalendarDate?
  init(id: RecordID<Order>) { self.id = id }

  static let schema = Schema<Order> { f in
    f("customer", \.customer, onDelete: .cascade)
    f("payer", \.payer, onDelete: .restrict)
    f("total", \.total)
    f("placedOn", \.placedOn)
  }
}

/// A record whose history is switched off.
struct Visit: Record {
  static let entity = "visit"
  var id: ID
  var stamp = Stamp()
  var note = ""
  init(id: RecordID<Visit>) { self.id = id }

  static let schema = Schema<Visit> { f in
    f("note", \.note)
    f.withoutHistory()
  }
}

/// A memory store with the shop's types and a world that can be replayed.
func makeShop() throws -> MemoryStore {
  try MemoryStore([Customer.self, Order.self, Visit.self], environment: .replayable(seed: 1))
}

extension Store {
  func newCustomer(_ name: String, _ change: (inout Customer) -> Void = { _ in }) -> Customer {
    var customer = Customer(id: environment.newID())
    customer.name = name
    change(&customer)
    return customer
  }

  func newOrder(_ change: (inout Order) -> Void = { _ in }) -> Order {
    var order = Order(id: environment.newID())
    change(&order)
    return order
  }
}
