extension RecordWriting where Self: ~Copyable {
  /// Puts something into somebody's inbox, in the transaction that decides it.
  ///
  /// - Parameters:
  ///   - recipient: Who should know it.
  ///   - kind: Why.
  ///   - text: What happened, in words.
  ///   - regarding: The record that it is about.
  @discardableResult
  public func notify(
    _ recipient: Identifier, _ kind: InboxItem.Kind = .message, _ text: String = "", regarding: RecordKey? = nil
  ) async throws -> InboxItem {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      var item = InboxItem(id: engine.newID())
      item.recipient = recipient.description
      item.kind = kind
      item.text = text
      item.regarding = regarding
      return try await engine.insert(item)
    }
  }

  /// Marks an entry of the inbox as read.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, also when it is somebody else's.
  @discardableResult
  public func markRead(_ id: InboxItem.ID) async throws -> InboxItem {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      var item = try await engine.get(id)
      if let actor = engine.environment.actor, item.recipient != actor.description {
        throw StoreError.notFound(id.key)
      }
      item.readAt = item.readAt ?? engine.instant
      return try await engine.update(item)
    }
  }

  /// Lets the actor know from now on what others do to a record: through an ``AutomatedStore``.
  ///
  /// - Throws: ``StoreError/notFound(_:)`` when there is no such record, or none that the actor may see.
  public func watch(_ key: RecordKey) async throws {
    try await writing { context in
      guard try await context.record(key) != nil else { throw StoreError.notFound(key) }
      let engine = StoreTransaction(unrestricting: context)
      guard let actor = engine.environment.actor, try await engine.watch(of: key, by: actor) == nil else { return }
      var watch = Watch(id: engine.newID())
      watch.actor = actor.description
      watch.subject = key.entity
      watch.record = key.id.description
      try await engine.insert(watch)
    }
  }

  /// Ends what ``watch(_:)`` began.
  public func unwatch(_ key: RecordKey) async throws {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      guard let actor = engine.environment.actor, let watch = try await engine.watch(of: key, by: actor) else { return }
      try await engine.delete(watch.id)
    }
  }

  private func watch(of key: RecordKey, by actor: Identifier) async throws -> Watch? {
    try await first(where: \.record == key.id.description && \.actor == actor.description)
  }
}
