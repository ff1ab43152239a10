public import CRMCore

/// Something that a timeline shows: a module contributes one to ``ContactsPolicies/timeline`` when the CRM is composed.
///
/// Most show one entry a record: ``RecordTimeline`` is a source for those.
public protocol TimelineSource: Sendable {
  /// A name that no other source has; it stands in cursors.
  var name: String { get }

  /// What happened to a record, the newest first, in the order of ``TimelinePosition``.
  ///
  /// - Parameters:
  ///   - subject: The record whose timeline it is. A source that knows nothing about its kind has no entries.
  ///   - position: Only entries that come after it; nil for all.
  ///   - limit: The greatest number of entries.
  ///   - snapshot: The view that all sources are asked over, as the one who asks may see it.
  func entries(
    of subject: RecordKey, after position: TimelinePosition?, limit: Int, in snapshot: borrowing Snapshot
  ) async throws -> [TimelineEntry]
}

/// A source with one entry for each record of a type that has to do with the timeline's.
///
/// ```swift
/// RecordTimeline(Visit.self, at: "visitedAt", of: { .compare("account", .equal, .reference($0.id)) }) {
///   .init(kind: .init(rawValue: "visit"), title: $0.purpose)
/// }
/// ```
public struct RecordTimeline<R: Record>: TimelineSource {
  /// What is told of a record.
  public struct Telling: Sendable {
    /// What kind of thing happened.
    public let kind: TimelineEntry.Kind
    /// What happened, in a line.
    public let title: String

    /// Tells what happened.
    public init(kind: TimelineEntry.Kind, title: String) {
      self.kind = kind
      self.title = title
    }
  }

  private let instant: FieldPath
  private let condition: @Sendable (RecordKey) -> FilterExpression
  private let telling: @Sendable (R) -> Telling

  /// Shows records of a type.
  ///
  /// - Parameters:
  ///   - type: The type; the entity is the source's name. A store that does not keep it has no entries.
  ///   - instant: The field of the record that says when it happened; those without it are left out.
  ///   - condition: Which records have to do with a timeline's record.
  ///   - telling: What is told of one.
  public init(
    _ type: R.Type, at instant: FieldPath, of condition: @escaping @Sendable (RecordKey) -> FilterExpression,
    telling: @escaping @Sendable (R) -> Telling
  ) {
    self.instant = instant
    self.condition = condition
    self.telling = telling
  }

  /// The entity.
  public var name: String { R.entity }

  /// The records that have to do with a record, the newest first.
  public func entries(
    of subject: RecordKey, after position: TimelinePosition?, limit: Int, in snapshot: borrowing Snapshot
  ) async throws -> [TimelineEntry] {
    let query = RecordQuery(
      R.recordType, where: condition(subject) && .compare(instant, .notEqual, .null), sort: [.descending(instant)],
      limit: limit, after: position?.cursor(inSource: name))
    return try await snapshot.reading { context in
      guard context.catalog.types.contains(R.recordType) else { return [] }
      return try await context.records(query).compactMap { record in
        guard case .instant(let instant) = try record.value(of: instant.text) else { return nil }
        let telling = telling(try R.schema.decode(record))
        return TimelineEntry(
          telling.kind, telling.title, at: TimelinePosition(instant, source: name, id: record.id), record: record.key,
          actor: record.stamp.createdBy)
      }
    }
  }
}
