extension RecordType {
  /// What a record type holds.
  final class Declaration: Sendable {
    let entity: String
    let fields: [FieldDescription]
    let indexes: [IndexDescription]
    let allowsCustomFields: Bool
    let keepsHistory: Bool
    let consequent: (any ConsequentRecord.Type)?
    let problems: [String]
    let conversions: [FieldConversion]
    let renamed: [String: String]
    let slots: [String: Int]
    private let required: [Int]
    /// Which texts each index holds that holds any.
    private let indexedTexts: [[Int]]
    let references: [Reference]
    let propose: @Sendable (_ record: AnyRecord, Stamp?, _ stored: AnyRecord?) throws -> ProposedRecord
    let blank: @Sendable (Identifier) throws -> AnyRecord
    let ownerSlot: Int?

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
      self.indexes = Declaration.indexes(of: declared, and: indexes)
      indexedTexts = self.indexes.map { [slots, fields] index in
        let held = index.fields.compactMap { slots[$0] }
        if !index.isUnique, held.count == 1, fields[held[0]].isKey { return [] }
        return held.filter { fields[$0].type.isText }
      }.filter { !$0.isEmpty }
      self.conversions = conversions
      renamed = Dictionary(
        declared.flatMap { field in field.formerNames.map { ($0, field.name) } },
        uniquingKeysWith: { first, _ in first })
      problems =
        Declaration.problems(entity: entity, fields: fields, indexes: self.indexes, slots: slots)
        + RecordType.problems(of: entity, fields: fields, conversions: conversions)
    }

    /// What of the declaration a record does not meet: what it lacks, and texts that are too long for an index.
    func unmetDemands(of record: AnyRecord) -> [FieldProblem] {
      record.storage.withSlots { slots in
        var problems = required.compactMap { slot in
          let isMissing =
            switch fields[slot].type {
            case .text, .enumeration: slots[slot].map(Declaration.isBlank) ?? true
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
            "\(entity).\(name) is a list, which can't be unique; keep what must be as records of their own, one for each"
          )
        }
      }
      return problems
    }
  }
}

extension RecordType {
  /// A field that refers to other records.
  struct Reference: Sendable {
    let slot: Int
    let field: String
    let target: String
    /// Whether it must not lead back to where it began.
    let isAcyclic: Bool
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
