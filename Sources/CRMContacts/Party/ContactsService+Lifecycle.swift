public import CRMCore

extension ContactsService where Scope: ~Copyable {
  /// The life-cycle stages that an account or contact has been in, the oldest change first, as its history knows them; empty when there is no
  /// such record, or none that the actor may see.
  ///
  /// What it was created with is the first of them.
  public func lifecycle<C: CustomerRecord>(of id: RecordID<C>) async throws -> [LifecycleChange] {
    try await scope.reading { try await $0.lifecycle(of: id.key) }
  }
}

extension ContactsService where Scope: RecordWriting & ~Copyable {
  /// Moves an account or contact forward to a life-cycle stage; one that is there already, or further, is left as it is.
  ///
  /// The order is that of ``ContactsPolicies/lifecycle``; a stage that is not named there comes before all others. To move somebody back,
  /// write the stage.
  ///
  /// - Throws: `StoreError.notFound`.
  @discardableResult
  public func advance<C: CustomerRecord>(_ id: RecordID<C>, to stage: LifecycleStage) async throws -> C {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let order = transaction.environment.contacts.lifecycle
      func rank(_ stage: LifecycleStage?) -> Int { stage.flatMap(order.firstIndex) ?? -1 }
      return try await transaction.update(id) { if rank($0.lifecycleStage) < rank(stage) { $0.lifecycleStage = stage } }
    }
  }
}

extension ReadContext {
  fileprivate func lifecycle(of key: RecordKey) async throws -> [LifecycleChange] {
    let items = try await history(of: key)
    let current = try await record(key)?.value(of: "lifecycleStage").text
    let changes = items.flatMap { item in
      item.changes.filter { $0.field == "lifecycleStage" }.map { change in
        LifecycleChange(
          from: change.before.map(LifecycleStage.init), to: change.after.map(LifecycleStage.init),
          instant: item.instant,
          actor: item.actor)
      }
    }
    // The creation leaves no entry: it began with what the first change found, or with what is there still.
    let first = changes.first.map(\.from) ?? current.map(LifecycleStage.init)
    guard let creation = items.first, let first else { return changes }
    return [LifecycleChange(from: nil, to: first, instant: creation.instant, actor: creation.actor)] + changes
  }
}
