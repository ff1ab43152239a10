import CRMCore
public import Foundation

/// A mapping that can't be used, with everything that is wrong with it.
public struct ImportMappingError: Error, Hashable {
  /// One thing that is wrong with a mapping.
  @nonexhaustive
  public enum Problem: Hashable, Sendable {
    /// It can't be read at all.
    case malformed(String)
    /// An option does not exist. The place is the field or column that it stands at, empty for the mapping itself.
    case unknownOption(String, place: String, suggestions: [String])
    /// The mapping is for another kind of record.
    case otherEntity(String, imported: String)
    /// The record has no such field.
    case unknownField(String, entity: String, suggestions: [String])
    /// The store itself writes the field.
    case unwritableField(String, reason: String)
    /// The file has no such column.
    case unknownColumn(String, field: String, suggestions: [String])
    /// A field has neither a column nor a constant.
    case withoutSource(field: String)
    /// An option does not fit the field that it stands at.
    case unusableOption(String, field: String, reason: String)
    /// The key of the import is not among the mapped fields.
    case unmappedKey(String, suggestions: [String])
    /// There is no kind of record of that name to create.
    case unknownEntity(String, suggestions: [String])
    /// No column is one of the record's fields.
    case nothingMatches(entity: String, columns: [String])
  }

  /// What is wrong: everything.
  public let problems: [Problem]

  /// Creates the error.
  public init(_ problems: [Problem]) { self.problems = problems }
}

extension ImportMappingError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String { problems.map(\.description).joined(separator: "; ") }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}

extension ImportMappingError.Problem: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .malformed(let reason): "the mapping can't be read: \(reason)"
    case .unknownOption(let name, let place, let suggestions):
      "\(place.isEmpty ? "the mapping" : "“\(place)”") has no option “\(name)”\(Self.hint(suggestions))"
    case .otherEntity(let entity, let imported):
      "the mapping is for \(entity), not for \(imported); use the one that belongs to the file"
    case .unknownField(let name, let entity, let suggestions):
      "\(entity) has no field “\(name)”\(Self.hint(suggestions))"
    case .unwritableField(let name, let reason): "“\(name)” can't be imported: \(reason)"
    case .unknownColumn(let name, let field, let suggestions):
      "the file has no column “\(name)”, which the mapping takes \(field) from\(Self.hint(suggestions))"
    case .withoutSource(let field): "“\(field)” needs a column or a constant"
    case .unusableOption(let option, let field, let reason): "the option \(option) of “\(field)”: \(reason)"
    case .unmappedKey(let name, let suggestions):
      "the key “\(name)” is not among the fields that the file gives\(Self.hint(suggestions))"
    case .unknownEntity(let name, let suggestions): "there is no kind of record “\(name)”\(Self.hint(suggestions))"
    case .nothingMatches(_, let columns) where columns.isEmpty: "the file is empty; it needs a header at least"
    case .nothingMatches(let entity, let columns):
      "no column is a field of \(entity): \(Self.some(of: columns)); write a mapping"
    }
  }

  /// The first of many columns, the beginnings of long ones: the file may be anything.
  private static func some(of columns: [String]) -> String {
    let shown = columns.prefix(10).map { $0.count > 40 ? $0.prefix(40) + "…" : $0 }
    return (shown + (columns.count > 10 ? ["…"] : [])).joined(separator: ", ")
  }

  private static func hint(_ suggestions: [String]) -> String {
    suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: " or "))?"
  }
}
