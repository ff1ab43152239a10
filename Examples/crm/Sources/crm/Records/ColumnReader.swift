import CRMKit

/// Reads the values of paths from records, and follows references on the way.
struct ColumnReader {
  let paths: [ResolvedPath]
  private var targets: [RecordKey: AnyRecord?] = [:]

  /// - Throws: `FilterError` for a path that leads nowhere.
  init(_ paths: [FieldPath], of type: RecordType, catalog: Catalog, scope: QueryScope) throws {
    self.paths = try paths.map { try $0.resolved(in: .record(type), catalog: catalog, scope: scope) }
  }

  /// The values of a record, one a path; null where a reference on the way leads nowhere that the one who acts may see.
  mutating func values(of record: AnyRecord, in context: borrowing ReadContext) async throws -> [AnyValue] {
    var values: [AnyValue] = []
    for path in paths { values.append(try await value(of: path, record, in: context)) }
    return values
  }

  private mutating func value(
    of path: ResolvedPath, _ record: AnyRecord, in context: borrowing ReadContext
  ) async throws -> AnyValue {
    var record = record
    for step in path.steps {
      guard case .reference(let id) = try record.value(at: step.place) else { return .null }
      let key = RecordKey(entity: step.target.entity, id: id)
      if targets[key] == nil { targets[key] = .some(try await context.record(key)) }
      guard case .some(.some(let target)) = targets[key] else { return .null }
      record = target
    }
    let value = try record.value(at: path.terminal)
    guard let member = path.member, case .money(let money) = value else { return value }
    return member == .amount ? .decimal(money.amount) : .text(money.currency.code)
  }
}

extension AnyRecord {
  fileprivate func value(at place: ResolvedPath.Place) throws -> AnyValue {
    switch place {
    case .field(let slot): try value(at: slot)
    case .id: .reference(id)
    case .custom(let name): try value(of: name)
    case .groupField, .element: .null  // Only inside of conditions on lists.
    }
  }
}
