/// Where a module's operations run, whatever its type: a store, on which each is a transaction of its own, or a transaction that is under way,
/// which they join.
///
/// See ``ReadingScope`` for how a module's service is made of it.
public struct WritingScope: ~Copyable, RecordWriting {
  private enum Base: ~Copyable {
    case anything(any RecordWriting)
    case transaction(StoreTransaction)
  }

  private let base: Base

  init(_ base: any RecordWriting) { self.base = .anything(base) }

  init(_ transaction: consuming StoreTransaction) { base = .transaction(transaction) }

  /// Runs a body over one consistent view.
  public func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
    switch base {
    case .anything(let base): try await base.reading(body)
    case .transaction(let transaction): try await transaction.reading(body)
    }
  }

  /// Runs a body inside a transaction.
  public func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T {
    switch base {
    case .anything(let base): try await base.writing(body)
    case .transaction(let transaction): try await transaction.writing(body)
    }
  }

  /// Runs a single operation inside a transaction.
  public func performing<T>(_ operation: (borrowing WriteContext) async throws -> T) async throws -> T {
    switch base {
    case .anything(let base): try await base.performing(operation)
    case .transaction(let transaction): try await transaction.performing(operation)
    }
  }

  /// Adds a record.
  @discardableResult
  public func insert<R: Record>(_ record: R) async throws -> R {
    switch base {
    case .anything(let base): try await base.insert(record)
    case .transaction(let transaction): try await transaction.insert(record)
    }
  }

  /// The same store or transaction, to be asked only.
  public func readingScope() -> ReadingScope {
    switch base {
    case .anything(let base): ReadingScope(base)
    case .transaction(let transaction): transaction.readingScope()
    }
  }

  /// The same store or transaction once more.
  public func writingScope() -> WritingScope {
    switch base {
    case .anything(let base): WritingScope(base)
    case .transaction(let transaction): transaction.writingScope()
    }
  }
}

extension RecordWriting {
  /// This very store or `CRM`.
  public func writingScope() -> WritingScope { WritingScope(self) }
}

extension StoreTransaction {
  /// The transaction's view, for a module's service.
  public func readingScope() -> ReadingScope { ReadingScope(Snapshot(sharing: context.reading)) }

  /// The same transaction, for a module's service.
  public func writingScope() -> WritingScope { WritingScope(StoreTransaction(sharing: context)) }
}
