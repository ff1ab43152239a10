import CRMCore
import Foundation

/// A mapping that was checked against a file's header and a record's fields: which cell is read how into which field.
struct ImportPlan {
  /// A cell that a field's value comes from.
  struct Source {
    let column: Int
    let name: String
    /// The other fields of a list's group.
    let elementValues: [String: AnyValue]
  }

  /// How a reference's text leads to a record.
  struct Reference {
    /// The look-up, among ``ImportPlan/lookups``, by the field that the mapping names; nil when only identifiers lead
    /// anywhere.
    let byField: Int?
    /// The look-up by identifier; nil when the mapping names a field.
    let byID: Int?
    /// Whether a record is created when there is none.
    let mayCreate: Bool
  }

  /// Where one field's value comes from.
  ///
  /// A class, for it is large and handed on for every cell.
  final class Field {
    let name: String
    let type: FieldType
    let mapping: FieldMapping
    let sources: [Source]
    let reader: ValueReader
    let substitutions: Substitutions
    let reference: Reference?
    /// Whether an empty cell clears the field.
    let clears: Bool
    /// Whether spaces around the cell's text are removed.
    let trims: Bool
    /// Whether a list leaves out what this field holds.
    let isExcepted: Bool
    /// How messages call the field: by its name and its columns.
    let label: String

    init(
      _ name: String, _ type: FieldType, _ mapping: FieldMapping, from sources: [Source], reader: ValueReader,
      reference: Reference?, in whole: ImportMapping
    ) {
      self.name = name
      self.type = type
      self.mapping = mapping
      self.sources = sources
      self.reader = reader
      self.reference = reference
      substitutions = Substitutions(mapping.substitutions)
      clears = whole.emptyCells == .clear
      trims = whole.trimsText || !type.element.isAnyText
      isExcepted = whole.fields.values.contains { $0.exceptedField == name }
      let columns = sources.map(\.name).filter { $0 != name }
      label = columns.isEmpty ? name : "\(name) (\(columns.joined(separator: ", ")))"
    }
  }

  /// A way to find records of a type by a field.
  struct Lookup: Hashable {
    let type: RecordType
    /// The field; `id` for the identifier.
    let field: String
  }

  let type: RecordType
  /// The names of the columns of the file.
  let header: [String]
  /// The positions of the columns `line` and `reasons`, which an earlier import wrote.
  let ownColumns: Set<Int>
  /// The mapped fields; those that need the others' texts come last.
  let fields: [Field]
  /// Those of the fields that are references.
  let references: [Field]
  /// The look-ups that the references need.
  let lookups: [Lookup]
  /// The field by which records that exist are found.
  let key: String?
  /// The columns that no field takes and the mapping does not ignore.
  let unmappedColumns: [String]

  /// A problem as a message, with the names of the columns.
  func message(_ problem: FieldProblem) -> String {
    let label = fields.first { $0.name == problem.field }?.label ?? problem.field
    return label + (problem.reason.hasPrefix("“") ? ": " : " ") + problem.reason
  }
}

/// Texts that stand for others.
struct Substitutions {
  private let exact: [String: String?]
  private let byKey: [TextKey: String?]

  init(_ substitutions: [String: String?]) {
    exact = substitutions
    byKey = Dictionary(
      substitutions.sorted { $0.key < $1.key }.map { (TextKey($0.key), $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What a text stands for; nil for nothing.
  func replacement(for text: String) -> String? {
    if exact.isEmpty { return text }
    if let known = exact[text] { return known }
    return byKey[TextKey(text)] ?? text
  }
}

extension FieldType {
  /// Whether every text is a value, so that spaces around it may be meant.
  fileprivate var isAnyText: Bool {
    switch self {
    case .text, .group: true
    case .enumeration(let type): type.isOpen
    default: false
    }
  }
}
