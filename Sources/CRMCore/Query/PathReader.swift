/// Reads the values at the ends of paths from records, through references where the paths go on: the columns of a list,
/// a table or a file.
///
/// ```swift
/// let rows = try await crm.reading { context in
///   var reader = try await PathReader(["name", "account.parent.name"], of: Opportunity.recordType, in: context)
///   var rows: [[AnyValue]] = []
///   for record in try await context.records(query) { rows.append(try await reader.values(of: record, in: context)) }
///   return rows
/// }
/// ```
///
/// Records that references lead to are kept at hand, some thousands of them, so that rows that share one read it once.
/// A reader is for records of one view.
public struct PathReader: Sendable {
  private static let capacity = 10_000

  /// The paths, with what their names mean.
  public let paths: [ResolvedPath]
  private var known: [RecordKey: AnyRecord?] = [:]

  /// Looks up what the paths mean.
  ///
  /// - Throws: ``FilterError`` for a path that leads nowhere, or into a list.
  public init(_ paths: [FieldPath], of type: RecordType, in context: borrowing ReadContext) async throws {
    let (catalog, scope) = (context.catalog, try await context.scope())
    self.paths = try paths.map { try $0.resolved(in: .record(type), catalog: catalog, scope: scope) }
  }

  /// The values, in the order of the paths; null where a reference leads to nothing, or to nothing that may be seen.
  ///
  /// - Throws: ``RecordError/damaged``, and what the store throws.
  /// - Complexity: O(1) a path and step, and a read for each record that is not at hand.
  public mutating func values(of record: AnyRecord, in context: borrowing ReadContext) async throws -> [AnyValue] {
    var values: [AnyValue] = []
    values.reserveCapacity(paths.count)
    for path in paths {
      var end: AnyRecord? = record
      for step in path.steps {
        guard let id = try end.map({ try $0.value(at: step.place) })?.references.first else {
          end = nil
          break
        }
        end = try await self.record(RecordKey(entity: step.target.entity, id: id), in: context)
      }
      values.append(try end.map { try $0.value(at: path.terminal).member(path.member) } ?? .null)
    }
    return values
  }

  private mutating func record(_ key: RecordKey, in context: borrowing ReadContext) async throws -> AnyRecord? {
    if let known = known[key] { return known }
    let record = try await context.record(key)
    if known.count >= Self.capacity { known = [:] }
    known[key] = .some(record)
    return record
  }
}

extension AnyRecord {
  fileprivate func value(at place: ResolvedPath.Place) throws -> AnyValue {
    switch place {
    case .field(let slot): try value(at: slot)
    case .id: .reference(id)
    case .custom(let name): try value(of: name)
    // These occur inside of conditions on lists only.
    case .groupField, .element: .null
    }
  }
}

extension AnyValue {
  fileprivate func member(_ member: ResolvedPath.MoneyMember?) -> AnyValue {
    guard let member else { return self }
    guard case .money(let money) = self else { return .null }
    return switch member {
    case .amount: .decimal(money.amount)
    case .currency: .text(money.currency.code)
    }
  }
}
