public import CRMCore

extension ContactsService where Scope: ~Copyable {
  /// What happened to a record, the newest first, all from one view: what every source of ``ContactsPolicies/timeline`` knows of it.
  ///
  /// - Parameters:
  ///   - key: A record of any type.
  ///   - withContacts: For an account: whether what happened to its contacts belongs to it.
  ///   - limit: The greatest number of entries.
  ///   - position: Where to go on: ``TimelinePage/next`` of the part before; nil for the beginning.
  /// - Throws: `StoreError.notFound`.
  /// - Complexity: each source is asked once, and once more for each contact.
  public func timeline(
    of key: RecordKey, withContacts: Bool = false, limit: Int = 50, after position: TimelinePosition? = nil
  ) async throws -> TimelinePage {
    try await scope.reading { context in
      try await Snapshot(sharing: context).timeline(of: key, withContacts: withContacts, limit: limit, after: position)
    }
  }

  /// What happened to a record, the newest first: ``timeline(of:withContacts:limit:after:)-(RecordKey,_,_,_)`` of its identifier.
  public func timeline<R: Record>(
    of id: RecordID<R>, withContacts: Bool = false, limit: Int = 50, after position: TimelinePosition? = nil
  ) async throws -> TimelinePage {
    try await timeline(of: id.key, withContacts: withContacts, limit: limit, after: position)
  }
}

extension Snapshot {
  func timeline(
    of key: RecordKey, withContacts: Bool, limit: Int, after position: TimelinePosition?
  ) async throws -> TimelinePage {
    guard let record = try await reading({ try await $0.record(key) }) else { throw StoreError.notFound(key) }
    let limit = max(limit, 1)
    var subjects = [key]
    if withContacts, record.type == Account.recordType {
      subjects += try await fetch(Contact.self, where: \.account == Account.ID(key.id)).map(\.key)
    }
    let sources = try await reading { $0.environment.contacts.timeline }
    // Of each its newest are enough to find the newest of all. What has to do with several subjects is told once.
    var entries: [TimelinePosition: TimelineEntry] = [:]
    for subject in subjects {
      for source in sources {
        for entry in try await source.entries(of: subject, after: position, limit: limit, in: self) {
          entries[entry.position] = entry
        }
      }
    }
    let newest = entries.values.sorted { $0.position < $1.position }.prefix(limit)
    return TimelinePage(
      entries: Array(newest), next: entries.count > newest.count || newest.count == limit ? newest.last?.position : nil)
  }
}
