public import CRMCore

/// The way that opportunities of a kind go: named stages in an order, and the process that leads through them.
///
/// A pipeline is defined as a ``SalesPipeline``. One without a process is no more than names for stages, as imports create them.
public struct Pipeline: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "pipeline"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// Whether opportunities take this way when none is said.
  public var isDefault = false
  /// The families of products whose opportunities take this way when none is said.
  public var families: [String] = []
  /// The name of the process that its opportunities go through; nil for none.
  public var process: String?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Pipeline>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Pipeline> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable)
    f("isDefault", \.isDefault)
    f("families", \.families)
    f("process", \.process, .unique)
  }
}
