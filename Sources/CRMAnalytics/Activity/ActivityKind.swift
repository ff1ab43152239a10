public import CRMContacts
public import CRMCore
import CRMService

/// Something that people do and that counts: the records of it, whose they are, and when it was done.
///
/// ```swift
/// let visits = ActivityKind("visits", of: Visit.self, by: "owner", at: "visitedAt")
/// ```
public struct ActivityKind: Hashable, Sendable {
  /// The name, which dashboards show; see ``BilingualText`` for its translation.
  public let name: String
  /// The type of the records.
  let type: RecordType
  /// Which of them count.
  let condition: FilterExpression
  /// The reference to the user who did it.
  let person: FieldPath
  /// When it was done: a date or an instant.
  let moment: FieldPath

  /// Describes an activity.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - type: The type of the records.
  ///   - filter: Which of them count.
  ///   - person: The reference to the user who did it.
  ///   - moment: When it was done: a date or an instant.
  public init<R: Record>(
    _ name: String, of type: R.Type = R.self, where filter: Filter<R> = .all, by person: FieldPath = "owner",
    at moment: FieldPath
  ) {
    self.name = name
    self.type = R.recordType
    condition = filter.expression
    self.person = person
    self.moment = moment
  }

  /// Interactions by a channel, whoever began them.
  public static func interactions(by channel: ContactChannel) -> ActivityKind {
    ActivityKind(channel.rawValue, of: Interaction.self, where: \.channel == channel, at: "startedAt")
  }

  /// Calls.
  public static let calls = interactions(by: .call)
  /// Meetings.
  public static let meetings = interactions(by: .meeting)
  /// E-mails.
  public static let emails = interactions(by: .email)
  /// To-dos that were completed.
  public static let toDos = ActivityKind("toDo", of: ToDo.self, where: \.state == .completed, at: "closedAt")
  /// Cases that were resolved.
  public static let cases = ActivityKind("cases", of: Case.self, where: \.state == .resolved, at: "resolvedAt")
}
