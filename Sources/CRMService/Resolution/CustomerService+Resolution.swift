public import CRMCore

extension CustomerService where Scope: ~Copyable {
  /// How often and how a case was resolved, the oldest first.
  ///
  /// - Throws: `StoreError.notFound`.
  public func resolutions(of id: Case.ID) async throws -> [CaseResolution] {
    try await scope.reading { context in
      let snapshot = Snapshot(sharing: context)
      _ = try await snapshot.get(id)
      return try await snapshot.fetch(CaseResolution.self, where: \.case == id)
    }
  }
}

extension CustomerService where Scope: RecordWriting & ~Copyable {
  /// Resolves a case; it is read-only then, until it is reopened.
  ///
  /// - Parameters:
  ///   - id: The case.
  ///   - resolution: What solved it, in words.
  ///   - reason: What that means, as it is counted.
  ///   - timeSpent: How long was worked on it.
  /// - Throws: ``ServiceError/isClosed(_:)``, `StoreError.notFound`; `ProcessError` when the process does not allow it now.
  @discardableResult
  public func resolve(
    _ id: Case.ID, _ resolution: String? = nil, as reason: Case.StatusReason = .problemSolved,
    timeSpent: Duration? = nil
  ) async throws -> Case {
    try await scope.writing { context in
      let now = context.instant
      return try await StoreTransaction(sharing: context).change(id) { record in
        (record.state, record.statusReason, record.resolvedAt) = (.resolved, reason, now)
        (record.resolution, record.timeSpent) = (resolution, timeSpent)
      }
    }
  }

  /// Gives a case up.
  ///
  /// - Parameters:
  ///   - id: The case.
  ///   - reason: Why, as it is counted.
  ///   - note: Why, in words.
  /// - Throws: ``ServiceError/isClosed(_:)``, `StoreError.notFound`; `ProcessError` when the process does not allow it now.
  @discardableResult
  public func cancel(
    _ id: Case.ID, as reason: Case.StatusReason = .canceled, note: String? = nil
  ) async throws -> Case {
    try await scope.writing { context in
      try await StoreTransaction(sharing: context).change(id) { record in
        (record.state, record.statusReason, record.resolution) = (.canceled, reason, note)
      }
    }
  }

  /// Opens a case again that was resolved or canceled: its handling goes on in the stage that it was in, and its clocks run on.
  ///
  /// - Throws: ``ServiceError/isActive(_:)``, `StoreError.notFound`.
  @discardableResult
  public func reopen(_ id: Case.ID) async throws -> Case {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      try await transaction.update(id) { record in
        if record.state == .active { throw ServiceError.isActive(id.key) }
        (record.state, record.statusReason) = (.active, .inProgress)
        (record.resolvedAt, record.resolution, record.timeSpent) = (nil, nil, nil)
      }
      return try await transaction.settled(id)
    }
  }
}
