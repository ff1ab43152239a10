/// A record's declaration without its Swift type: what stores, importers and reports work with.
///
/// One instance exists per declared type; two are equal when they are the same object.
public final class RecordType: Sendable {
  /// The stable name, such as `account`.
  public let entity: String
  /// All fields in the order of their slots: those that every record has (`revision`, `createdAt`, `createdBy`,
  /// `updatedAt`, `updatedBy`), then the declared ones with their derived keys.
  ///
  /// `id` is not among them.
  public let fields: [FieldDescription]
  /// All indexes and uniqueness rules: those asked for field by field, those of the references, those over several fields.
  public let indexes: [IndexDescription]
  /// Whether administrators may add fields.
  public let allowsCustomFields: Bool
  /// Whether changes are written to the history.
  public let keepsHistory: Bool
  /// The Swift type, when changes of its records have consequences.
  let consequent: (any ConsequentRecord.Type)?
  /// What contradicts itself in the declaration; a store refuses a type that has any.
  public let declarationProblems: [String]

  /// How values that were stored as other types are read.
  let conversions: [FieldConversion]
  /// The names that fields had once, and have now.
  let renamed: [String: String]
  private let slots: [String: Int]
  private let required: [Int]
  /// Which texts each index holds that holds any.
  private let indexedTexts: [[Int]]
  /// The fields that refer to other records.
  let references: [Reference]
  /// Computes a record's derived fields anew, gives it a stamp, keeps what the stored record holds that the Swift type does not know, and
  /// asks the type for problems.
  let propose: @Sendable (_ record: AnyRecord, Stamp?, _ stored: AnyRecord?) throws -> ProposedRecord

  /// A record of which nothing is said but its identifier.
  let blank: @Sendable (Identifier) throws -> AnyRecord
  /// The slot of the record's owner: the field `owner`, when it refers to an actor; nil when the type has none.
  let ownerSlot: Int?

  /// A field that refers to other records.
  struct Reference: Sendable {
    let slot: Int
    let field: String
    let target: String
    /// Whether it must not lead back to where it began.
    let isAcyclic: Bool
  }

  init(
    entity: String, declared: [FieldDescription], indexes: [IndexDescription], conversions: [FieldConversion],
    allowsCustomFields: Bool, keepsHistory: Bool, consequent: (any ConsequentRecord.Type)?,
    blank: @escaping @Sendable (Identifier) throws -> AnyRecord,
    propose: @escaping @Sendable (AnyRecord, Stamp?, AnyRecord?) throws -> ProposedRecord
  ) {
    self.entity = entity
    fields = RecordType.stampFields + declared
    self.allowsCustomFields = allowsCustomFields
    self.keepsHistory = keepsHistory
    self.consequent = consequent
    self.blank = blank
    self.propose = propose
    ownerSlot = fields.firstIndex { $0.name == "owner" && $0.type == .reference(to: RecordType.actorEntity) }
    required = fields.indices.filter { [fields] slot in fields[slot].options.contains(.required) }
    references = fields.enumerated().compactMap { slot, field in
      guard field.onDelete != nil, let target = field.target else { return nil }
      return Reference(
        slot: slot, field: field.name, target: target, isAcyclic: field.options.contains(.acyclic))
    }
    slots = Dictionary(
      fields.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    self.indexes = RecordType.indexes(of: declared, and: indexes)
    indexedTexts = self.indexes.map { [slots, fields] index in
      let held = index.fields.compactMap { slots[$0] }
      if !index.isUnique, held.count == 1, fields[held[0]].isKey { return [] }
      return held.filter { fields[$0].type.isText }
    }.filter { !$0.isEmpty }
    self.conversions = conversions
    renamed = Dictionary(
      declared.flatMap { field in field.formerNames.map { ($0, field.name) } }, uniquingKeysWith: { first, _ in first })
    declarationProblems =
      RecordType.problems(entity: entity, fields: fields, indexes: self.indexes, slots: slots)
      + RecordType.problems(of: entity, fields: fields, conversions: conversions)
  }

  /// The field of that name; nil when none is declared.
  ///
  /// `id` is ``idField``.
  public func field(named name: String) -> FieldDescription? {
    if let slot = slots[name] { return fields[slot] }
    return name == "id" ? idField : nil
  }

  /// The description of the field `id`: a reference to the record's own entity.
  public var idField: FieldDescription {
    FieldDescription(name: "id", type: .reference(to: entity), options: [.required])
  }

  /// The position of a field among ``fields``, which is its slot; nil for `id` and for names that are not declared.
  public func slot(of name: String) -> Int? { slots[name] }

  /// The slot of the custom fields' values, behind those of the fields.
  package var customSlot: Int { fields.count }

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
  func unmetDemands(of record: AnyRecord) -> [FieldProblem] {
    record.storage.withSlots { slots in
      var problems = required.compactMap { slot in
        let isMissing =
          switch fields[slot].type {
          case .text, .enumeration: slots[slot].map(RecordType.isBlank) ?? true
          case .list: slots[slot].map(\.isEmpty) ?? true
          default: slots[slot] == nil
          }
        return isMissing ? FieldProblem(fields[slot].name, "is required") : nil
      }
      for texts in indexedTexts {
        var (longest, most, total) = (0, 0, 0)
        for slot in texts {
          let count = slots[slot]?.count ?? 0
          total += count
          if count > most { (longest, most) = (slot, count) }
        }
        let limit = IndexDescription.mostTextBytes
        guard total > limit else { continue }
        let name = fields[longest].name
        guard !problems.contains(where: { $0.field == name }) else { continue }
        problems.append(
          FieldProblem(
            name, "is too long for an index, which takes \(limit) bytes of a record's texts and would hold \(total)"))
      }
      return problems
    }
  }

  /// Whether a text holds no visible character.
  private static func isBlank(_ text: UnsafeRawBufferPointer) -> Bool {
    // Most begin with one, and with an ASCII letter at that.
    if let first = text.first, first > 0x20, first < 0x7F { return false }
    return ValueCoding.text(text).allSatisfy(\.isWhitespace)
  }

  private static func indexes(of fields: [FieldDescription], and compound: [IndexDescription]) -> [IndexDescription] {
    var indexes: [IndexDescription] = []
    for field in fields {
      if field.options.contains(.unique) { indexes.append(IndexDescription(fields: [field.name], isUnique: true)) }
      if field.options.contains(.indexed) || field.onDelete != nil {
        indexes.append(IndexDescription(fields: [field.name], isUnique: false))
      }
    }
    return indexes + compound
  }

  private static func problems(
    entity: String, fields: [FieldDescription], indexes: [IndexDescription], slots: [String: Int]
  ) -> [String] {
    var problems: [String] = []
    for (slot, field) in fields.enumerated() where slots[field.name] != slot || field.name == "id" {
      problems.append("\(entity) declares “\(field.name)” twice, or takes the name of a field that every record has")
    }
    for field in fields where field.options.contains(.column) && field.type.columnForm == nil {
      problems.append("\(entity).\(field.name) is a \(field.type), which can't be a column")
    }
    for field in fields where field.options.contains(.acyclic) && field.type != .reference(to: entity) {
      problems.append(
        "\(entity).\(field.name) is a \(field.type), which can't be acyclic; only a reference to \(entity) can")
    }
    for field in fields where field.onDelete == .nullify && !field.canLoseReference {
      problems.append(
        "\(entity).\(field.name) must hold a reference, and loses it when its target is deleted; "
          + "make it optional, or restrict or cascade the deletion")
    }
    for field in fields {
      guard case .list(.group(let parts)) = field.type else { continue }
      for part in parts where part.name.split(separator: ".").first == "it" {
        problems.append(
          "\(entity).\(field.name) declares “\(part.name)”, but “it” is the element itself in a condition on a list's elements; "
            + "choose another name")
      }
    }
    for index in indexes {
      for name in index.fields {
        guard let slot = slots[name] else {
          problems.append("an index of \(entity) names “\(name)”, which is not declared")
          continue
        }
        guard index.isUnique, case .list = fields[slot].type else { continue }
        problems.append(
          "\(entity).\(name) is a list, which can't be unique; keep what must be as records of their own, one for each")
      }
    }
    return problems
  }
}

extension FieldType {
  /// Whether a value is kept as text.
  fileprivate var isText: Bool {
    switch self {
    case .text, .enumeration: true
    default: false
    }
  }
}

extension FieldDescription {
  /// Whether a record is still accepted when this field has lost its only reference.
  fileprivate var canLoseReference: Bool {
    if options.contains(.required) { return false }
    if case .reference = type { return isOptional }
    return true
  }
}

extension RecordType: Hashable {
  /// Whether they are the same declaration.
  public static func == (left: RecordType, right: RecordType) -> Bool { left === right }

  /// Feeds what equality depends on.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
