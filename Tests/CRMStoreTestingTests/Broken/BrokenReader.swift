import CRMCore
import CRMMemoryStore
import Synchronization

/// A view that is wrong in one way.
final class BrokenReader: StoreReader {
  private let base: any StoreReader
  private let store: BrokenStore
  private let isBorrowed: Bool

  /// - Parameter isBorrowed: Whether somebody else ends the view underneath.
  init(_ base: any StoreReader, _ store: BrokenStore, isBorrowed: Bool = false) {
    self.base = base
    self.store = store
    self.isBorrowed = isBorrowed
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try await answers().record(key, of: type)
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await answers().records(query) }

  func count(_ query: RecordQuery) async throws -> Int { try await answers().count(query) }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await answers().aggregate(query) }

  func lastCommit() async throws -> UInt64 {
    let sequence = try await base.lastCommit()
    return store.defect == .numbersViewsTooLow && sequence > 0 ? sequence - 1 : sequence
  }

  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await base.explain(query) }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await base.explain(query) }

  func end() async {
    if store.defect != .worksAfterItsEnd && !isBorrowed { await base.end() }
  }

  private func answers() async throws -> BrokenAnswers {
    guard store.defect == .snapshotsSeeLaterWrites else { return BrokenAnswers(base, store) }
    return BrokenAnswers(try await store.base.beginRead(), store)
  }
}

/// Answers that are wrong in one way.
struct BrokenAnswers {
  let base: any StoreReader
  let store: BrokenStore

  init(_ base: any StoreReader, _ store: BrokenStore) {
    self.base = base
    self.store = store
  }

  private var defect: Defect? { store.defect }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try await base.record(key, of: type)
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] {
    var asked = limited(query)
    switch defect {
    case .ignoresLimits: asked.limit = nil
    case .sortsNilLast where !query.sort.isEmpty: return try await withNilLast(asked)
    case .ignoresOrderOfTies where !query.sort.isEmpty: return try await withTiesDescending(asked)
    case .repeatsARecordBehindACursor:
      guard let after = query.after else { break }
      asked.after = nil
      asked.limit = nil
      let all = try await base.records(asked)
      let rest = all[(all.firstIndex { $0.id == after.id } ?? all.endIndex)...]
      return Array(rest.prefix(query.limit ?? .max))
    case .pagesByPosition: return try await byPosition(asked)
    default: break
    }
    return try await base.records(asked)
  }

  func count(_ query: RecordQuery) async throws -> Int {
    var asked = limited(query)
    if defect == .countIgnoresTheFilter { asked.filter = .constant(true) }
    let count = try await base.count(asked)
    guard defect == .countsDeletedRecords else { return count }
    return count + store.deleted.withLock { $0[query.type.entity] ?? 0 }
  }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
    var asked = query
    asked.filter = broken(query.filter)
    asked.scope = broken(query.scope, of: query.type, query.filter)
    do {
      let rows = try await base.aggregate(asked)
      return defect == .roundsAverages ? rows.map(rounded) : rows
    } catch StoreError.mixedCurrencies where defect == .addsUpDifferentCurrencies {
      return [AggregateRow(group: [], values: query.measures.map { _ in 0 })]
    }
  }

  private func limited(_ query: RecordQuery) -> RecordQuery {
    var asked = query
    asked.filter = broken(query.filter)
    asked.scope = broken(query.scope, of: query.type, query.filter)
    return asked
  }

  private func broken(_ scope: QueryScope, of type: RecordType, _ filter: FilterExpression) -> QueryScope {
    var scope = scope
    if defect == .ignoresVisibility { scope.visible = [:] }
    if defect == .showsHiddenRecordsInLists, filter.looksIntoLists {
      scope.visible = scope.visible.filter { $0.key == type.entity }
    }
    return scope
  }

  /// The whole answer in the base's order, without its limit.
  private func whole(_ query: RecordQuery) async throws -> [AnyRecord] {
    var asked = query
    asked.limit = nil
    return try await base.records(asked)
  }

  private func withNilLast(_ query: RecordQuery) async throws -> [AnyRecord] {
    guard let first = query.sort.first, !first.isDescending else { return try await base.records(query) }
    let all = try await whole(query)
    var present: [AnyRecord] = []
    for record in all where try record.value(of: first.path.text) != .null { present.append(record) }
    let absent = all.filter { record in !present.contains { $0.id == record.id } }
    return Array((present + absent).prefix(query.limit ?? .max))
  }

  private func withTiesDescending(_ query: RecordQuery) async throws -> [AnyRecord] {
    var asked = query
    asked.sort.append(.descending("id"))
    if let after = query.after { asked.after = RecordCursor(keys: after.keys + [.reference(after.id)], id: after.id) }
    return try await base.records(asked)
  }

  /// A cursor stands for the number of records that were before it when somebody first looked.
  private func byPosition(_ query: RecordQuery) async throws -> [AnyRecord] {
    var asked = query
    asked.after = nil
    let start = query.after.flatMap { after in store.positions.withLock { $0[after.id] } } ?? 0
    let page = Array(try await whole(asked).dropFirst(start).prefix(query.limit ?? .max))
    if let last = page.last { store.positions.withLock { $0[last.id] = start + page.count } }
    return page
  }

  private func rounded(_ row: AggregateRow) -> AggregateRow {
    AggregateRow(
      group: row.group,
      values: row.values.map { value in
        guard case .decimal(let decimal) = value, let short = try? decimal.rounded(toScale: 2, .halfUp) else {
          return value
        }
        return .decimal(short)
      })
  }

  private func broken(_ filter: FilterExpression) -> FilterExpression {
    switch (defect, filter) {
    case (_, .and(let parts)): .and(parts.map(broken))
    case (_, .or(let parts)): .or(parts.map(broken))
    case (_, .not(let part)): .not(broken(part))
    case (.comparesTextIgnoringCase, .compare(let path, .equal, .text(let text))):
      .isIn(path, [.text(text), .text(text.lowercased()), .text(text.uppercased())])
    case (.comparesNilAsUnknown, .compare(let path, .notEqual, let value)) where !value.isNull:
      .and([.compare(path, .notEqual, value), .compare(path, .notEqual, .null)])
    default: filter
    }
  }
}

extension FilterExpression {
  fileprivate var looksIntoLists: Bool {
    switch self {
    case .any, .all: true
    case .and(let parts), .or(let parts): parts.contains(where: \.looksIntoLists)
    case .not(let part): part.looksIntoLists
    default: false
    }
  }
}
