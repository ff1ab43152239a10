import CRMCore
import Foundation

extension PlainModel {
  /// Where a name is looked up.
  enum Context {
    case record(Row, RecordType)
    case element(AnyValue, FieldType)
  }

  /// The value at the end of a path; null where a reference on the way leads nowhere.
  func value(_ path: FieldPath, _ context: Context) -> AnyValue {
    value(path.names[...], context)
  }

  private func value(_ names: ArraySlice<Substring>, _ context: Context) -> AnyValue {
    switch context {
    case .record(let row, let type):
      return longest(names) { name in
        // The row itself is seen, or it would not be here.
        if name == "id" { return (row["id"] ?? .null, names.count == 1 ? .text : type.idField.type) }
        if let field = type.field(named: name) { return (row[name] ?? .null, field.type) }
        guard let definition = definitions(of: type.entity)[name] else { return nil }
        // A value that was written under another definition does not count.
        return (row[name].flatMap { definition.fits($0) ? $0 : nil } ?? .null, definition.type)
      }
    case .element(let value, let type):
      if names.first == "it" { return follow(value, type, names.dropFirst()) }
      guard case .group(let values) = value, case .group(let fields) = type else { return follow(value, type, names) }
      return longest(names) { name in
        fields.first { $0.name == name }.map { (values[name] ?? .null, $0.type) }
      }
    }
  }

  /// Names of nested values have points themselves, so the longest name that is a field's is meant.
  private func longest(_ names: ArraySlice<Substring>, _ find: (String) -> (AnyValue, FieldType)?) -> AnyValue {
    for count in stride(from: names.count, to: 0, by: -1) {
      if let (value, type) = find(names.prefix(count).joined(separator: ".")) {
        return follow(value, type, names.dropFirst(count))
      }
    }
    return .null
  }

  private func follow(_ value: AnyValue, _ type: FieldType, _ rest: ArraySlice<Substring>) -> AnyValue {
    guard let next = rest.first else { return isSeen(value, type) ? value : .null }
    switch (value, type) {
    case (.money(let money), _): return next == "amount" ? .decimal(money.amount) : .text(money.currency.code)
    case (.reference(let id), .reference(let entity)):
      guard let target = try? catalog.type(of: entity), let row = self[RecordKey(entity: entity, id: id)],
        isVisible(row, target)
      else { return .null }
      return self.value(rest, .record(row, target))
    default: return .null
    }
  }

  /// Whether a reference leads to a record that exists for who asks; true for other values.
  private func isSeen(_ value: AnyValue, _ type: FieldType) -> Bool {
    guard case .reference(let id) = value, case .reference(let entity) = type, visible[entity] != nil,
      let target = try? catalog.type(of: entity)
    else { return true }
    return self[RecordKey(entity: entity, id: id)].map { isVisible($0, target) } ?? false
  }

  /// The elements of the list at the end of a path, with their type.
  func elements(_ path: FieldPath, _ context: Context) -> ([AnyValue], FieldType) {
    guard case .list(let values) = value(path, context) else { return ([], .text) }
    let type = elementType(path, context)
    // References that lead out of sight do not occur.
    return (values.filter { isSeen($0, type) }, type)
  }

  private func elementType(_ path: FieldPath, _ context: Context) -> FieldType {
    let context: FilterContext =
      switch context {
      case .record(_, let type): .record(type)
      case .element(_, let type): .element(type)
      }
    return (try? path.resolved(in: context, catalog: catalog, scope: scope).type.element) ?? .text
  }
}

// MARK: - Order

extension PlainModel {
  /// How two values of one field are ordered for sorting: below, at or above 0.
  ///
  /// Nothing comes first; money goes by currency, then amount.
  static func order(_ left: AnyValue, _ right: AnyValue) -> Int {
    switch (left, right) {
    case (.null, .null): 0
    case (.null, _): -1
    case (_, .null): 1
    case (.money(let left), .money(let right)):
      order(left.currency.code, right.currency.code) * 2 + order(left.minorUnits, right.minorUnits)
    case (.amount(let left, let leftCurrency), .amount(let right, let rightCurrency)):
      order(leftCurrency.code, rightCurrency.code) * 2 + order(left, right)
    case (.text(let left), .text(let right)): order(bytes(left), bytes(right))
    case (.integer(let left), .integer(let right)): order(left, right)
    case (.decimal(let left), .decimal(let right)): order(left, right)
    case (.number(let left), .number(let right)): order(left, right)
    case (.boolean(let left), .boolean(let right)): order(left ? 1 : 0, right ? 1 : 0)
    case (.date(let left), .date(let right)): order(left.daysSince1970, right.daysSince1970)
    case (.instant(let left), .instant(let right)): order(left.microsecondsSince1970, right.microsecondsSince1970)
    case (.duration(let left), .duration(let right)): order(left, right)
    case (.reference(let left), .reference(let right)): order(left, right)
    default: 0
    }
  }

  private static func order<T: Comparable>(_ left: T, _ right: T) -> Int { left < right ? -1 : left > right ? 1 : 0 }

  private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
    left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
  }

  /// The UTF-8 bytes of a text's normal form C.
  static func bytes(_ text: String) -> [UInt8] { Array(text.precomposedStringWithCanonicalMapping.utf8) }
}
