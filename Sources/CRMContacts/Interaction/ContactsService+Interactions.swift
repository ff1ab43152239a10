public import CRMCore

extension ContactsService where Scope: RecordWriting & ~Copyable {
  /// Keeps an interaction.
  ///
  /// Addresses of parties become those whose they are, as far as one account or contact has them; others are kept, and become theirs
  /// as soon as one does. The owner is the user who acts, unless the draft names one.
  ///
  /// - Throws: `StoreError.notFound` when there is no such party, or none that the actor may see; `StoreError.duplicate`
  ///   when its `externalID` is known; `RecordError.invalid`.
  @discardableResult
  public func log(_ draft: InteractionDraft) async throws -> Interaction {
    try await scope.writing { try await StoreTransaction(sharing: $0).log(draft) }
  }
}

extension ContactsService where Scope: ~Copyable {
  /// The users, accounts and contacts that have an e-mail address or telephone number, however it is written; of users only the e-mail address
  /// is known.
  ///
  /// - Complexity: a look-up in an index each.
  public func parties(at address: String) async throws -> [Party] {
    guard let key = ContactPoint.key(of: address) else { return [] }
    return try await scope.reading { try await Snapshot(sharing: $0).parties(withKey: key) }
  }
}

extension RecordReading where Self: ~Copyable {
  /// The users, accounts and contacts that are found by the key of an e-mail address or telephone number.
  fileprivate func parties(withKey key: String) async throws -> [Party] {
    let isEmail = key.contains("@")
    let list: FieldPath = isEmail ? "emails.key" : "phones.key"
    let has = FilterExpression.any(list, .compare(.element, .equal, .text(key)))
    var parties: [Party] = []
    if isEmail {
      parties += try await fetch(User.self, where: Filter(.compare("email.key", .equal, .text(key)))).map {
        .user($0.id)
      }
    }
    parties += try await fetch(Contact.self, where: Filter(has)).map { .contact($0.id) }
    return parties + (try await fetch(Account.self, where: Filter(has)).map { .account($0.id) })
  }
}

extension StoreTransaction {
  fileprivate func log(_ draft: InteractionDraft) async throws -> Interaction {
    var interaction = Interaction(id: newID())
    interaction.channel = draft.channel
    interaction.direction = draft.direction
    interaction.title = draft.title
    interaction.body = draft.body
    interaction.duration = draft.duration
    interaction.startedAt = try draft.startedAt ?? instant.advanced(by: .zero - (draft.duration ?? .zero))
    interaction.outcome = draft.outcome
    interaction.owner = if let owner = draft.owner { owner } else { try await actingUser() }
    interaction.regarding = draft.regarding
    interaction.externalID = draft.externalID
    interaction.parties = draft.parties
    for place in interaction.parties.indices { try await complete(&interaction.parties[place]) }
    return try await insert(interaction)
  }

  /// Finds out whose an address is, and what the party is called.
  private func complete(_ party: inout InteractionParty) async throws {
    if let key = party.unresolvedKey {
      let owners = try await parties(withKey: key)
      if owners.count == 1 { party.party = owners[0] }
    }
    guard let key = party.party?.key else { return }
    guard let record = try await reading({ try await $0.record(key) }) else { throw StoreError.notFound(key) }
    if party.name == nil, let name = try record.value(of: "name").text, !name.isEmpty { party.name = name }
  }

  /// Gives interactions with addresses to the one whose they are, where there is one only.
  func resolveParties(at keys: [String]) async throws {
    guard !keys.isEmpty, keeps(Interaction.self) else { return }
    for key in keys {
      let has = FilterExpression.any("unresolved.key", .compare(.element, .equal, .text(key)))
      let interactions = try await fetch(Interaction.self, where: Filter(has))
      guard !interactions.isEmpty, case let owners = try await parties(withKey: key), owners.count == 1 else {
        continue
      }
      for var interaction in interactions {
        for place in interaction.parties.indices where interaction.parties[place].unresolvedKey == key {
          interaction.parties[place].party = owners[0]
        }
        try await update(interaction)
      }
    }
  }

  /// The user who acts; nil when it is the program itself, or somebody of whom the store has no record.
  package func actingUser() async throws -> User.ID? {
    guard let actor = environment.actor else { return nil }
    return try await find(User.ID(actor))?.id
  }
}
