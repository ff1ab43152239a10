public import CRMCore

/// All that is known of an account or contact on one page, as one view saw it: the 360° view.
public struct CustomerProfile<C: CustomerRecord>: Sendable {
  /// The account or contact.
  public let record: C
  /// The accounts that it belongs to, the nearest first.
  public let accounts: [Account]
  /// The contacts of an account, the first by family name; of a contact none.
  public let contacts: [Contact]
  /// The life-cycle stages that it has been in, the oldest first.
  public let lifecycle: [LifecycleChange]
  /// Its connections that hold today.
  public let connections: [PartyConnection]
  /// Whether it may be written to for marketing, by each channel in which it can be.
  public let permissions: [ContactChannel: ContactPermission]
  /// What is to be done about it, the most urgent first.
  public let openToDos: [ToDo]
  /// What happened last, an account's contacts included.
  public let timeline: TimelinePage
  /// What other modules have to say, in the order in which they were composed.
  public let sections: [ProfileSection]
}

extension ContactsService where Scope: ~Copyable {
  /// All that is known of an account or contact, from one view.
  ///
  /// - Parameters:
  ///   - id: The account or contact.
  ///   - limit: The greatest number of contacts, to-dos and entries of the timeline.
  /// - Throws: `StoreError.notFound`.
  public func profile<C: CustomerRecord>(of id: RecordID<C>, limit: Int = 20) async throws -> CustomerProfile<C> {
    try await scope.reading { context in
      let snapshot = Snapshot(sharing: context)
      let record = try await snapshot.get(id)
      let today = try context.environment.calendar.date(of: context.environment.clock())
      var sections: [ProfileSection] = []
      for source in context.environment.contacts.profile {
        if let section = try await source.section(about: id.key, in: snapshot) { sections.append(section) }
      }
      let channels = ContactPermission.channels(to: record)
      return CustomerProfile(
        record: record, accounts: try await snapshot.accounts(above: id.party),
        contacts: try await snapshot.contacts(of: id.party, limit: limit),
        lifecycle: try await snapshot.contacts.lifecycle(of: id),
        connections: try await snapshot.connections(of: id, on: today),
        permissions: try await snapshot.permissions(to: CustomerReference(id), by: channels, for: .marketing),
        openToDos: try await snapshot.contacts.openToDos(regarding: id.key, limit: limit),
        timeline: try await snapshot.timeline(of: id.key, withContacts: true, limit: limit, after: nil),
        sections: sections)
    }
  }
}

extension Snapshot {
  fileprivate func accounts(above party: Party) async throws -> [Account] {
    switch party {
    case .account(let id): return try await ancestors(of: id)
    case .contact(let id):
      guard let account = try await get(id).account, let employer = try await find(account) else { return [] }
      return [employer] + (try await ancestors(of: account))
    case .user, .address: return []
    }
  }

  fileprivate func contacts(of party: Party, limit: Int) async throws -> [Contact] {
    guard case .account(let id) = party else { return [] }
    return try await fetch(
      Contact.self, where: \.account == id, sort: .ascending("familyName.order"), limit: max(limit, 1))
  }
}
