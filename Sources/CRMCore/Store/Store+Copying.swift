public import Foundation

extension Store {
  /// Copies everything that the store holds into another, as it is: records with their identifiers and stamps, custom fields, history, the
  /// agenda, the outbox.
  ///
  /// ```swift
  /// try await files.copy(to: database) { bar.completedUnitCount = Int64($0.records) }
  /// ```
  ///
  /// What is copied is one moment of the store, whatever is written to it meanwhile. The other store holds nothing before, or what an
  /// earlier copy left that did not come to its end: what is there already is compared and left, so copying again goes on. Nobody else should write
  /// to it. In the end everything is read again from both and compared.
  ///
  /// Each batch is one commit of the other store, with a change set on its feed. Nothing is checked that was checked when it was written, and
  /// no rights apply, so copying is for who owns the stores.
  ///
  /// - Parameters:
  ///   - target: The store that is written to. It declares the same records.
  ///   - size: How many records are one commit, at least 1.
  ///   - progress: Called after each batch.
  /// - Returns: What the two stores hold now.
  /// - Throws: ``StoreCopyError`` when the stores don't fit or turn out to differ; what the stores throw; `CancellationError`.
  /// - Complexity: O(*n*) records are read twice and written once; one batch is in memory.
  @discardableResult
  public func copy(
    to target: any Store, inBatchesOf size: Int = 1000, progress: (StoreCopyProgress) -> Void = { _ in }
  ) async throws -> StoreCopyProgress {
    let copy = StoreCopy(source: unrestricted, target: target.unrestricted, batchSize: max(1, size))
    try copy.checkDeclarations()
    return try await copy.source.reading { context in
      let total = try await copy.run(from: context.reader, progress)
      try await copy.verify(context.reader)
      return total
    }
  }
}

/// How far copying a store has come.
public struct StoreCopyProgress: Hashable, Sendable {
  /// How many records of each entity the other store has, of those that were to be copied.
  public internal(set) var recordsByEntity: [String: Int] = [:]
  /// How many of them were there before, from a copy that did not come to its end.
  public internal(set) var found = 0

  /// How many records there are in all.
  public var records: Int { recordsByEntity.values.reduce(0, +) }
}

/// One store can't become a copy of another, or is none.
@nonexhaustive
public enum StoreCopyError: Error, Hashable {
  /// The other store does not declare that kind of record, or declares its fields otherwise.
  case differentDeclaration(entity: String)
  /// The other store has a record that this one does not have, or has otherwise.
  case occupied(RecordKey)
  /// A record that was copied is not the same in both stores.
  case differs(RecordKey)
}

extension StoreCopyError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .differentDeclaration(let entity):
      "the other store declares \(entity) otherwise or not at all; open both with the same records"
    case .occupied(let key): "the other store holds \(key), which is not of this one; copy to an empty store"
    case .differs(let key): "\(key) is not the same in the copy; do not use the copy, and report this"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}

/// The copying of one store into another.
private struct StoreCopy {
  let source: any Store
  let target: any Store
  let batchSize: Int

  /// Checks that both stores keep the same kinds of records with the same fields.
  func checkDeclarations() throws {
    for type in source.catalog.types {
      let other = try? target.catalog.type(of: type.entity)
      guard other?.fields.map(StoredField.init) == type.fields.map(StoredField.init) else {
        throw StoreCopyError.differentDeclaration(entity: type.entity)
      }
    }
  }

  func run(
    from reader: any StoreReader, _ progress: (StoreCopyProgress) -> Void
  ) async throws -> StoreCopyProgress {
    var done = StoreCopyProgress()
    for type in source.catalog.types {
      let isNew = try await target.reading { try await $0.reader.records(RecordQuery(type, limit: 1)).isEmpty }
      try await forEachPage(of: type, in: reader) { page in
        try Task.checkCancellation()
        done.found += try await write(page, of: type, isNew: isNew)
        done.recordsByEntity[type.entity, default: 0] += page.count
        progress(done)
      }
    }
    return done
  }

  /// Writes those of the records that are not there yet.
  ///
  /// - Parameter isNew: Whether none of the type was there before this copy.
  /// - Returns: How many were there.
  private func write(_ page: [AnyRecord], of type: RecordType, isNew: Bool) async throws -> Int {
    let writer = try await target.beginWrite()
    do {
      var missing: [AnyRecord] = []
      for record in page {
        guard !isNew, let known = try await writer.record(record.key, of: type) else {
          missing.append(record)
          continue
        }
        guard try known.isCopy(of: record) else { throw StoreCopyError.occupied(record.key) }
      }
      do { try await writer.insert(missing) } catch let refusal as RefusedInsertion { throw refusal.cause }
      let changes = missing.compactMap { RecordChange(before: nil, after: $0) }
      try await writer.commit(ChangeSet(instant: target.environment.clock(), actor: nil, changes: changes))
      return page.count - missing.count
    } catch {
      await writer.end()
      throw error
    }
  }

  /// Reads both stores once more, side by side.
  func verify(_ reader: any StoreReader) async throws {
    try await target.reading { context in
      for type in source.catalog.types { try await compare(type, in: reader, with: context.reader) }
    }
  }

  private func compare(_ type: RecordType, in reader: any StoreReader, with other: any StoreReader) async throws {
    var last: RecordCursor?
    try await forEachPage(of: type, in: reader) { page in
      try Task.checkCancellation()
      let copies = try await other.records(RecordQuery(type, limit: page.count, after: last))
      for (record, copy) in zip(page, copies) {
        if copy.id < record.id { throw StoreCopyError.occupied(copy.key) }
        guard try copy.isCopy(of: record) else { throw StoreCopyError.differs(record.key) }
      }
      if copies.count < page.count { throw StoreCopyError.differs(page[copies.count].key) }
      last = page.last.map { RecordCursor(keys: [], id: $0.id) }
    }
    if let more = try await other.records(RecordQuery(type, limit: 1, after: last)).first {
      throw StoreCopyError.occupied(more.key)
    }
  }

  /// Shows the records of a type in the order of their identifiers.
  private func forEachPage(
    of type: RecordType, in reader: any StoreReader, _ body: ([AnyRecord]) async throws -> Void
  ) async throws {
    var last: RecordCursor?
    while true {
      let page = try await reader.records(RecordQuery(type, limit: batchSize, after: last))
      guard let end = page.last else { return }
      try await body(page)
      guard page.count == batchSize else { return }
      last = RecordCursor(keys: [], id: end.id)
    }
  }
}

extension AnyRecord {
  /// Whether the records are the same to everybody who reads them.
  fileprivate func isCopy(of other: AnyRecord) throws -> Bool {
    // A store may lay out the bytes in its own way.
    try self == other || (key == other.key && stamp == other.stamp && values() == other.values())
  }
}
