public import CRMCore

/// Somebody who sells what we could have sold.
public struct Competitor: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "competitor"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// The web site.
  public var website: String?
  /// What they do better.
  public var strengths: String?
  /// What we do better.
  public var weaknesses: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Competitor>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Competitor> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("website", \.website)
    f("strengths", \.strengths)
    f("weaknesses", \.weaknesses)
    f.custom(\.custom)
  }
}
