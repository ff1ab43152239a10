import CRMCore

/// Reads what paths lead to from a record, through references where they go on.
struct PathReader {
  /// How many referred records are kept at hand.
  private static let capacity = 10_000

  private let paths: [ResolvedPath]
  private var known: [RecordKey: AnyRecord?] = [:]

  /// - Throws: `FilterError` for a path that leads nowhere.
  init(_ paths: [FieldPath], of type: RecordType, in context: borrowing ReadContext) async throws {
    let (catalog, scope) = (context.catalog, try await context.scope())
    self.paths = try paths.map { try $0.resolved(in: .record(type), catalog: catalog, scope: scope) }
  }

  /// The values at the ends of the paths; null where a reference leads to nothing, or to nothing that may be seen.
  mutating func values(of record: AnyRecord, in context: borrowing ReadContext) async throws -> [AnyValue] {
    var values: [AnyValue] = []
    values.reserveCapacity(paths.count)
    for path in paths {
      var end: AnyRecord? = record
      for step in path.steps {
        guard let id = try end.map({ try value($0, at: step.place) })?.references.first else {
          end = nil
          break
        }
        end = try await self.record(RecordKey(entity: step.target.entity, id: id), in: context)
      }
      values.append(try end.map { try member(path.member, of: value($0, at: path.terminal)) } ?? .null)
    }
    return values
  }

  private func value(_ record: AnyRecord, at place: ResolvedPath.Place) throws -> AnyValue {
    switch place {
    case .field(let slot): try record.value(at: slot)
    case .id: .reference(record.id)
    case .custom(let name): try record.value(of: name)
    case .groupField, .element: .null
    }
  }

  private func member(_ member: ResolvedPath.MoneyMember?, of value: AnyValue) -> AnyValue {
    guard let member else { return value }
    guard case .money(let money) = value else { return .null }
    return switch member {
    case .amount: .decimal(money.amount)
    case .currency: .text(money.currency.code)
    }
  }

  private mutating func record(_ key: RecordKey, in context: borrowing ReadContext) async throws -> AnyRecord? {
    if let known = known[key] { return known }
    let record = try await context.record(key)
    if known.count >= Self.capacity { known = [:] }
    known[key] = .some(record)
    return record
  }
}
