extension RecordWriting where Self: ~Copyable {
  /// Puts a message into the outbox, in the transaction that decides it: what is undone sends nothing.
  ///
  /// ```swift
  /// try await crm.transaction { crm in
  ///   let contact = try await crm.insert(contact)
  ///   try await crm.post(welcome, over: .email, to: address, key: "welcome \(contact.id)", regarding: contact.key)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - message: What is sent.
  ///   - channel: The way.
  ///   - recipient: Whom it is for, as the transport understands it; what order and limits go by.
  ///   - key: What tells the message from every other of the channel: posted a second time under the same key, it is left as it is. Without one,
  ///     each call is a message of its own.
  ///   - due: When it is sent; at once, when it is nil.
  ///   - regarding: The record that it is about.
  /// - Returns: The outbox's row: the one that was there, when the key was known.
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)`` when the store does not keep ``OutboxMessage``.
  @discardableResult
  public func post<Message>(
    _ message: Message, over channel: OutboxChannel<Message>, to recipient: String, key: String? = nil,
    due: Due? = nil, regarding: RecordKey? = nil
  ) async throws -> OutboxMessage {
    try await post(
      json: JSONText.encode(message), over: channel.name, to: recipient, key: key, due: due, regarding: regarding)
  }

  /// Puts a message into the outbox that is JSON already.
  @discardableResult
  func post(
    json: String, over channel: String, to recipient: String, key: String?, due: Due?, regarding: RecordKey?
  ) async throws -> OutboxMessage {
    try await writing { context in
      let outbox = StoreTransaction(unrestricting: context)
      var row = OutboxMessage(id: outbox.newID())
      row.key = key ?? row.id.description
      let known: Filter<OutboxMessage> = \.channel == channel && \.key == row.key
      if key != nil, let known = try await outbox.first(where: known) { return known }
      row.channel = channel
      row.recipient = recipient
      row.message = json
      row.dueAt = try (due ?? .at(outbox.instant)).instant(from: outbox.instant)
      row.plannedAt = row.dueAt
      row.regarding = regarding
      return try await outbox.insert(row)
    }
  }

  /// Takes a message back that no attempt was made to send.
  ///
  /// - Returns: Whether that was still possible.
  /// - Throws: ``StoreError/notFound(_:)`` when there is no such message, or none that the actor may see.
  @discardableResult
  public func withdraw(_ id: OutboxMessage.ID) async throws -> Bool {
    try await writing { context in
      guard try await context.record(id.key) != nil else { throw StoreError.notFound(id.key) }
      let outbox = StoreTransaction(unrestricting: context)
      var row = try await outbox.get(id)
      guard row.state == .waiting, row.attempts == 0 else { return false }
      row.end(.withdrawn)
      try await outbox.update(row)
      return true
    }
  }

  /// Puts a message that was given up back in line, under the same key.
  ///
  /// - Returns: Whether it had been given up.
  /// - Throws: ``StoreError/notFound(_:)`` when there is no such message, or none that the actor may see.
  @discardableResult
  public func retry(_ id: OutboxMessage.ID) async throws -> Bool {
    try await writing { context in
      guard try await context.record(id.key) != nil else { throw StoreError.notFound(id.key) }
      let outbox = StoreTransaction(unrestricting: context)
      var row = try await outbox.get(id)
      guard row.state == .failed else { return false }
      row.state = .waiting
      row.attempts = 0
      row.dueAt = outbox.instant
      try await outbox.update(row)
      return true
    }
  }
}
