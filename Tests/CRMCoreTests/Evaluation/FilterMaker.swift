import CRMCore

/// Makes random filters over trades that pass the check.
struct FilterMaker {
  var values: WorldMaker
  let houses: [Identifier]

  /// A field with its type, in a context.
  typealias Field = (path: String, type: FieldType)

  static let tradeFields: [Field] =
    own(of: Trade.recordType, prefix: "") + own(of: House.recordType, prefix: "house.")
    + own(of: House.recordType, prefix: "house.parent.")
    + [
      ("house.keeper.name", .text), ("createdBy.name", .text), ("value.amount", .decimal), ("value.currency", .text),
      ("tier", .enumeration(EnumerationType(names: ["gold", "silver"], isOpen: false))), ("points", .integer),
      ("labels", .list(.text)), ("fee", .money), ("fee.amount", .decimal), ("house.grade", .text),
    ]

  static let personFields: [Field] =
    Trade.Person.fields.descriptions.map { ($0.name, $0.type) } + own(of: House.recordType, prefix: "house.")

  static let houseFields: [Field] = own(of: House.recordType, prefix: "") + [("it", .reference(to: "house"))]

  private static func own(of type: RecordType, prefix: String) -> [Field] {
    type.fields.map { (prefix + $0.name, $0.type) } + [(prefix + "id", .reference(to: type.entity))]
  }

  mutating func filter(depth: Int, _ fields: [Field] = tradeFields) throws -> FilterExpression {
    switch values.random.next() % (depth > 0 ? 9 : 6) {
    case 6: return .and(try (0..<values.random.next() % 4).map { _ in try filter(depth: depth - 1, fields) })
    case 7: return .or(try (0..<values.random.next() % 4).map { _ in try filter(depth: depth - 1, fields) })
    case 8: return .not(try filter(depth: depth - 1, fields))
    case 0 where values.chance(8): return .constant(values.chance(2))
    default: return try condition(on: values.pick(fields), depth: depth)
    }
  }

  private mutating func condition(on field: Field, depth: Int) throws -> FilterExpression {
    let path = FieldPath(field.path)
    if case .list(let element) = field.type {
      let inner: FilterExpression =
        switch element {
        case .group: try filter(depth: max(0, depth - 1), Self.personFields)
        case .reference: try filter(depth: max(0, depth - 1), Self.houseFields)
        default: try filter(depth: max(0, depth - 1), [("it", element)])
        }
      return values.chance(2) ? .any(path, inner) : .all(path, inner)
    }
    let isText = field.type == .text || field.type.description == "enumeration"
    switch values.random.next() % 8 {
    case 0: return .compare(path, values.pick([.equal, .notEqual]), .null)
    case 1:
      return .isIn(
        path, try (0..<values.random.next() % 4).map { _ in values.chance(5) ? .null : try literal(field.type) })
    case 2 where field.type.isOrdered: return .between(path, try literal(field.type), try literal(field.type))
    case 3 where isText:
      return .text(path, values.pick(FilterExpression.TextTest.allCases), values.pick(WorldMaker.texts))
    case 4 where isText: return .matches(path, values.pick(["AHMADI", "ي", "u", "", "zu", "احمدی"]))
    case 5, 6: return .compare(path, values.pick([.equal, .notEqual]), try literal(field.type))
    default:
      let comparison = values.pick(FilterExpression.Comparison.allCases)
      let isOrdering = comparison != .equal && comparison != .notEqual
      return .compare(path, isOrdering && !field.type.isOrdered ? .equal : comparison, try literal(field.type))
    }
  }

  /// A literal that a field of the type can be compared with, often of another type.
  private mutating func literal(_ type: FieldType) throws -> AnyValue {
    switch type {
    case .text: return .text(values.pick(WorldMaker.texts + ["USD"]))
    case .integer:
      return values.chance(3) ? try number() : .integer(Int64(values.pick(WorldMaker.integers)))
    case .decimal: return values.chance(3) ? try number() : .decimal(try ExactDecimal(values.pick(WorldMaker.decimals)))
    case .number:
      return values.chance(3) ? .integer(values.pick([0, 1, -1])) : .number(values.pick(WorldMaker.numbers))
    case .boolean: return .boolean(values.chance(2))
    case .money: return values.chance(3) ? try number() : .money(try values.money())
    case .date: return .date(try CalendarDate(iso8601: values.pick(WorldMaker.dates)))
    case .instant:
      return values.chance(3)
        ? .date(try CalendarDate(iso8601: values.pick(Array(WorldMaker.dates.prefix(4)))))
        : .instant(try Instant(iso8601: values.pick(WorldMaker.instants)))
    case .duration: return .duration(values.pick(WorldMaker.durations))
    case .enumeration(let type):
      return .text(values.pick(type.names + (type.isOpen ? WorldMaker.colours : [])))
    case .reference: return .reference(values.pick(houses))
    case .list, .group: return .null
    }
  }

  private mutating func number() throws -> AnyValue {
    switch values.random.next() % 3 {
    case 0: .integer(Int64(values.pick(WorldMaker.integers)))
    case 1: .decimal(try ExactDecimal(values.pick(WorldMaker.decimals)))
    default: .number(values.pick([0, 0.5, 2.5, -1.5, 3]))
    }
  }
}
