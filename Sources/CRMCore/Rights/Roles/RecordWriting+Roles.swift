extension RecordWriting where Self: ~Copyable {
  /// Lets somebody hold a role; nothing happens when they do.
  ///
  /// - Throws: ``StoreError/notAllowed(_:_:)`` when the one who acts may not, also because the role allows more than they hold.
  @discardableResult
  public func give(_ role: Role.ID, to actor: Identifier) async throws -> RoleAssignment {
    try await writing { context in
      let store = StoreTransaction(sharing: context)
      let name = actor.description
      if let held = try await store.first(RoleAssignment.self, where: \.actor == name && \.role == role) { return held }
      var assignment = RoleAssignment(id: store.newID())
      (assignment.actor, assignment.role) = (name, role)
      return try await store.insert(assignment)
    }
  }

  /// Takes a role from somebody; nothing happens when they don't hold it.
  ///
  /// - Throws: ``StoreError/notAllowed(_:_:)``.
  public func take(_ role: Role.ID, from actor: Identifier) async throws {
    try await writing { context in
      let store = StoreTransaction(sharing: context)
      let name = actor.description
      if let held = try await store.first(RoleAssignment.self, where: \.actor == name && \.role == role) {
        try await store.delete(held.id)
      }
    }
  }
}

extension RecordReading where Self: ~Copyable {
  /// The roles that somebody holds, as far as the one who acts may see them, by name.
  public func roles(of actor: Identifier) async throws -> [Role] {
    try await reading { context in
      let view = Snapshot(sharing: context)
      let held = try await view.fetch(RoleAssignment.self, where: \.actor == actor.description).compactMap(\.role)
      return try await view.fetch(Role.self, where: \.id ~= .isIn(held), sort: .ascending(\.name))
    }
  }
}
