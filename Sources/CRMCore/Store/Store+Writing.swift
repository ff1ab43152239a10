extension Store {
  /// Runs a body inside a transaction, which is committed when the body returns and undone when it throws.
  ///
  /// ```swift
  /// try await store.write { store in
  ///   let account = try await store.insert(account)
  ///   try await store.update(opportunity.id) { $0.account = account.id }
  /// }
  /// ```
  ///
  /// The body may be run again when the store asks for it, so it has no effects outside the transaction. Writers wait for one another,
  /// in the order of their arrival where the store has one at a time.
  ///
  /// - Throws: What the body throws; ``StoreError/nestedWrite`` when called from inside a body on the same store;
  ///   ``StoreError/conflict(attempts:)``.
  public func write<T>(_ body: (inout StoreTransaction) async throws -> T) async throws -> T {
    try await writing { context in
      var transaction = StoreTransaction(sharing: context)
      return try await body(&transaction)
    }
  }

  /// Runs a body inside a transaction: `write(_:)` for those who need no more than its context.
  ///
  /// - Throws: As `write(_:)` does.
  @inline(__always)
  public func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await writing(at: nil, body)
  }

  /// Runs a single operation inside a transaction: ``writing(_:)`` for what awaits nothing but the context's own methods.
  ///
  /// - Throws: What the operation throws, and what ``writing(_:)`` does.
  @inline(__always)
  public func performing<T>(_ operation: (borrowing WriteContext) async throws -> T) async throws -> T {
    try await writing(at: nil, isMarked: false, operation)
  }

  /// Runs a body inside a transaction that counts as begun at a time of the caller's.
  ///
  /// - Parameters:
  ///   - instant: That time; nil for the time at which it is, which also holds when it is tried again.
  ///   - isMarked: Whether a write on the same store from inside the body is refused. What can't write there is spared the mark.
  ///   - acknowledge: Is called as soon as the transaction is certain: ``StoreWriter/commit(_:acknowledge:)``.
  @inline(__always)
  func writing<T>(
    at instant: Instant?, isMarked: Bool = true, acknowledge: () -> Void = {},
    _ body: (borrowing WriteContext) async throws -> T
  ) async throws -> T {
    let outer = WriteScope.innermost
    if let outer, outer.isOpen(on: scopeID) { throw StoreError.nestedWrite }
    var number = 1
    while true {
      do {
        return try await attempt(
          number, in: isMarked ? WriteScope(store: scopeID, inside: outer) : nil, at: number == 1 ? instant : nil,
          acknowledge, body)
      } catch StoreError.conflict {
        guard number < WriteAttempt.most else { throw StoreError.conflict(attempts: number) }
        number += 1
      }
    }
  }

  /// Whether the code that asks is inside of a transaction on this store.
  var isBeingWritten: Bool { WriteScope.innermost?.isOpen(on: scopeID) ?? false }

  /// What stands for the store in a ``WriteScope``.
  private var scopeID: ObjectIdentifier { ObjectIdentifier(unrestricted.feed) }

  /// Runs a body inside a transaction once.
  ///
  /// The isolation is taken as a parameter, since the closure that is handed to the library's function would leave the caller's actor without it:
  /// two hops for each write of a view on the main actor.
  @inline(__always)
  private func attempt<T>(
    _ number: Int, in scope: WriteScope?, at instant: Instant?, _ acknowledge: () -> Void,
    isolation: isolated (any Actor)? = #isolation,
    _ body: nonisolated(nonsending) (borrowing WriteContext) async throws -> T
  ) async throws -> T {
    let writer =
      try await number == 1 ? beginWrite() : WriteAttempt.$number.withValue(number) { try await beginWrite() }
    do {
      let context = WriteContext(writer: writer, catalog: catalog, environment: environment, instant: instant)
      let result: T
      if let scope {
        defer { scope.close() }
        result = try await WriteScope.$current.withValue(scope) {
          _ = isolation
          return try await body(context)
        }
      } else {
        result = try await body(context)
      }
      try await context.commit(acknowledge: acknowledge)
      return result
    } catch {
      await writer.end()
      throw error
    }
  }
}
