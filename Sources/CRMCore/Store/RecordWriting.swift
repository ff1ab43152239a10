/// What can be done to records: by a store, one operation a transaction; by a transaction; by a `CRM`.
public protocol RecordWriting: RecordReading, ~Copyable {
  /// Runs a body inside a transaction: the surrounding one, or one of its own.
  func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T

  /// Runs a single operation inside a transaction: ``writing(_:)`` for what awaits nothing but the context's own methods.
  ///
  /// Code of others, which might write past the context, is not to be awaited in it: a write on the same store would wait for itself there
  /// instead of being refused. Whoever passes on ``writing(_:)`` needs not implement it.
  ///
  /// - Throws: What the operation throws, and what ``writing(_:)`` does.
  func performing<T>(_ operation: (borrowing WriteContext) async throws -> T) async throws -> T

  /// Adds a record.
  ///
  /// Of those that several tasks add to an ``AutomatedStore`` at the same time, many are added by one transaction. Whoever passes on ``writing(_:)`` to one
  /// passes this on too; others need not implement it.
  ///
  /// - Returns: The record as it was stored, with its stamp.
  /// - Throws: ``RecordError/invalid(_:_:)`` with every problem, ``StoreError/missingTarget(_:field:target:)``,
  ///   ``StoreError/cycle(_:field:path:)``, ``StoreError/duplicate(_:fields:other:)``, ``StoreError/alreadyExists(_:)``.
  @discardableResult
  func insert<R: Record>(_ record: R) async throws -> R

  /// What a module's service works on; what can be copied needs not implement it.
  func writingScope() -> WritingScope
}

extension RecordWriting where Self: ~Copyable {
  /// Runs a single operation inside a transaction, as ``writing(_:)`` does.
  public func performing<T>(_ operation: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await writing(operation)
  }

  /// Runs a body inside a transaction: the surrounding one, which it joins, or one of its own, see `Store.write(_:)`.
  ///
  /// It is how a service of one's own makes one of several operations, whoever calls it.
  ///
  /// - Throws: What the body throws; a transaction of its own is undone then.
  public func write<T>(_ body: (inout StoreTransaction) async throws -> T) async throws -> T {
    try await writing { context in
      var transaction = StoreTransaction(sharing: context)
      return try await body(&transaction)
    }
  }

  /// Adds a record, in a transaction of its own or the surrounding one.
  ///
  /// - Throws: What the requirement says.
  @discardableResult @inlinable
  public func insert<R: Record>(_ record: R) async throws -> R {
    try await performing { try await $0.insert(record) }
  }

  /// Writes a changed record, made from the revision that its stamp names.
  ///
  /// A record without a change is left alone, and its revision too.
  ///
  /// - Parameters:
  ///   - record: The changed record.
  ///   - base: The record as the caller read it. When the update comes too late, the fields in conflict are found by
  ///     comparing with it; without it, with the history.
  /// - Returns: The record as it is stored now, with its new stamp.
  /// - Throws: ``StoreError/stale(_:)`` when the record was changed since, and what ``insert(_:)`` throws.
  @discardableResult
  public func update<R: Record>(_ record: R, readAs base: R? = nil) async throws -> R {
    try await performing { try await $0.update(record, readAs: base) }
  }

  /// Reads a record, changes it and writes it back, in one transaction.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, and what ``insert(_:)`` throws.
  @discardableResult
  public func update<R: Record>(_ id: RecordID<R>, _ change: (inout R) throws -> Void) async throws -> R {
    try await performing { context in
      guard let current = try await context.record(id.key) else {
        throw try await context.missing(id.key, for: .update)
      }
      let base = try R.schema.decode(current)
      var record = base
      try change(&record)
      return try await context.update(record, readAs: base)
    }
  }

  /// Deletes a record, and does to those that refer to it what their declaration says.
  ///
  /// Its history stays.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/stillReferenced(_:by:field:)``.
  public func delete<R: Record>(_ id: RecordID<R>) async throws {
    try await performing { try await $0.delete(id.key) }
  }

  /// Writes a deleted record back from its history, under the same identifier.
  ///
  /// - Throws: ``StoreError/notFound(_:)`` when the history knows of no such deleted record, ``StoreError/alreadyExists(_:)``, and what
  ///   ``insert(_:)`` throws.
  @discardableResult
  public func restore<R: Record>(_ id: RecordID<R>) async throws -> R {
    try await performing { try R.schema.decode(await $0.restore(id.key)) }
  }
}
