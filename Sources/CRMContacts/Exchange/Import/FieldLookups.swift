import CRMCore

/// The look-ups of one import: those of its references, and that of its key.
struct FieldLookups {
  private let all: [FieldLookup]
  private let types: [RecordType]
  /// Finds the record that a row is about.
  let key: FieldLookup?

  init(for plan: ImportPlan, customFields: [String: [String: CustomField]]) {
    func lookup(_ lookup: ImportPlan.Lookup) -> FieldLookup {
      let custom = customFields[lookup.type.entity]?[lookup.field]?.fieldType
      let type = lookup.type.field(named: lookup.field)?.type ?? custom ?? .text
      return FieldLookup(lookup, type: type, remembers: lookup.type != plan.type)
    }
    all = plan.lookups.map(lookup)
    types = plan.lookups.map(\.type)
    key = plan.key.map { lookup(ImportPlan.Lookup(type: plan.type, field: $0)) }
    ownType = plan.type
  }

  private let ownType: RecordType

  subscript(position: Int) -> FieldLookup { all[position] }

  /// Takes note that a transaction begins in which these rows will be written.
  func begin(with drafts: [ImportDraft], in context: borrowing ReadContext) async throws {
    var texts = all.map { _ in Set<String>() }
    var keys: Set<String> = []
    for draft in drafts {
      for reference in draft.references {
        if let lookup = reference.lookup { texts[lookup].insert(reference.text) }
      }
      if let key = draft.key { keys.insert(key) }
    }
    for (lookup, texts) in zip(all, texts) { try await lookup.begin(lookingFor: texts, in: context) }
    try await key?.begin(lookingFor: keys, in: context)
  }

  /// Takes note of a record that the import wrote.
  func note(_ after: AnyRecord, replacing before: AnyRecord? = nil) {
    for (lookup, type) in zip(all, types) where type == after.type { lookup.note(after, replacing: before) }
    if after.type == ownType { key?.note(after, replacing: before) }
  }

  /// Takes note that a record that the import wrote is gone again.
  func forget(_ record: AnyRecord) {
    for (lookup, type) in zip(all, types) where type == record.type { lookup.forget(record) }
    if record.type == ownType { key?.forget(record) }
  }

  /// Forgets everything, since what was written was taken back.
  func reset() {
    all.forEach { $0.reset() }
    key?.reset()
  }
}
