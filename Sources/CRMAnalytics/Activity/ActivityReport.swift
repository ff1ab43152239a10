public import CRMContacts
public import CRMCore

/// What people have done, against what is expected of each of them.
///
/// It is no ranking: people come in the order of their names, each beside the standard and never beside the others. It counts what the one who asks
/// may see, so ask for people of whom they may see all. It is asked for again when a name or the number of people changes; what they do is kept up to date from what changes.
public struct ActivityReport: Report {
  /// What is expected.
  public var standard: ActivityStandard
  /// The days that are looked at.
  public var dates: ReportDates
  /// The calendar of weeks, months and years; nil for that of the environment.
  public var calendar: ReportCalendar?
  /// Who is looked at.
  public var people: Filter<User>

  /// Asks for people's activity.
  public init(
    against standard: ActivityStandard, dates: ReportDates = .during(.previous(.week)),
    by calendar: ReportCalendar? = nil, of people: Filter<User> = \.isActive == true
  ) {
    self.standard = standard
    self.dates = dates
    self.calendar = calendar
    self.people = people
  }

  /// People's activity.
  public struct Answer: Hashable, Sendable {
    /// The days that were looked at.
    public let days: Range<CalendarDate>
    /// The people, in the order of their names.
    public let people: [Person]
  }

  /// One person's activity.
  public struct Person: Hashable, Sendable {
    /// Who it is.
    public let user: User.ID
    /// Their name.
    public let name: String
    /// What they did, in the order of the standard.
    public let items: [Item]
  }

  /// One activity of a person.
  public struct Item: Hashable, Sendable {
    /// What it is.
    public let activity: ActivityKind
    /// How many they did.
    public let attained: Int
    /// How many were expected, of at most two digits.
    public let expected: ExactDecimal

    /// The part of what was expected, of six digits: 1 and more where the standard is met; nil where nothing was expected.
    public var share: ExactDecimal? { .share(ExactDecimal(Int64(attained)), of: expected) }
  }

  /// Answers the question from one view.
  ///
  /// - Throws: `CalendarError` for days that the calendar does not reach; `FilterError`.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    let days = try crm.days(of: dates, by: calendar)
    let own = calendar ?? crm.environment.calendar
    let expected = try standard.expectations.map { try $0.expected(in: days, own) }
    var attained: [[Identifier: Int]] = []
    for expectation in standard.expectations {
      attained.append(try await crm.counts(of: expectation.activity, in: days))
    }
    let users = try await crm.fetch(where: people, sort: .ascending("name.order"))
    return Answer(
      days: days,
      people: users.map { user in
        let items = standard.expectations.indices.map { place in
          Item(
            activity: standard.expectations[place].activity, attained: attained[place][user.id.identifier] ?? 0,
            expected: expected[place])
        }
        return Person(user: user.id, name: user.name, items: items)
      })
  }
}

extension Snapshot {
  /// How many of an activity each person did in some days; none where the store keeps no such records.
  fileprivate func counts(of activity: ActivityKind, in days: Range<CalendarDate>) async throws -> [Identifier: Int] {
    guard try await reading({ $0.catalog.types.contains(activity.type) }) else { return [:] }
    guard let moment = activity.type.field(named: activity.moment.text) else {
      throw FilterError.unknownField(activity.moment.text, entity: activity.type.entity, suggestions: [])
    }
    let dates = ReportDates.days(days)
    let done =
      try activity.condition
      && (moment.type == .instant
        ? condition(moment: activity.moment, in: dates) : condition(activity.moment, in: dates))
    let rows = try await rows(of: activity.type, where: done, by: [Grouping(activity.person)], .count)
    var counts: [Identifier: Int] = [:]
    for row in rows {
      if let person = row.group[0].identifier { counts[person] = row.values[0].wholeNumber }
    }
    return counts
  }
}

extension Report where Self == ActivityReport {
  /// What people have done, against what is expected of each of them: ``ActivityReport``.
  public static func activity(
    against standard: ActivityStandard, dates: ReportDates = .during(.previous(.week)),
    by calendar: ReportCalendar? = nil, of people: Filter<User> = \.isActive == true
  ) -> ActivityReport {
    ActivityReport(against: standard, dates: dates, by: calendar, of: people)
  }
}
