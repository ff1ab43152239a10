import CRMCore
import Foundation

extension RandomValues {
  /// The paths that queries of a type use: its own fields, those one reference away, and some two away.
  static func paths(of type: RecordType, in catalog: Catalog) -> [(path: FieldPath, type: FieldType)] {
    var paths: [(FieldPath, FieldType)] = [("id", type.idField.type), ("revision", .integer)]
    for field in type.fields[5...] {
      let path = FieldPath(field.name)
      paths.append((path, field.type))
      if field.type == .money {
        paths += [(path.appending("amount"), .decimal), (path.appending("currency"), .text)]
      }
      guard case .reference(let entity) = field.type, let target = try? catalog.type(of: entity) else { continue }
      for next in target.fields[5...] {
        let step = path.appending(FieldPath(next.name))
        paths.append((step, next.type))
        guard case .reference(let entity) = next.type, let last = try? catalog.type(of: entity) else { continue }
        for field in last.fields[5...].filter({ $0.type.isOrdered }).prefix(2) {
          paths.append((step.appending(FieldPath(field.name)), field.type))
        }
      }
    }
    return paths
  }

  /// A condition on records of a type.
  mutating func filter(_ type: RecordType, _ model: PlainModel, depth: Int = 0) throws -> FilterExpression {
    switch number(below: depth > 2 ? 5 : 9) {
    case 5: return .and(try (0..<number(below: 4)).map { _ in try filter(type, model, depth: depth + 1) })
    case 6: return .or(try (0..<number(below: 4)).map { _ in try filter(type, model, depth: depth + 1) })
    case 7: return .not(try filter(type, model, depth: depth + 1))
    case 8: return .constant(onceIn(2))
    default:
      guard let (path, fieldType) = one(of: paths(of: type, model)) else { return .constant(true) }
      guard case .list(let element) = fieldType else { return try test(path, fieldType) }
      let inner = try elementFilter(element)
      return onceIn(2) ? .any(path, inner) : .all(path, inner)
    }
  }

  private mutating func elementFilter(_ element: FieldType) throws -> FilterExpression {
    switch element {
    case .group(let fields):
      guard let field = one(of: fields) else { return .constant(true) }
      return try test(FieldPath(field.name), field.type)
    case .reference(let entity) where onceIn(2):
      guard let target = try? catalog.type(of: entity),
        let field = one(of: target.fields[5...]), field.type.element == field.type
      else { return .constant(onceIn(2)) }
      return try test(FieldPath(field.name), field.type)
    default: return try test(.element, element)
    }
  }

  /// A test of a value, with literals of its type.
  private mutating func test(_ path: FieldPath, _ type: FieldType) throws -> FilterExpression {
    let literal = try value(type)
    switch number(below: 8) {
    case 0: return .compare(path, onceIn(2) ? .equal : .notEqual, .null)
    case 1: return .isIn(path, try (0..<number(below: 4)).map { _ in onceIn(6) ? .null : try value(type) })
    case 2 where type.isOrdered: return .between(path, literal, try value(type))
    case 3, 4:
      guard case .text(let text) = literal, let test = one(of: FilterExpression.TextTest.allCases) else { break }
      return onceIn(3) ? .matches(path, text) : .text(path, test, text)
    default: break
    }
    let comparisons = FilterExpression.Comparison.allCases.filter { type.isOrdered || $0 == .equal || $0 == .notEqual }
    return .compare(path, one(of: comparisons) ?? .equal, literal)
  }

  /// An order of records of a type.
  mutating func order(_ type: RecordType, _ model: PlainModel) -> [SortTerm] {
    let ordered = paths(of: type, model).filter { $0.type.isOrdered || $0.path == "id" }
    return (0..<number(below: 3)).compactMap { _ in one(of: ordered).map { SortTerm($0.path, isDescending: onceIn(2)) }
    }
  }

  /// A query, which may begin behind a record of the model.
  mutating func query(_ type: RecordType, _ model: PlainModel) throws -> RecordQuery {
    var query = RecordQuery(type, where: try filter(type, model), sort: order(type, model))
    if onceIn(2) { query.limit = number(below: 6) }
    if onceIn(4), let other = one(of: types) {
      query.scope.visible[other.entity] = try filter(other, model)
      query.scope.visible[type.entity] = try filter(type, model)
    }
    var seen = model
    seen.visible = query.scope.visible
    let rows = seen.rows(type, where: .constant(true)).sorted {
      PlainModel.order($0["id"] ?? .null, $1["id"] ?? .null) < 0
    }
    guard onceIn(3), let row = one(of: rows), case .reference(let id)? = row["id"] else { return query }
    query.after = RecordCursor(keys: query.sort.map { seen.value($0.path, .record(row, type)) }, id: id)
    return query
  }

  /// Figures of records of a type.
  mutating func aggregate(_ type: RecordType, _ model: PlainModel) throws -> AggregateQuery {
    let paths = paths(of: type, model).filter { $0.type.element == $0.type }
    let groups = try (0..<number(below: 3)).compactMap { _ in try one(of: paths).map { try grouping($0, $1) } }
    var measures: [Measure] = [.count]
    for _ in 0..<number(below: 4) {
      if let (path, type) = one(of: paths), let measure = measure(path, type) { measures.append(measure) }
    }
    var query = AggregateQuery(type, where: try filter(type, model), by: groups, measures: measures)
    if onceIn(2) { query.sort = [AggregateSort(.measure(number(below: measures.count)), isDescending: onceIn(2))] }
    if onceIn(3) { query.limit = number(below: 4) }
    if onceIn(4), let other = one(of: types) {
      query.scope = QueryScope(visible: [other.entity: try filter(other, model)])
    }
    return query
  }

  /// A grouping by a value, or by the period that it lies in.
  private mutating func grouping(_ path: FieldPath, _ type: FieldType) throws -> Grouping {
    guard type == .date || type == .instant, onceIn(2), let granularity = one(of: DateGranularity.allCases),
      let system = one(of: [CalendarSystem.gregorian, .gregorian, .persian, .islamicCivil]),
      let zone = one(of: ["UTC", "Asia/Tehran", "America/New_York"]).flatMap(TimeZone.init(identifier:))
    else { return Grouping(path) }
    let firstWeekday: Weekday = onceIn(2) ? .monday : .saturday
    let calendar = try ReportCalendar(
      system, timeZone: zone, firstWeekday: firstWeekday, fiscalYearStartMonth: 1 + number(below: 12))
    return Grouping(path, by: GroupingPeriod(granularity, in: calendar))
  }

  private mutating func measure(_ path: FieldPath, _ type: FieldType) -> Measure? {
    let percent = ExactDecimal(Int64(number(below: 5) * 25))
    let any: [Measure] = [.distinct(path)]
    let ordered: [Measure] = type.isOrdered ? [.minimum(path), .maximum(path)] : []
    let numeric: [Measure] =
      switch type {
      // The sum of numbers that differ much depends on their order in the last digits.
      case .number where isExtreme: []
      case .integer, .decimal, .number, .money: [.sum(path), .average(path), .median(path), .percentile(percent, path)]
      case .boolean: [.average(path)]
      case .duration: [.sum(path)]
      default: []
      }
    return one(of: any + ordered + numeric)
  }
}
