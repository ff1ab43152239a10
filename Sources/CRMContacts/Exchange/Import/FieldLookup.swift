import CRMCore

/// Finds the records of one type by the text of one of their fields, as people write it.
///
/// A text is found exactly, else by its `TextKey`, else by its key without spaces (`GTXPro` is `GTX Pro`). Where an
/// index answers, it is asked and the answer remembered; otherwise all records are read once and kept up to date with
/// what the import writes.
final class FieldLookup {
  /// What a text leads to.
  enum Match: Equatable {
    case found(Identifier)
    case missing
    /// So many records are equally good.
    case ambiguous(Int)
  }

  /// The identifiers of records by what a field of them holds.
  private struct Table {
    var exact: [AnyValue: [Identifier]] = [:]
    var folded: [String: [Identifier]] = [:]
    var withoutSpaces: [String: [Identifier]] = [:]
  }

  private let type: RecordType
  private let field: String
  /// Reads what a text says; nil for a field that is none of the declared ones and has no definition any more.
  private let reader: ValueReader
  /// The field's derived key, which has an index.
  private let keyField: String?
  private let isIndexed: Bool
  private let foldsText: Bool
  /// Whether answers are remembered: not where the import itself writes such records.
  private let remembers: Bool
  private var known: [String: Identifier] = [:]
  private var table: Table?

  init(_ lookup: ImportPlan.Lookup, type fieldType: FieldType, remembers: Bool) {
    type = lookup.type
    field = lookup.field
    reader = ValueReader(fieldType)
    self.remembers = remembers
    let key = lookup.field + ".key"
    keyField = lookup.type.field(named: key) == nil ? nil : key
    let indexes = lookup.type.indexes.filter { $0.fields == [lookup.field] }
    isIndexed = !indexes.isEmpty
    // What must be unique as it is written may differ in letter case alone, as the identifiers of some systems do.
    foldsText = fieldType == .text && (keyField != nil || !indexes.contains(where: \.isUnique))
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
    if let keyField {
      let sameKey = try await records(where: keyField, .text(TextKey.fold(text)), in: context)
      let exact = try sameKey.filter { try $0.value(of: field) == value }
      if let match = Match(exact.isEmpty ? sameKey.map(\.id) : exact.map(\.id)) { return match }
    } else {
      let exact =
        try await isIndexed ? records(where: field, value, in: context).map(\.id) : all(in: context).exact[value] ?? []
      if let match = Match(exact) { return match }
      if foldsText, let match = Match(try await all(in: context).folded[TextKey.fold(text)] ?? []) { return match }
    }
    guard ignoringSpaces, foldsText else { return .missing }
    return Match(try await all(in: context).withoutSpaces[TextKey(text).withoutSpaces] ?? []) ?? .missing
  }

  private func records(where field: String, _ value: AnyValue, in context: borrowing ReadContext) async throws
    -> [AnyRecord]
  {
    try await context.records(RecordQuery(type, where: .compare(FieldPath(field), .equal, value), limit: 100))
  }

  // MARK: All records

  /// The table of all records, read page by page when it is first needed.
  private func all(in context: borrowing ReadContext) async throws -> Table {
    if let table { return table }
    var table = Table()
    var query = RecordQuery(type, limit: 1000)
    while true {
      let page = try await context.records(query)
      for record in page { add(record, to: &table) }
      guard page.count == 1000, let last = page.last else { break }
      query.after = RecordCursor(keys: [], id: last.id)
    }
    self.table = table
    return table
  }

  private func add(_ record: AnyRecord, to table: inout Table) {
    change(record, in: &table) { $0.append(record.id) }
  }

  private func change(_ record: AnyRecord, in table: inout Table, _ body: (inout [Identifier]) -> Void) {
    guard let value = try? record.value(of: field), !value.isNull else { return }
    body(&table.exact[value, default: []])
    guard foldsText, case .text(let text) = value else { return }
    let key = TextKey(text)
    body(&table.folded[key.value, default: []])
    body(&table.withoutSpaces[key.withoutSpaces, default: []])
  }

  /// Takes note of a record that the import wrote.
  func note(_ after: AnyRecord, replacing before: AnyRecord?) {
    guard var table else { return }
    // Held once only, or its dictionaries would be copied.
    self.table = nil
    if let before { change(before, in: &table) { $0.removeAll { $0 == before.id } } }
    add(after, to: &table)
    self.table = table
  }

  /// Takes note that a record that the import wrote is gone again.
  func forget(_ record: AnyRecord) {
    known = known.filter { $0.value != record.id }
    guard var table else { return }
    self.table = nil
    change(record, in: &table) { $0.removeAll { $0 == record.id } }
    self.table = table
  }

  /// Forgets everything, since what was written was taken back.
  func reset() {
    known = [:]
    table = nil
  }
}

extension FieldLookup.Match {
  /// The one record, or that there are several; nil for none.
  fileprivate init?(_ candidates: [Identifier]) {
    guard let first = candidates.first else { return nil }
    self = candidates.count == 1 ? .found(first) : .ambiguous(candidates.count)
  }
}
