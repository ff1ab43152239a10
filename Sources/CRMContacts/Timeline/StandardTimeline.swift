public import CRMCore

/// What timelines show when nothing else is chosen: interactions, to-dos, consents, stages of processes, changes of owner and
/// life-cycle stage, and the creation.
public enum StandardTimeline {
  /// The sources.
  public static let sources: [any TimelineSource] = [
    interactions, toDos, consents, stages, ChangeTimeline(of: ["lifecycleStage", "owner"]), CreationTimeline(),
  ]

  /// Interactions in which a record took part, or which were about it.
  private static let interactions = RecordTimeline(
    Interaction.self, at: "startedAt",
    of: { .any("related.key", .compare(.element, .equal, .text($0.id.description))) },
    telling: { .init(kind: .interaction, title: $0.title) })

  /// What is to be done about a record, or was.
  private static let toDos = RecordTimeline(
    ToDo.self, at: "shownAt",
    of: { .compare("record", .equal, .text($0.id.description)) && .compare("subject", .equal, .text($0.entity)) },
    telling: { .init(kind: .toDo, title: $0.title) })

  /// What an account or contact has agreed to.
  private static let consents = RecordTimeline(
    Consent.self, at: "givenAt", of: { CustomerReference(key: $0).isReferred(by: "customer") },
    telling: { .init(kind: .consent, title: $0.state.rawValue) })

  /// The stages that a record came to on its way through a process.
  private static let stages = RecordTimeline(
    StageVisit.self, at: "enteredAt",
    of: {
      .compare("instance.record", .equal, .text($0.id.description))
        && .compare("instance.subject", .equal, .text($0.entity))
    }, telling: { .init(kind: .stage, title: $0.stage) })
}

/// A source of the changes that were made to some fields of a record, as its history knows them.
public struct ChangeTimeline: TimelineSource {
  /// The fields.
  public let fields: [String]

  /// Shows changes of these fields.
  public init(of fields: [String]) { self.fields = fields }

  /// The source's name.
  public var name: String { "change" }

  /// The changes of a record, the newest first.
  public func entries(
    of subject: RecordKey, after position: TimelinePosition?, limit: Int, in snapshot: borrowing Snapshot
  ) async throws -> [TimelineEntry] {
    let changed = FilterExpression.any("changes", .isIn("field", fields.map(AnyValue.text)))
    let own: FilterExpression = .and([
      .compare("record", .equal, .text(subject.id.description)), .compare("subject", .equal, .text(subject.entity)),
      .compare("kind", .equal, .text(HistoryEntry.Kind.updated.rawValue)), changed,
    ])
    let query = RecordQuery(
      HistoryEntry.recordType, where: own, sort: [.descending("createdAt")], limit: limit,
      after: position?.cursor(inSource: name))
    return try await snapshot.reading { context in
      try await context.records(query).map(HistoryEntry.schema.decode).map { entry in
        TimelineEntry(
          .change, "", at: TimelinePosition(entry.stamp.createdAt, source: name, id: entry.id.identifier),
          record: subject, changes: entry.changes.filter { fields.contains($0.field) }, actor: entry.stamp.createdBy)
      }
    }
  }
}

/// A source of one entry: that a record was created.
public struct CreationTimeline: TimelineSource {
  /// Shows the creation.
  public init() {}

  /// The source's name, one of the first, so that what was done in the transaction that created the record stands above it.
  public var name: String { "beginning" }

  /// The creation of a record.
  public func entries(
    of subject: RecordKey, after position: TimelinePosition?, limit: Int, in snapshot: borrowing Snapshot
  ) async throws -> [TimelineEntry] {
    guard limit > 0, let stamp = try await snapshot.reading({ try await $0.record(subject)?.stamp }) else { return [] }
    let place = TimelinePosition(stamp.createdAt, source: name, id: subject.id)
    if let position, place <= position { return [] }
    return [TimelineEntry(.creation, "", at: place, record: subject, actor: stamp.createdBy)]
  }
}
