public import Foundation

/// A filter, a sort key or a grouping does not fit the records that it is meant for.
@nonexhaustive
public enum FilterError: Error, Hashable, Sendable {
  /// There is no field of that name, declared or custom. The entity is that at whose fields the path had arrived.
  case unknownField(String, entity: String, suggestions: [String])
  /// The path goes on behind a value that has no fields of its own.
  case notAReference(FieldPath, FieldType)
  /// The path follows a reference to records of an entity that the catalog does not have.
  case missingEntity(String, path: FieldPath)
  /// The field can't be compared with that value.
  case unsuitableValue(AnyValue, path: FieldPath, expected: FieldType, advice: String)
  /// The enumeration is closed and has no such name.
  case unknownName(String, path: FieldPath, names: [String], suggestions: [String])
  /// Values of the field have no order.
  case unordered(FieldPath, FieldType)
  /// Nothing is neither less nor greater than anything.
  case orderingWithNull(FieldPath)
  /// A test of text was asked of a field that is none.
  case notText(FieldPath, FieldType)
  /// A period was asked of a field that is neither a date nor an instant.
  case notInTime(FieldPath, FieldType)
  /// A list has several values, so a condition on it says which of them it means.
  case listNeedsAnyOrAll(FieldPath)
  /// `any` or `all` was asked of a field that is no list.
  case notAList(FieldPath, FieldType)
  /// A period relative to now, or a day of an instant, that was not replaced by points in time.
  case unresolvedPeriod(FieldPath)
  /// Conditions or names lie inside of each other more than ``FilterExpression/maximumDepth`` deep, or conditions on lists more than
  /// ``FilterExpression/maximumListDepth``.
  case tooDeep
  /// For one record the condition looks at more than ``FilterExpression/maximumElements`` elements of lists.
  case tooManyElements
}

extension FilterError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownField(let name, let entity, let suggestions):
      "\(entity) has no field “\(name)”\(Self.question(suggestions))"
    case .notAReference(let path, let type): "\(path) is \(type.phrase), so no name can follow it"
    case .missingEntity(let entity, let path): "\(path) refers to “\(entity)”, a kind of record that is not kept here"
    case .unsuitableValue(let value, let path, let expected, let advice):
      "\(path) is \(expected.phrase) and can't be compared with \(value.quoted)" + (advice.isEmpty ? "" : "; \(advice)")
    case .unknownName(let name, let path, let names, let suggestions):
      "“\(name)” is none of the names of \(path)"
        + (suggestions.isEmpty ? "; they are \(names.joined(separator: ", "))" : Self.question(suggestions))
    case .unordered(let path, let type):
      "\(path) is \(type.phrase), which is neither less nor greater than another; compare it by == or !="
    case .orderingWithNull(let path):
      "nothing is neither less nor greater than \(path); compare with null by == or !="
    case .notText(let path, let type):
      "\(path) is \(type.phrase); contains, hasPrefix, hasSuffix and matches look into text and enumerations only"
    case .notInTime(let path, let type): "\(path) is \(type.phrase); only dates and instants lie in a period"
    case .listNeedsAnyOrAll(let path): "\(path) is a list; say any(\(path), it …) or all(\(path), it …)"
    case .notAList(let path, let type): "\(path) is \(type.phrase) and no list; leave out any or all"
    case .unresolvedPeriod(let path):
      "\(path) is compared with a day or a period, which needs a calendar; resolve the filter before it is run"
    case .tooDeep:
      "the filter is nested more than \(FilterExpression.maximumDepth) deep, or any and all more than "
        + "\(FilterExpression.maximumListDepth); write it with fewer parentheses or names"
    case .tooManyElements:
      "the filter looks at too many elements of lists for one record; write it with fewer any and all inside of each other"
    }
  }

  /// The same as ``description``.
  public var errorDescription: String? { description }

  private static func question(_ suggestions: [String]) -> String {
    suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: " or "))?"
  }
}

extension AnyValue {
  /// The value as a message shows it, cut where it is too long.
  var quoted: String {
    switch self {
    case .null: "null"
    case .text(let text): text.utf8.count <= 80 ? "“\(text)”" : "“\(text.prefix(60))…”"
    case .integer(let value): "\(value)"
    case .decimal(let value): "\(value)"
    case .number(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .money(let value): "\(value)"
    case .amount(let value, let currency): "\(value) \(currency)"
    case .date(let value): "\(value)"
    case .instant(let value): "\(value)"
    case .duration(let value): value.iso8601
    case .reference(let id): "\(id)"
    case .list: "a list"
    case .group: "a group"
    }
  }
}
