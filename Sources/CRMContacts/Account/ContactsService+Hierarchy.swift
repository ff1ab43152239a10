public import CRMCore

extension ContactsService where Scope: ~Copyable {
  /// The accounts that an account belongs to: its parent first, the root of the hierarchy last; empty for a root.
  ///
  /// - Throws: `StoreError.notFound`.
  /// - Complexity: one look-up a level.
  public func ancestors(of id: Account.ID) async throws -> [Account] {
    try await scope.reading { try await Snapshot(sharing: $0).ancestors(of: id) }
  }

  /// The account at the top of the hierarchy that an account belongs to: itself, when it belongs to none.
  ///
  /// - Throws: `StoreError.notFound`.
  public func root(of id: Account.ID) async throws -> Account {
    try await scope.reading { context in
      let snapshot = Snapshot(sharing: context)
      if let root = try await snapshot.ancestors(of: id).last { return root }
      return try await snapshot.get(id)
    }
  }

  /// An account and all that belong to it, directly or through others.
  ///
  /// - Throws: `StoreError.notFound`.
  /// - Complexity: one query a level and thousand accounts of it.
  public func hierarchy(under id: Account.ID) async throws -> AccountHierarchy {
    try await scope.reading { try await Snapshot(sharing: $0).hierarchy(under: id) }
  }
}

extension Snapshot {
  /// The accounts above one, the nearest first.
  func ancestors(of id: Account.ID) async throws -> [Account] {
    var path: [Account] = []
    var visited: Set = [id]
    var next = try await get(id).parent
    // Accounts that were stored before parents were held to it may lead back.
    while let id = next, visited.insert(id).inserted, let account = try await find(id) {
      path.append(account)
      next = account.parent
    }
    return path
  }

  fileprivate func hierarchy(under top: Account.ID) async throws -> AccountHierarchy {
    _ = try await get(top)
    var levels: [[Account.ID]] = []
    var visited: Set = [top]
    var level = [top]
    while !level.isEmpty {
      var children: [Account.ID] = []
      for start in stride(from: 0, to: level.count, by: 1000) {
        let parents = Array(level[start..<min(start + 1000, level.count)])
        children += try await fetch(Account.self, where: \.parent ~= .isIn(parents)).map(\.id)
      }
      level = children.filter { visited.insert($0).inserted }.sorted()
      if !level.isEmpty { levels.append(level) }
    }
    return AccountHierarchy(top: top, levels: levels)
  }
}
