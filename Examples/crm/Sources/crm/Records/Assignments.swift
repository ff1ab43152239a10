import CRMKit

/// The `FIELD=VALUE` arguments of `create` and `update`.
struct Assignments {
  let texts: [String]

  /// The values by field name, each read by its field's type; references by identifier or by a name that only one
  /// record has.
  ///
  /// - Throws: ``CommandError`` with everything that is wrong.
  func values(
    for type: RecordType, in context: borrowing ReadContext
  ) async throws -> [String: AnyValue] {
    var values: [String: AnyValue] = [:]
    var problems: [String] = []
    let scope = try await context.scope()
    for text in texts {
      do {
        let (name, value) = try Assignments.split(text)
        let field = try Assignments.type(of: name, in: type, context.catalog, scope)
        guard values[name] == nil else { throw CommandError("\(name) is given twice") }
        values[name] = try await Assignments.value(value, as: field, name, in: context)
      } catch {
        problems.append("\(error)")
      }
    }
    guard problems.isEmpty else { throw CommandError(problems.joined(separator: "\n       ")) }
    return values
  }

  /// A new record that holds the values, and the defaults of its other fields.
  ///
  /// - Throws: ``CommandError`` with everything that is wrong.
  func draft<R: Record>(_ type: R.Type = R.self, in context: borrowing ReadContext) async throws -> R {
    let blank = try R.schema.encode(R(id: context.environment.newID()))
    let values = try await values(for: R.recordType, in: context)
    return try R.schema.decode(
      AnyRecord(type: R.recordType, id: blank.id, values: blank.values().merging(values) { $1 }))
  }

  private static func split(_ text: String) throws -> (name: String, value: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
      throw CommandError("“\(text)” is no assignment; write FIELD=VALUE, such as name=Acme")
    }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }

  private static func type(
    of name: String, in type: RecordType, _ catalog: Catalog, _ scope: QueryScope
  ) throws -> FieldType {
    let path = try FieldPath(name).resolved(in: .record(type), catalog: catalog, scope: scope)
    if !path.steps.isEmpty || path.member != nil {
      throw CommandError(
        "\(name) is not a field of \(type.entity) itself; assign to a field, or update the other record")
    }
    if path.terminal == .id || path.field?.isDerived == true
      || RecordType.stampFields.contains(where: { $0.name == name })
    {
      throw CommandError("\(name) is kept by the store and can't be assigned")
    }
    return path.type
  }

  private static func value(
    _ text: String, as type: FieldType, _ name: String, in context: borrowing ReadContext
  ) async throws -> AnyValue {
    do {
      switch type {
      case .reference(let entity) where !text.isEmpty:
        return .reference(try await context.record(named: text, of: context.catalog.type(of: entity)).id)
      case .list(.reference(let entity)) where !text.hasPrefix("["):
        var ids: [AnyValue] = []
        for part in text.split(separator: ",") where !part.allSatisfy(\.isWhitespace) {
          let target = try await context.record(named: part.trimmed, of: context.catalog.type(of: entity))
          ids.append(.reference(target.id))
        }
        return .list(ids)
      case .integer, .decimal, .number, .money: return try AnyValue(typed: text.withoutThousands, as: type)
      default: return try AnyValue(typed: text, as: type)
      }
    } catch {
      throw CommandError("\(name): \(error)")
    }
  }
}

extension String {
  /// The text without the commas in a number such as `1,234,567.50 USD`: on a command line a comma is no decimal mark.
  var withoutThousands: String {
    guard contains(","), trimmed.prefixMatch(of: /-?\d{1,3}(,\d{3})+(?![\d,])/) != nil else { return self }
    return filter { $0 != "," }
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
