/// A kind of thing that a CRM keeps: a value type with a typed identifier and one declaration of its fields.
///
/// ```swift
/// struct Machine: Record {
///   static let entity = "machine"
///   var id: ID
///   var stamp = Stamp()
///   var name = ""
///   var soldTo: Account.ID?
///   init(id: RecordID<Machine>) { self.id = id }
///
///   static let schema = Schema<Machine> { f in
///     f("name", \.name, .required, .indexed)
///     f("soldTo", \.soldTo, onDelete: .nullify)
///   }
/// }
/// ```
///
/// The declaration is the only place where a field is named: storage, indexes, filters, reports, history, import and
/// rights all read it there. Every stored property that is to be kept is declared; a property that is not declared has its
/// default again when the record is read.
public protocol Record: Sendable, Hashable, Identifiable where ID == RecordID<Self> {
  associatedtype ID = RecordID<Self>

  /// The stable name of this kind of record, in lower camel case: `account`. It names the stored data; a change of it is a
  /// change of the data's format.
  static var entity: String { get }

  /// The declaration of the fields. Write it as a `static let`.
  static var schema: Schema<Self> { get }

  /// The record's identifier.
  var id: RecordID<Self> { get set }

  /// The revision, and who wrote the record when. The store keeps it.
  var stamp: Stamp { get set }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  init(id: RecordID<Self>)

  /// What is wrong with the record beyond what the declaration of its fields says; empty when nothing is.
  ///
  /// Called for each insert and update, inside the transaction. All problems are listed at once.
  func problems() -> [FieldProblem]
}

extension Record {
  /// No problems beyond those that the declaration finds.
  public func problems() -> [FieldProblem] { [] }

  /// The record's address in a store.
  public var key: RecordKey { id.key }
}
