public import CRMCore

/// Something that is sold.
public struct Product: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "product"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// The identifier on price lists and labels, unique.
  public var number: String?
  /// The family or series that it belongs to.
  public var family: String?
  /// In what it is counted: `piece`, `kg`, `hour`.
  public var unit: String?
  /// The price before any discount, where no price list has another.
  public var listPrice: Money?
  /// What decides how it is taxed, as the application's ``TaxPolicy`` names it.
  public var taxCategory: String?
  /// Where it stands between its planning and its retirement.
  public var state = State.active
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Where a product stands.
  public enum State: String, ClosedEnumeration {
    case draft
    case active
    case underRevision
    case retired
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Product>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Product> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("number", \.number, .unique)
    f("family", \.family, .indexed)
    f("unit", \.unit)
    f("listPrice", \.listPrice)
    f("taxCategory", \.taxCategory)
    f("state", \.state)
    f.custom(\.custom)
  }
}
