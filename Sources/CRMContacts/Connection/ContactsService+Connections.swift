public import CRMCore

extension ContactsService where Scope: ~Copyable {
  /// The connections of an account or contact, whichever side made them, in the order in which they were made.
  ///
  /// - Parameters:
  ///   - id: The account or contact.
  ///   - day: Only those that hold on that day; nil for all that ever did or will.
  public func connections<C: CustomerRecord>(
    of id: RecordID<C>, on day: CalendarDate? = nil
  ) async throws -> [PartyConnection] {
    try await scope.reading { try await Snapshot(sharing: $0).connections(of: id, on: day) }
  }
}

extension ContactsService where Scope: RecordWriting & ~Copyable {
  /// Says what one party is to another; the user who acts looks after the connection.
  ///
  /// ```swift
  /// try await crm.contacts.connect(maker.id, to: dealer.id, as: .distributor)   // the maker is the dealer's principal
  /// ```
  ///
  /// - Parameters:
  ///   - one: An account or contact.
  ///   - other: Another.
  ///   - role: What the other is to the one.
  ///   - reciprocal: What the one is to the other; nil for ``ConnectionRole/reciprocal``.
  ///   - validFrom: The first day on which it holds; nil when it always has.
  ///   - validUntil: The last day on which it holds; nil when no end is known.
  /// - Throws: `StoreError.duplicate` when they are connected so already, from whichever side.
  @discardableResult
  public func connect<One: CustomerRecord, Other: CustomerRecord>(
    _ one: RecordID<One>, to other: RecordID<Other>, as role: ConnectionRole, reciprocal: ConnectionRole? = nil,
    from validFrom: CalendarDate? = nil, until validUntil: CalendarDate? = nil
  ) async throws -> Connection {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var connection = Connection(id: transaction.newID())
      connection.from = CustomerReference(one)
      connection.to = CustomerReference(other)
      connection.role = role
      connection.reciprocalRole = reciprocal ?? role.reciprocal
      connection.owner = try await transaction.actingUser()
      connection.validFrom = validFrom
      connection.validUntil = validUntil
      return try await transaction.insert(connection)
    }
  }
}

extension Snapshot {
  func connections<C: CustomerRecord>(of id: RecordID<C>, on day: CalendarDate?) async throws -> [PartyConnection] {
    let side = CustomerReference(id)
    let either = side.isReferred(by: "from") || side.isReferred(by: "to")
    return try await fetch(Connection.self, where: Filter(either)).filter { day.map($0.holds) ?? true }
      .compactMap { PartyConnection($0, seenFrom: id.key) }
  }
}
