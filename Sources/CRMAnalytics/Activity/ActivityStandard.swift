public import CRMContacts
public import CRMCore

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
}

/// What is expected of each person: so many of each activity in a stretch of time.
///
/// ```swift
/// let standard = ActivityStandard([.init(20, .calls, per: .week), .init(4, .meetings, per: .month)])
/// ```
public struct ActivityStandard: Hashable, Sendable {
  /// What is expected.
  public var expectations: [Expectation]

  /// Expects so much.
  public init(_ expectations: [Expectation]) { self.expectations = expectations }

  /// What is expected of one activity.
  public struct Expectation: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// Of what.
    public var activity: ActivityKind
    /// In each day, week, month, quarter or year.
    public var granularity: DateGranularity

    /// Expects so many of an activity in each stretch of time.
    public init(_ count: Int, _ activity: ActivityKind, per granularity: DateGranularity = .week) {
      self.count = count
      self.activity = activity
      self.granularity = granularity
    }

    /// How many are expected in some days: of stretches that lie there in part, a part by the days; rounded half-even to two digits.
    func expected(in days: Range<CalendarDate>, _ calendar: ReportCalendar) throws -> ExactDecimal {
      var sum = ExactDecimal.zero
      for bucket in try calendar.buckets(granularity, covering: days) {
        let common = bucket.dates.clamped(to: days)
        let part = Int64(common.lowerBound.days(to: common.upperBound))
        let whole = Int64(bucket.start.days(to: bucket.end))
        sum =
          try sum
          + (ExactDecimal(part) * ExactDecimal(Int64(count))).divided(
            by: ExactDecimal(whole), scale: 6, rounding: .halfEven)
      }
      return try sum.rounded(toScale: 2, .halfEven)
    }
  }
}
