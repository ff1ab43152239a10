/// Figures that are kept from change sets.
///
/// Between two views of the store lie some commits. What they changed is known as it was before and as it is now; all else is as the later view
/// shows it. So the later view, with the changed records as they were laid over it, is the earlier one, and no view has to be held in
/// between. Of each record that is touched, that changed itself or refers to one that did, what it amounted to in the earlier view is taken out
/// of the figures, and what it amounts to in the later one is put in.
struct KeptFigures<Answer: Equatable & Sendable>: LiveEngine {
  private let query: AggregateQuery
  private let statistics: LiveStatistics
  private let convert: @Sendable ([AggregateRow]) throws -> Answer
  private var watch: LiveWatch?
  private var kept: LiveAggregate?

  init(
    _ query: AggregateQuery, _ statistics: LiveStatistics,
    _ convert: @escaping @Sendable ([AggregateRow]) throws -> Answer
  ) {
    self.query = query
    self.statistics = statistics
    self.convert = convert
  }

  mutating func begin(_ context: borrowing ReadContext) async throws -> Answer {
    var prepared = query
    try await context.prepare(&prepared)
    let query = try context.underRights(prepared)
    let watch = LiveWatch(query, catalog: context.catalog)
    self.watch = watch
    guard watch.reach.obstacle == nil else {
      // Rights that can change may lead further than the query itself.
      kept = nil
      return try convert(await query.answer(from: context.reader.unrestricted))
    }
    let aggregate = try LiveAggregate(query, catalog: context.catalog)
    var view = LaterView(context.reader.unrestricted, watch.reach)
    var pages = RecordPages(
      RecordQuery(query.type, where: query.filter, scope: query.scope), context.reader.unrestricted)
    while let page = try await pages.next() {
      let lookup = try await view.lookup(for: page)
      for record in page { try aggregate.add(record, lookup) }
    }
    kept = aggregate
    return try convert(aggregate.rows())
  }

  func isTouched(by changes: ChangeSet) throws -> Bool { try watch?.isTouched(by: changes) ?? true }

  mutating func advance(over changes: [ChangeSet], _ context: borrowing ReadContext) async throws -> Answer? {
    guard let watch, let aggregate = kept, !aggregate.isWasteful else { return nil }
    let changes = MergedChanges(changes, read: watch.reach)
    let reader = context.reader.unrestricted
    var view = LaterView(reader, watch.reach)
    let own = changes.own
    try await fold(own, changes, &view, into: aggregate)
    var folded = Set(own.map(\.key.id))
    for (slot, target) in watch.reach.references {
      let targets = changes.targets(target)
      guard !targets.isEmpty else { continue }
      let reference = FieldPath(watch.reach.type.fields[slot].name)
      var dependants = RecordPages(
        RecordQuery(query.type, where: .isIn(reference, targets.map { .reference($0) })), reader)
      while let page = try await dependants.next() {
        // Themselves they are what they were.
        let touched = page.filter { folded.insert($0.id).inserted }.compactMap { RecordChange(before: $0, after: $0) }
        try await fold(touched, changes, &view, into: aggregate)
      }
    }
    try await rankAnew(aggregate, reader, &view)
    return try convert(aggregate.rows())
  }

  private func fold(
    _ touched: [RecordChange], _ changes: MergedChanges, _ view: inout LaterView, into aggregate: LiveAggregate
  ) async throws {
    let now = try await view.lookup(for: touched.flatMap { [$0.before, $0.after].compactMap(\.self) })
    let then = view.lookup(before: changes)
    for change in touched {
      if let before = change.before { try aggregate.remove(before, then) }
      if let after = change.after { try aggregate.add(after, now) }
    }
    statistics.noteFolded(touched.count)
  }

  private func rankAnew(_ aggregate: LiveAggregate, _ reader: any StoreReader, _ view: inout LaterView) async throws {
    for (group, condition) in try aggregate.exhaustedGroups() {
      aggregate.forgetExtremes(of: group)
      let query = aggregate.query
      var pages = RecordPages(
        RecordQuery(query.type, where: query.filter && condition, scope: query.scope), reader)
      while let page = try await pages.next() {
        let lookup = try await view.lookup(for: page)
        for record in page { try aggregate.rank(record, lookup, in: group) }
        statistics.noteFolded(page.count)
      }
    }
  }
}

/// The records that others lead to, as one view shows them, read before they are asked for.
private struct LaterView {
  /// The records that are looked up at once.
  private var known = KnownRecords()
  private let reader: any StoreReader
  private let reach: QueryReach

  init(_ reader: any StoreReader, _ reach: QueryReach) {
    self.reader = reader
    self.reach = reach
  }

  /// Where everything is found that these records lead to.
  mutating func lookup(for records: [AnyRecord]) async throws -> RecordLookup {
    known = KnownRecords()
    for (type, ids) in try targets(of: records) {
      let query = RecordQuery(type, where: .isIn("id", ids.map { .reference($0) }))
      for record in try await reader.records(query) { known.records[type, default: [:]][record.id] = record }
    }
    return RecordLookup(known, checkCancellation: {})
  }

  /// The same as it was before some commits.
  func lookup(before changes: MergedChanges) -> RecordLookup {
    RecordLookup(EarlierRecords(later: known, changes: changes), checkCancellation: {})
  }

  private func targets(of records: [AnyRecord]) throws -> [RecordType: Set<Identifier>] {
    var targets: [RecordType: Set<Identifier>] = [:]
    for record in records {
      try record.storage.withSlots { slots in
        for (slot, target) in reach.references {
          if let bytes = slots[slot] { targets[target, default: []].insert(try ValueCoding.reference(bytes)) }
        }
      }
    }
    return targets
  }
}

private struct KnownRecords: RecordSource {
  var records: [RecordType: [Identifier: AnyRecord]] = [:]

  func record(_ id: Identifier, of type: RecordType) -> AnyRecord? { records[type]?[id] }
}

private struct EarlierRecords: RecordSource {
  let later: KnownRecords
  let changes: MergedChanges

  func record(_ id: Identifier, of type: RecordType) -> AnyRecord? {
    changes.before(id, type) ?? later.record(id, of: type)
  }
}

/// The records that a query asks for, in the order of their identifiers, some thousands at a time.
private struct RecordPages {
  private var query: RecordQuery?
  private let reader: any StoreReader
  private let size = 4096

  init(_ query: RecordQuery, _ reader: any StoreReader) {
    self.query = query
    self.query?.limit = size
    self.reader = reader
  }

  mutating func next() async throws -> [AnyRecord]? {
    guard let query else { return nil }
    try Task.checkCancellation()
    let records = try await reader.records(query)
    if records.count == size, let last = records.last {
      self.query?.after = RecordCursor(keys: [], id: last.id)
    } else {
      self.query = nil
    }
    return records
  }
}
