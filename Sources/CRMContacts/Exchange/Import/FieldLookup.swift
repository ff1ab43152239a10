import CRMCore

/// Finds the records of one type by the text of one of their fields, as people write it.
///
/// A text is found exactly, else by its `TextKey`, else by its key without spaces (`GTXPro` is `GTX Pro`). Where an
/// index answers, it is asked for all texts of a transaction at once; otherwise all records are read once. What was read
/// is kept up to date with what the import writes.
final class FieldLookup {
  /// What a text leads to.
  enum Match: Equatable {
    case found(Identifier)
    case missing
    /// So many records are equally good.
    case ambiguous(Int)
  }

  private let type: RecordType
  private let field: String
  /// Reads what a text says; for a field that is none of the declared ones and has no definition any more, as text.
  private let reader: ValueReader
  /// The field that an index is asked by, the field's derived key where it has one; nil where there is no index.
  private let indexedField: String?
  private let asksByKey: Bool
  private let foldsText: Bool
  /// Whether answers outlive their transaction: not where the import itself writes such records.
  private let remembers: Bool
  private var known: [String: Identifier] = [:]
  /// What the index was asked for in the present transaction.
  private var asked: Set<String> = []
  private var answers: FieldValueTable
  private var everything: FieldValueTable?

  init(_ lookup: ImportPlan.Lookup, type fieldType: FieldType, remembers: Bool) {
    type = lookup.type
    field = lookup.field
    reader = ValueReader(fieldType)
    self.remembers = remembers
    let indexes = lookup.type.indexes.filter { $0.fields == [lookup.field] }
    let key = lookup.field + ".key"
    asksByKey = lookup.type.field(named: key) != nil
    indexedField = asksByKey ? key : indexes.isEmpty ? nil : lookup.field
    // What must be unique as it is written may differ in letter case alone, as the identifiers of some systems do.
    foldsText = fieldType == .text && (asksByKey || !indexes.contains(where: \.isUnique))
    answers = FieldValueTable(of: lookup.field, foldsText: foldsText)
  }

  /// The record that a text means.
  ///
  /// - Parameter ignoringSpaces: Whether texts that differ in spaces alone are the same.
  func find(_ text: String, in context: borrowing ReadContext, ignoringSpaces: Bool = true) async throws -> Match {
    if let id = known[text] { return .found(id) }
    let match = try await search(text, in: context, ignoringSpaces: ignoringSpaces)
    if remembers, case .found(let id) = match { known[text] = id }
    return match
  }

  private func search(
    _ text: String, in context: borrowing ReadContext, ignoringSpaces: Bool
  ) async throws -> Match {
    guard let value = try? reader.value(of: text) else { return .missing }
    if field == "id" {
      guard let id = value.references.first else { return .missing }
      return try await context.record(RecordKey(entity: type.entity, id: id)) == nil ? .missing : .found(id)
    }
    if indexedField != nil {
      try await ask([value], limit: 100, in: context)
      if let match = answers.match(value, exactly: !asksByKey) { return match }
    }
    guard indexedField == nil || foldsText && (ignoringSpaces || !asksByKey) else { return .missing }
    return try await all(in: context).match(value, ignoringSpaces: ignoringSpaces) ?? .missing
  }

  // MARK: By index

  /// Takes note that a transaction begins in which these texts will be looked for.
  ///
  /// What earlier ones were told may not hold any more, since others may have written in between.
  func begin(lookingFor texts: Set<String>, in context: borrowing ReadContext) async throws {
    asked = []
    answers = FieldValueTable(of: field, foldsText: foldsText)
    guard indexedField != nil else { return }
    let values = texts.lazy.filter { self.known[$0] == nil }.compactMap { try? self.reader.value(of: $0) }
    // Where many records share their values, each is asked for when it is needed, and not all of them are read.
    try await ask(Array(values), limit: 100 + 2 * values.count, in: context)
  }

  /// Asks the index for what it was not asked yet.
  private func ask(_ values: [AnyValue], limit: Int, in context: borrowing ReadContext) async throws {
    guard let indexedField else { return }
    var questions: [String: AnyValue] = [:]
    for value in values {
      let question = question(value)
      if let text = question.text, !asked.contains(text) { questions[text] = question }
    }
    guard !questions.isEmpty else { return }
    let condition = FilterExpression.isIn(FieldPath(indexedField), Array(questions.values))
    let records = try await context.records(RecordQuery(type, where: condition, limit: limit))
    guard records.count < limit || questions.count == 1 else { return }
    asked.formUnion(questions.keys)
    for record in records { answers.insert(record) }
  }

  /// What the index is asked for a value.
  private func question(_ value: AnyValue) -> AnyValue {
    if asksByKey, case .text(let text) = value { return .text(TextKey.fold(text)) }
    return value
  }

  private func wasAsked(for record: AnyRecord) -> Bool {
    guard !asked.isEmpty, let value = try? record.value(of: field), let text = question(value).text else {
      return false
    }
    return asked.contains(text)
  }

  // MARK: All records

  /// The table of all records, read page by page when it is first needed.
  private func all(in context: borrowing ReadContext) async throws -> FieldValueTable {
    if let everything { return everything }
    var table = FieldValueTable(of: field, foldsText: foldsText)
    var query = RecordQuery(type, limit: 1000)
    while true {
      let page = try await context.records(query)
      for record in page { table.insert(record) }
      guard page.count == 1000, let last = page.last else { break }
      query.after = RecordCursor(keys: [], id: last.id)
    }
    everything = table
    return table
  }

  // MARK: What the import writes

  /// Takes note of a record that the import wrote.
  func note(_ after: AnyRecord, replacing before: AnyRecord?) {
    if let before { remove(before) }
    if wasAsked(for: after) { answers.insert(after) }
    everything?.insert(after)
  }

  /// Takes note that a record that the import wrote is gone again.
  func forget(_ record: AnyRecord) {
    known = known.filter { $0.value != record.id }
    remove(record)
  }

  private func remove(_ record: AnyRecord) {
    answers.remove(record)
    everything?.remove(record)
  }

  /// Forgets everything, since what was written was taken back.
  func reset() {
    known = [:]
    asked = []
    answers = FieldValueTable(of: field, foldsText: foldsText)
    everything = nil
  }
}
