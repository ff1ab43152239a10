/// Which entries of the history an actor may read: those of the records that they may read as these are now, and of deleted records that
/// they could have read.
///
/// Only those of a record's last life count. Somebody who inserts a record of their own under the identifier of a deleted one must not learn
/// what that was.
struct RestrictedHistory {
  let view: RestrictedView

  /// The part of an answer that may be read, in its order.
  func readable(_ entries: [AnyRecord]) async throws -> [AnyRecord] {
    var parts: [RecordKey: Part] = [:]
    var readable: [AnyRecord] = []
    for record in entries {
      let entry = try HistoryEntry.schema.decode(record)
      guard let id = Identifier(entry.record) else { continue }
      let subject = RecordKey(entity: entry.subject, id: id)
      if parts[subject] == nil { parts[subject] = try await part(of: subject) }
      if parts[subject]?.contains(entry) == true { readable.append(record) }
    }
    return readable
  }

  /// Which of a record's entries may be read.
  private enum Part {
    case none
    case all
    /// Those that were written after the record's last life began.
    case behind(Identifier)

    func contains(_ entry: HistoryEntry) -> Bool {
      switch self {
      case .none: false
      case .all: true
      case .behind(let end): entry.id.identifier > end
      }
    }
  }

  private func part(of subject: RecordKey) async throws -> Part {
    if view.visible[subject.entity] == nil { return .all }
    let type = try view.rights.catalog.type(of: subject.entity)
    let isThere = try await view.base.unrestricted.record(subject, of: type) != nil
    if isThere, try await view.record(subject, of: type) == nil { return .none }
    let ends = try await ends(of: subject)
    if !isThere {
      guard let last = ends.last, try view.rights.allow(.read, AnyRecord(last, type: type)) == true else {
        return .none
      }
    }
    // The last deletion of a record that is there began nothing new when it was restored from; that one is left out already.
    let before = isThere ? ends.last : ends.dropLast().last
    return before.map { .behind($0.id.identifier) } ?? .all
  }

  /// The deletions of a record that it was not restored from, the oldest first.
  private func ends(of subject: RecordKey) async throws -> [HistoryEntry] {
    let filter: FilterExpression = .and([
      .compare("record", .equal, .text(subject.id.description)), .compare("subject", .equal, .text(subject.entity)),
      .isIn("kind", [HistoryEntry.Kind.deleted.anyValue, HistoryEntry.Kind.restored.anyValue]),
    ])
    // Identifiers are in the order in which the entries were written, also where the clock stands still.
    let entries = try await view.base.unrestricted.records(RecordQuery(HistoryEntry.recordType, where: filter))
    var ends: [HistoryEntry] = []
    for entry in try entries.map(HistoryEntry.schema.decode) {
      if entry.kind == .deleted { ends.append(entry) } else { _ = ends.popLast() }
    }
    return ends
  }
}
