import CRMCore

/// The two protocols that an adapter implements, word by word.
enum HandleChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a reader used after its end throws, and may be ended twice", endedReader),
    ConformanceCheck("a writer used after its end throws, and may be ended twice", endedWriter),
    ConformanceCheck("a writer used after its commit throws", committedWriter),
    ConformanceCheck(
      "a commit is acknowledged once, when it is published, and seen by whoever asks from then on", acknowledgedCommit),
    ConformanceCheck("a snapshot that a caller holds throws after its end", endedSnapshot),
    ConformanceCheck("a writer refuses what it alone can check, and goes on", refusals),
    ConformanceCheck(
      "a writer that is ended without a commit leaves nothing, and lets the next one in", abandonedWriter),
    ConformanceCheck("a writer answers as a reader does", writerAsReader),
    ConformanceCheck("a store that was closed says so, ends its feed, and may be closed twice", closing),
  ]

  private static func jot(_ number: Int, _ value: Int = 0) throws -> AnyRecord {
    try Jot.schema.encode(
      Jot(number) {
        $0.value = value
        $0.stamp.revision = 1
      })
  }

  private static func expectEnded(_ t: Trial, _ reader: any StoreReader, _ name: String) async {
    let type = Jot.recordType
    let calls: [(String, () async throws -> Void)] = [
      ("record", { _ = try await reader.record(Jot.ID.number(1).key, of: type) }),
      ("records", { _ = try await reader.records(RecordQuery(type)) }),
      ("count", { _ = try await reader.count(RecordQuery(type)) }),
      ("aggregate", { _ = try await reader.aggregate(AggregateQuery(type, measures: [.count])) }),
      ("explain", { _ = try await reader.explain(RecordQuery(type)) }),
      ("explain an aggregate", { _ = try await reader.explain(AggregateQuery(type, measures: [.count])) }),
    ]
    for (call, body) in calls { await t.expect(throws: StoreError.ended, "\(call) of \(name)", body) }
  }

  private static func expectEnded(_ t: Trial, _ writer: any StoreWriter, _ name: String, _ environment: CRMEnvironment)
    async throws
  {
    await expectEnded(t, writer as any StoreReader, name)
    let record = try jot(1)
    await t.expect(throws: StoreError.ended, "insert of \(name)") { try await writer.insert(record) }
    await t.expect(throws: StoreError.ended, "update of \(name)") { try await writer.update(record) }
    await t.expect(throws: StoreError.ended, "delete of \(name)") {
      try await writer.delete(record.key, of: record.type)
    }
    await t.expect(throws: StoreError.ended, "commit of \(name)") {
      try await writer.commit(ChangeSet(instant: environment.clock(), actor: nil, changes: []))
    }
  }

  private static func endedReader(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1))
    let reader = try await store.beginRead()
    try await t.expect(reader.count(RecordQuery(Jot.recordType)), is: 1, "the count before the end")
    await reader.end()
    await expectEnded(t, reader, "an ended reader")
    await reader.end()
    try await t.expect(store.count(Jot.self), is: 1, "the count after all")
  }

  private static func endedWriter(_ t: Trial) async throws {
    let store = try await t.store()
    let writer = try await store.beginWrite()
    try await writer.insert(jot(1))
    await writer.end()
    try await expectEnded(t, writer, "an ended writer", store.environment)
    await writer.end()
    try await store.insert(Jot(1))
    // Ending once more must not end somebody else's turn.
    let next = try await store.beginWrite()
    await writer.end()
    try await next.insert(jot(2))
    await next.end()
    try await t.expect(store.ordinals(Jot.self), is: [1], "the records")
  }

  private static func committedWriter(_ t: Trial) async throws {
    let store = try await t.store()
    let writer = try await store.beginWrite()
    let record = try jot(1)
    try await writer.insert(record)
    let changes = [RecordChange(before: nil, after: record)].compactMap(\.self)
    try await writer.commit(ChangeSet(instant: store.environment.clock(), actor: nil, changes: changes))
    try await expectEnded(t, writer, "a committed writer", store.environment)
    await writer.end()
    try await t.expect(store.ordinals(Jot.self), is: [1], "the records")
    let empty = try await store.beginWrite()
    try await empty.commit(ChangeSet(instant: store.environment.clock(), actor: nil, changes: []))
    try await expectEnded(t, empty, "a writer that committed nothing", store.environment)
    try await store.insert(Jot(2))
  }

  private static func acknowledgedCommit(_ t: Trial) async throws {
    let store = try await t.store()
    let writer = try await store.beginWrite()
    let record = try jot(1)
    try await writer.insert(record)
    let changes = [RecordChange(before: nil, after: record)].compactMap(\.self)
    var acknowledged = 0
    var asked: Task<AnyRecord?, any Error>?
    var followed: ChangeSequence?
    try await writer.commit(ChangeSet(instant: store.environment.clock(), actor: nil, changes: changes)) {
      acknowledged += 1
      asked = Task { try await store.currentRecord(record.key, of: record.type) }
      followed = store.feed.changes()
    }
    t.expect(acknowledged, is: 1, "how often the commit was acknowledged")
    try await t.expect(asked?.value?.key, is: record.key, "what was asked for when it was acknowledged")
    let empty = try await store.beginWrite()
    try await empty.commit(ChangeSet(instant: store.environment.clock(), actor: nil, changes: [])) { acknowledged += 1 }
    t.expect(acknowledged, is: 2, "how often the commits were acknowledged, with one of nothing")
    await t.expect(throws: StoreError.ended, "a commit after the end") {
      try await empty.commit(ChangeSet(instant: store.environment.clock(), actor: nil, changes: [])) {
        acknowledged += 1
      }
    }
    t.expect(acknowledged, is: 2, "how often the commits were acknowledged, with one that failed")
    try await store.insert(Jot(2))
    var told = followed?.makeAsyncIterator()
    var first = await told?.next()
    // One of nothing may be told, too.
    while let changes = first?.changes, changes.isEmpty { first = await told?.next() }
    t.expect(first?.changes.map { $0.key } ?? [], is: [Jot.ID.number(2).key], "what is told from the acknowledgment on")
  }

  private static func endedSnapshot(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1))
    let snapshot = try await store.snapshot()
    try await t.expect(snapshot.count(Jot.self), is: 1, "the count before the end")
    await snapshot.end()
    await t.expect(throws: StoreError.ended, "get") { _ = try await snapshot.get(Jot.ID.number(1)) }
    await t.expect(throws: StoreError.ended, "fetch") { _ = try await snapshot.fetch(Jot.self) }
    await t.expect(throws: StoreError.ended, "count") { _ = try await snapshot.count(Jot.self) }
    await t.expect(throws: StoreError.ended, "aggregate") { _ = try await snapshot.aggregate(Jot.self, .count) }
    await snapshot.end()
  }

  private static func refusals(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1) { $0.value = 1 })
    let writer = try await store.beginWrite()
    let (first, second) = (try jot(1, 2), try jot(2))
    await t.expect(throws: StoreError.alreadyExists(first.key), "inserting what is there") {
      try await writer.insert(first)
    }
    await t.expect(throws: StoreError.notFound(second.key), "updating what is not there") {
      try await writer.update(second)
    }
    await t.expect(throws: StoreError.notFound(second.key), "deleting what is not there") {
      try await writer.delete(second.key, of: second.type)
    }
    let kept = try await writer.record(first.key, of: first.type)
    try t.expect(kept?.value(of: "value"), is: 1, "the record after the refusals")
    try await writer.insert(second)
    try await t.expect(writer.count(RecordQuery(Jot.recordType)), is: 2, "the count inside the transaction")
    let changes = [RecordChange(before: nil, after: second)].compactMap(\.self)
    try await writer.commit(ChangeSet(instant: store.environment.clock(), actor: nil, changes: changes))
    try await t.expect(store.ordinals(Jot.self), is: [1, 2], "the records after the commit")
  }

  private static func abandonedWriter(_ t: Trial) async throws {
    let store = try await t.store()
    for number in 1...3 {
      let writer = try await store.beginWrite()
      try await writer.insert(jot(number))
      await writer.end()
    }
    try await t.expect(store.count(Jot.self), is: 0, "the records")
    try await store.insert(Jot(1))
  }

  private static func writerAsReader(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let writer = try await store.beginWrite()
    let query = try RecordQuery(
      Specimen.recordType,
      where: .compare("wide", .greater, 0).checked(in: .record(Specimen.recordType), catalog: store.catalog),
      sort: [.descending("note")], limit: 4)
    try await t.expect(writer.records(query).map(\.id), is: model.identifiers(query), "its records")
    let total = model.rows(query.type, where: query.filter).count
    try await t.expect(writer.count(query), is: total, "its count")
    try await t.expect(writer.explain(query).matched >= 4, is: true, "its explanation")
    let figure = AggregateQuery(Specimen.recordType, where: query.filter, measures: [.count])
    try await t.expect(writer.aggregate(figure).first?.values, is: [.integer(Int64(total))], "its figures")
    await writer.end()
  }

  private static func closing(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1))
    var changes = store.feed.changes().makeAsyncIterator()
    try await store.close()
    try await store.close()
    let calls: [(name: String, body: () async throws -> Void)] = [
      ("a view", { await (try await store.beginRead()).end() }),
      ("a transaction", { await (try await store.beginWrite()).end() }),
      ("reading", { _ = try await store.count(Jot.self) }), ("writing", { try await store.insert(Jot(2)) }),
    ]
    var refused: [String] = []
    for (name, body) in calls {
      do { try await body() } catch {
        refused.append(name)
        if case StoreError.unavailable = error { continue }
        t.fail("\(name) of a closed store threw \(error)")
      }
    }
    // A store that holds nothing needs not end; one that does so does it altogether.
    if refused.isEmpty { return }
    t.expect(refused, is: calls.map(\.name), "what a closed store refuses")
    let change = await changes.next()
    t.expect(change == nil, "a follower of a closed store was told of another change")
  }
}
