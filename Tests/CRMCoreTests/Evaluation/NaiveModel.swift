import CRMCore
import Foundation

/// The semantics of filters, written down as plainly as possible over decoded values: what the compiled programs are held to.
struct NaiveModel {
  let world: World

  /// What names mean: a record's fields, or a list's element.
  enum Place {
    case record(AnyRecord)
    case element(AnyValue, FieldType)
  }

  func meets(_ filter: FilterExpression, _ place: Place) throws -> Bool {
    switch filter {
    case .constant(let value): return value
    case .and(let parts): return try parts.allSatisfy { try meets($0, place) }
    case .or(let parts): return try parts.contains { try meets($0, place) }
    case .not(let part): return try !meets(part, place)
    case .compare(let path, let comparison, let literal):
      return Self.compare(try value(path.text, place), comparison, literal)
    case .isIn(let path, let literals):
      let value = try value(path.text, place)
      return literals.contains { Self.compare(value, .equal, $0) }
    case .between(let path, let low, let high):
      let value = try value(path.text, place)
      return Self.compare(value, .greaterOrEqual, low) && Self.compare(value, .lessOrEqual, high)
    case .text(let path, let test, let words):
      guard case .text(let text) = try value(path.text, place) else { return false }
      let (whole, part) = (Array(text.utf8), Array(words.precomposedStringWithCanonicalMapping.utf8))
      switch test {
      case .contains: return Self.contains(whole, part)
      case .hasPrefix: return whole.starts(with: part)
      case .hasSuffix: return whole.reversed().starts(with: part.reversed())
      }
    case .matches(let path, let words):
      guard case .text(let text) = try value(path.text, place) else { return false }
      return Self.contains(Array(TextKey(text).value.utf8), Array(TextKey(words).value.utf8))
    case .during: throw StoreError.invalidQuery("not in the model")
    case .any(let path, let inner): return try elements(path.text, place).contains { try meets(inner, $0) }
    case .all(let path, let inner): return try elements(path.text, place).allSatisfy { try meets(inner, $0) }
    }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    part.count <= text.count && (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
  }

  // MARK: - Paths

  func value(_ path: String, _ place: Place) throws -> AnyValue {
    let names = path.split(separator: ".").map(String.init)
    switch place {
    case .record(let record): return try value(names, of: record)
    case .element(let element, let type):
      if names.first == "it" { return try follow(Array(names.dropFirst()), from: element, type) }
      if case .group(let values) = element, case .group(let fields) = type {
        guard let field = fields.first(where: { $0.name == names[0] || path.hasPrefix($0.name + ".") }) else {
          return .null
        }
        let rest = field.name == path ? [] : path.dropFirst(field.name.count + 1).split(separator: ".").map(String.init)
        return try follow(rest, from: values[field.name] ?? .null, field.type)
      }
      return try follow(names, from: element, type)
    }
  }

  private func value(_ names: [String], of record: AnyRecord) throws -> AnyValue {
    for count in stride(from: names.count, to: 0, by: -1) {
      let name = names.prefix(count).joined(separator: ".")
      let custom = world.scope.customFields[record.type.entity]?[name]
      guard let type = record.type.field(named: name)?.type ?? custom else { continue }
      let value = try record.value(of: name)
      return try follow(Array(names.dropFirst(count)), from: value, type, isIdentifier: name == "id")
    }
    throw StoreError.invalidQuery("no \(names) in \(record.type.entity)")
  }

  private func follow(
    _ names: [String], from value: AnyValue, _ type: FieldType, isIdentifier: Bool = false
  ) throws -> AnyValue {
    if case .reference(let id) = value, case .reference(let entity) = type {
      if names.isEmpty { return try isIdentifier || isSeen(id, entity) ? value : .null }
      guard let target = try target(id, entity) else { return .null }
      return try self.value(names, of: target)
    }
    if case .money(let money) = value, let member = names.first {
      return member == "amount" ? .decimal(money.amount) : .text(money.currency.code)
    }
    return value
  }

  private func target(_ id: Identifier, _ entity: String) throws -> AnyRecord? {
    guard let record = world.record(id, of: try world.catalog.type(of: entity)), try isVisible(record) else {
      return nil
    }
    return record
  }

  private func isSeen(_ id: Identifier, _ entity: String) throws -> Bool {
    try world.scope.visible[entity] == nil || target(id, entity) != nil
  }

  func isVisible(_ record: AnyRecord) throws -> Bool {
    guard let condition = world.scope.visible[record.type.entity] else { return true }
    var everything = world
    everything.scope.visible = [:]
    return try NaiveModel(world: everything).meets(condition, .record(record))
  }

  private func elements(_ path: String, _ place: Place) throws -> [Place] {
    guard case .list(let values) = try value(path, place) else { return [] }
    let context: FilterContext =
      switch place {
      case .record(let record): .record(record.type)
      case .element(_, let type): .element(type)
      }
    let type = try FieldPath(path).resolved(in: context, catalog: world.catalog, scope: world.scope).type.element
    return try values.filter { value in
      if case .reference(let id) = value, case .reference(let entity) = type { return try isSeen(id, entity) }
      return true
    }.map { .element($0, type) }
  }

  // MARK: - Values

  /// Two-valued comparison of a field's value with a literal of whatever type.
  static func compare(_ value: AnyValue, _ comparison: FilterExpression.Comparison, _ literal: AnyValue) -> Bool {
    let order = order(value, literal)
    switch comparison {
    case .equal: return order == .orderedSame
    case .notEqual: return order != .orderedSame
    case .less: return !literal.isNull && order == .orderedAscending
    case .lessOrEqual: return order == .orderedAscending || order == .orderedSame
    case .greater: return order == .orderedDescending
    case .greaterOrEqual: return order == .orderedDescending || order == .orderedSame
    }
  }

  /// How a value is ordered to a literal; nil where they are in no order, as nil is to everything else.
  private static func order(_ value: AnyValue, _ literal: AnyValue) -> ComparisonResult? {
    switch (value, literal) {
    case (.null, .null): return .orderedSame
    case (.null, _), (_, .null): return nil
    case (.instant(let instant), .date(let day)):
      let other = instant.microsecondsSince1970
      let start = Int64(day.daysSince1970) * 86_400_000_000
      return other < start ? .orderedAscending : other < start + 86_400_000_000 ? .orderedSame : .orderedDescending
    case (.money(let value), .money(let literal)):
      return value.currency == literal.currency ? order(value.minorUnits, literal.minorUnits) : nil
    case (.money(let value), _): return order(.decimal(value.amount), literal)
    case (.number(let value), .number(let literal)): return order(value, literal)
    case (.number(let value), .integer(let literal)): return order(value, Double(literal))
    case (.reference(let value), .reference(let literal)): return order(value, literal)
    case (.integer, .integer), (.integer, .decimal), (.integer, .number), (.decimal, .integer), (.decimal, .decimal),
      (.decimal, .number):
      guard let value = exact(value), let literal = exact(literal) else { return nil }
      return order(value, literal)
    default: return AnyValue.ascending(value, literal)
    }
  }

  private static func exact(_ value: AnyValue) -> ExactDecimal? {
    switch value {
    case .integer(let value): ExactDecimal(value)
    case .decimal(let value): value
    case .number(let value): try? ExactDecimal(value.description)
    default: nil
    }
  }

  private static func order<T: Comparable>(_ left: T, _ right: T) -> ComparisonResult {
    left < right ? .orderedAscending : left == right ? .orderedSame : .orderedDescending
  }
}
