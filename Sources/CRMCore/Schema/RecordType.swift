/// A record's declaration without its Swift type: what stores, importers and reports work with.
///
/// It leads to the one declaration of a type, which is kept until the program ends; two are equal when they lead to the same.
public struct RecordType: Hashable, Sendable {
  private let declaration: Permanent<Declaration>

  init(_ declaration: Declaration) { self.declaration = Permanent(declaration) }

  /// The stable name, such as `account`.
  public var entity: String { declaration.read { $0.entity } }
  /// All fields in the order of their slots: those that every record has (`revision`, `createdAt`, `createdBy`,
  /// `updatedAt`, `updatedBy`), then the declared ones with their derived keys.
  ///
  /// `id` is not among them.
  public var fields: [FieldDescription] { declaration.read { $0.fields } }
  /// All indexes and uniqueness rules: those asked for field by field, those of the references, those over several fields.
  public var indexes: [IndexDescription] { declaration.read { $0.indexes } }
  /// Whether administrators may add fields.
  public var allowsCustomFields: Bool { declaration.read { $0.allowsCustomFields } }
  /// Whether changes are written to the history.
  public var keepsHistory: Bool { declaration.read { $0.keepsHistory } }
  /// What contradicts itself in the declaration; a store refuses a type that has any.
  public var declarationProblems: [String] { declaration.read { $0.problems } }

  /// The Swift type, when changes of its records have consequences.
  var consequent: (any ConsequentRecord.Type)? { declaration.read { $0.consequent } }
  /// How values that were stored as other types are read.
  var conversions: [FieldConversion] { declaration.read { $0.conversions } }
  /// The names that fields had once, and have now.
  var renamed: [String: String] { declaration.read { $0.renamed } }
  /// The fields that refer to other records.
  var references: [Reference] { declaration.read { $0.references } }
  /// The slot of the record's owner: the field `owner`, when it refers to an actor; nil when the type has none.
  var ownerSlot: Int? { declaration.read { $0.ownerSlot } }

  /// Computes a record's derived fields anew, gives it a stamp, keeps what the stored record holds that the Swift type does not know, and
  /// asks the type for problems.
  func propose(_ record: AnyRecord, _ stamp: Stamp?, _ stored: AnyRecord?) throws -> ProposedRecord {
    try declaration.read { try $0.propose(record, stamp, stored) }
  }

  /// A record of which nothing is said but its identifier.
  func blank(_ id: Identifier) throws -> AnyRecord { try declaration.read { try $0.blank(id) } }

  /// What tells declarations apart.
  package var identity: UInt { declaration.identity }

  /// The field of that name; nil when none is declared.
  ///
  /// `id` is ``idField``.
  public func field(named name: String) -> FieldDescription? {
    if let slot = slot(of: name) { return fields[slot] }
    return name == "id" ? idField : nil
  }

  /// The description of the field `id`: a reference to the record's own entity.
  public var idField: FieldDescription {
    FieldDescription(name: "id", type: .reference(to: entity), options: [.required])
  }

  /// The position of a field among ``fields``, which is its slot; nil for `id` and for names that are not declared.
  public func slot(of name: String) -> Int? { declaration.read { $0.slots[name] } }

  /// The slot of the custom fields' values, behind those of the fields.
  package var customSlot: Int { declaration.read { $0.fields.count } }

  /// The name of the entity that ``Stamp/createdBy`` and ``Stamp/updatedBy`` refer to, when an application has one.
  public static let actorEntity = "user"

  /// The fields that the store keeps on every record.
  public static let stampFields = [
    FieldDescription(name: "revision", type: .integer),
    FieldDescription(name: "createdAt", type: .instant),
    FieldDescription(name: "createdBy", type: .reference(to: actorEntity), isOptional: true),
    FieldDescription(name: "updatedAt", type: .instant),
    FieldDescription(name: "updatedBy", type: .reference(to: actorEntity), isOptional: true),
  ]

  /// What of the declaration a record does not meet: what it lacks, and texts that are too long for an index.
  func unmetDemands(of record: AnyRecord) -> [FieldProblem] { declaration.read { $0.unmetDemands(of: record) } }
}
