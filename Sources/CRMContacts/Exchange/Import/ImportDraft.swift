import CRMCore
import Foundation

/// What one row of a file says about one record, before the store was asked anything.
struct ImportDraft {
  /// A text that is to lead to a record.
  struct PendingReference {
    let field: ImportPlan.Field
    let plan: ImportPlan.Reference
    let text: String
    /// The look-up that the text is for, among ``ImportPlan/lookups``: by identifier where it is one.
    let lookup: Int?
    /// The record, once it is found.
    var id: Identifier?

    init(_ field: ImportPlan.Field, _ plan: ImportPlan.Reference, _ text: String) {
      self.field = field
      self.plan = plan
      self.text = text
      lookup = plan.byID != nil && (plan.byField == nil || Identifier(text) != nil) ? plan.byID : plan.byField
    }
  }

  let line: Int
  /// The identifier that the row names.
  var id: Identifier?
  /// The text of the key that the row names.
  var key: String?
  /// The other values by field; null where the field is to be cleared.
  var values: [String: AnyValue] = [:]
  /// The references in the order of their fields and lists.
  var references: [PendingReference] = []
  /// What is wrong, field by field.
  var problems: [FieldProblem] = []
  /// The labels of the fields whose cells could not be read and were left out.
  var leftOut: [String] = []
  /// Whether no cell holds anything.
  var isBlank = false

  /// The text form of a field's value; nil where the row gives none.
  func text(of field: String) -> String? { field == "id" ? id?.description : values[field]?.text }

  /// The key as rows of the same record share it, which differ in letter case perhaps.
  var foldedKey: String? { key.map(TextKey.fold) }
}

extension ImportPlan {
  /// Reads a row.
  func draft(of row: CSVRow) -> ImportDraft {
    var draft = ImportDraft(line: row.line)
    let cells = row.fields.enumerated().lazy.filter { !ownColumns.contains($0.offset) }.map(\.element)
    draft.isBlank = cells.allSatisfy { $0.allSatisfy(\.isWhitespace) }
    if draft.isBlank { return draft }
    draft.problems = damage(of: row)
    guard draft.problems.isEmpty else { return draft }
    draft.values.reserveCapacity(fields.count)
    var chosen: [String: String] = [:]
    for field in fields { read(field, of: row, into: &draft, &chosen) }
    draft.id = draft.values.removeValue(forKey: "id")?.references.first
    draft.key = key.flatMap(draft.text)
    return draft
  }

  /// What makes a row unfit to be read at all.
  private func damage(of row: CSVRow) -> [FieldProblem] {
    var problems = row.faults.filter { $0.kind != .strayQuote }
      .map { FieldProblem("the row", "is damaged at \($0)") }
    let surplus = row.fields.dropFirst(header.count)
    if row.fields.count < header.count || !surplus.allSatisfy(\.isEmpty) {
      let count = row.fields.count == 1 ? "1 value" : "\(row.fields.count) values"
      let advice =
        !problems.isEmpty
        ? ""
        : surplus.isEmpty
          ? "; is a line break in it unquoted?" : "; quote values that hold the delimiter"
      problems.append(FieldProblem("the row", "has \(count) for \(header.count) columns\(advice)"))
    }
    return problems
  }

  private func read(
    _ field: Field, of row: CSVRow, into draft: inout ImportDraft, _ chosen: inout [String: String]
  ) {
    do {
      if case .list = field.type {
        try readList(field, of: row, into: &draft, chosen)
        return
      }
      guard let text = text(of: field, in: row) else {
        if field.clears { draft.values[field.name] = .null }
        return
      }
      if field.isExcepted { chosen[field.name] = text }
      if let reference = field.reference {
        draft.references.append(.init(field, reference, text))
      } else {
        draft.values[field.name] = try field.reader.value(of: text)
      }
    } catch {
      draft.refuse(field, "\(error)")
    }
  }

  // MARK: Single values

  private func text(of field: Field, in row: CSVRow) -> String? {
    if let joiner = field.mapping.joiner {
      let joined = field.sources.flatMap { texts(of: $0, field, in: row) }.joined(separator: joiner)
      return joined.isEmpty ? fallback(of: field) : joined
    }
    for source in field.sources {
      if let text = firstText(of: source, field, in: row) { return text }
    }
    return fallback(of: field)
  }

  private func fallback(of field: Field) -> String? { field.mapping.constant ?? field.mapping.defaultText }

  /// The texts of a cell that hold something, replaced as the mapping says.
  private func texts(of source: Source, _ field: Field, in row: CSVRow) -> [String] {
    let cell = cell(of: source, field, in: row)
    guard let separator = field.separator(in: cell) else { return field.meaning(of: cell).map { [$0] } ?? [] }
    return cell.components(separatedBy: separator).compactMap { field.meaning(of: field.trims ? $0.trimmed : $0) }
  }

  /// The first of them.
  private func firstText(of source: Source, _ field: Field, in row: CSVRow) -> String? {
    let cell = cell(of: source, field, in: row)
    return field.separator(in: cell) == nil ? field.meaning(of: cell) : texts(of: source, field, in: row).first
  }

  private func cell(of source: Source, _ field: Field, in row: CSVRow) -> String {
    field.trims ? row.fields[source.column].trimmed : row.fields[source.column]
  }

  // MARK: Lists

  private func readList(
    _ field: Field, of row: CSVRow, into draft: inout ImportDraft, _ chosen: [String: String]
  ) throws {
    var elements: [AnyValue] = []
    var isGiven = false
    let excepted = field.mapping.exceptedField.flatMap { chosen[$0] }
    for source in field.sources {
      for text in texts(of: source, field, in: row) {
        isGiven = true
        for element in try elementTexts(of: text, field) where element != excepted {
          try append(element, of: source, field, to: &elements, &draft)
        }
      }
    }
    if !isGiven, let text = fallback(of: field) {
      isGiven = true
      for element in try elementTexts(of: text, field) { try append(element, of: nil, field, to: &elements, &draft) }
    }
    if isGiven {
      draft.values[field.name] = .list(elements)
    } else if field.clears {
      draft.values[field.name] = .null
    }
  }

  /// The texts of a list's elements: those of a list in JSON, or the one text.
  private func elementTexts(of text: String, _ field: Field) throws -> [String] {
    guard text.hasPrefix("["), field.mapping.separator == nil, field.mapping.elementField == nil else { return [text] }
    if text == "[]" { return [] }
    if case .group = field.type.element { return [text] }
    guard case .list(let values) = try AnyValue(text: text, as: .list(.text)) else { return [] }
    return values.compactMap(\.text)
  }

  private func append(
    _ text: String, of source: Source?, _ field: Field, to elements: inout [AnyValue], _ draft: inout ImportDraft
  ) throws {
    if let reference = field.reference {
      draft.references.append(.init(field, reference, text))
    } else if let name = field.mapping.elementField {
      var group = source?.elementValues ?? [:]
      group[name] = try field.reader.value(of: text)
      elements.append(.group(group))
    } else if case .group = field.type.element {
      let isList = text.hasPrefix("[")
      let value = try AnyValue(text: text, as: isList ? field.type : field.type.element)
      if case .list(let values) = value { elements += values } else { elements.append(value) }
    } else {
      elements.append(try field.reader.value(of: text))
    }
  }
}

extension ImportPlan.Field {
  /// What parts the values of a cell, if it has several.
  fileprivate func separator(in cell: String) -> String? {
    guard let separator = mapping.separator, let first = separator.utf8.first, cell.utf8.contains(first) else {
      return nil
    }
    return separator
  }

  /// What a text stands for; nil for nothing.
  fileprivate func meaning(of text: String) -> String? {
    guard let text = substitutions.replacement(for: text), !text.isEmpty else { return nil }
    return text
  }
}

extension ImportDraft {
  /// Notes that a field's cells can't be taken: a problem of the row, unless the mapping lets go of such cells.
  mutating func refuse(_ field: ImportPlan.Field, _ reason: String) {
    if field.mapping.ignoresInvalid {
      leftOut.append(field.label)
    } else {
      problems.append(FieldProblem(field.name, reason))
    }
  }
}

extension String {
  /// The text without white space around it.
  var trimmed: String {
    let isBare = { (byte: UInt8?) in byte.map { 0x21...0x7E ~= $0 } ?? true }
    if isBare(utf8.first) && isBare(utf8.last) { return self }
    let scalars = unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[start...end])
  }
}
