/// Each granularity numbers its buckets through all time; a bucket's start follows from its number.
extension ReportCalendar {
  /// The bucket that a day lies in.
  ///
  /// - Throws: ``CalendarError/dateOutOfRange`` where the bucket would reach out of the years 1 to 9999, or
  ///   ``CalendarError/dateNotCovered(_:_:)``.
  /// - Complexity: O(1), some tens of nanoseconds.
  public func bucket(
    _ granularity: DateGranularity, containing date: CalendarDate
  ) throws(CalendarError) -> DateBucket {
    try bucket(granularity, at: index(of: granularity, containing: date))
  }

  /// The bucket that an instant lies in, in the time zone.
  ///
  /// For many instants, ``buckets(_:covering:)`` and ``DateBuckets/index(containing:)-(Instant)`` are faster.
  ///
  /// - Throws: As for a day.
  public func bucket(
    _ granularity: DateGranularity, containing instant: Instant
  ) throws(CalendarError) -> DateBucket {
    try bucket(granularity, containing: date(of: instant))
  }

  /// The bucket so many buckets later, or earlier for a negative number.
  ///
  /// - Throws: As for a day. The bucket may be of another calendar's report: its first day counts.
  public func bucket(_ bucket: DateBucket, advancedBy count: Int) throws(CalendarError) -> DateBucket {
    let (index, overflow) = try index(of: bucket.granularity, containing: bucket.start)
      .addingReportingOverflow(count)
    // Days are the finest, so no index that far from zero is one of the range.
    guard !overflow, (-10_000_000...10_000_000).contains(index) else { throw .dateOutOfRange }
    return try self.bucket(bucket.granularity, at: index)
  }

  /// All the buckets that have a day in common with a range, in their order, also those that nothing will fall in.
  ///
  /// - Throws: As for a day, and ``CalendarError/tooManyBuckets(limit:)`` for more than 100,000.
  public func buckets(
    _ granularity: DateGranularity, covering dates: Range<CalendarDate>
  ) throws(CalendarError) -> DateBuckets {
    var buckets: [DateBucket] = []
    if !dates.isEmpty {
      let first = try index(of: granularity, containing: dates.lowerBound)
      let last = try index(
        of: granularity, containing: CalendarDate(calculated: Int(dates.upperBound.daysSince1970) - 1))
      guard last - first < DateBuckets.limit else { throw .tooManyBuckets(limit: DateBuckets.limit) }
      buckets.reserveCapacity(last - first + 1)
      for index in first...last { buckets.append(try bucket(granularity, at: index)) }
    }
    return try DateBuckets(buckets, timeZone: timeZone)
  }

  /// The number of the bucket that a day lies in.
  private func index(
    of granularity: DateGranularity, containing date: CalendarDate
  ) throws(CalendarError) -> Int {
    let day = Int(date.daysSince1970)
    switch granularity {
    case .day: return day
    case .week: return (day - weekAnchor).flooredQuotientAndRemainder(dividingBy: 7).quotient
    default: break
    }
    let fields = try date.fields(in: system)
    let month = 12 * fields.year + fields.month - 1 - granularity.firstMonth(in: self)
    return month.flooredQuotientAndRemainder(dividingBy: granularity.months).quotient
  }

  private func bucket(_ granularity: DateGranularity, at index: Int) throws(CalendarError) -> DateBucket {
    switch granularity {
    case .day: try dayBucket(index)
    case .week: try weekBucket(index)
    default: try monthsBucket(granularity, at: index)
    }
  }

  private func dayBucket(_ day: Int) throws(CalendarError) -> DateBucket {
    let start = try CalendarDate(calculated: day)
    let fields = try start.fields(in: system)
    let newYear = try startOfMonth(12 * fields.year, near: start)
    return try DateBucket(
      system: system, granularity: .day, start: start, end: CalendarDate(calculated: day + 1), year: fields.year,
      number: day - newYear + 1)
  }

  private func weekBucket(_ index: Int) throws(CalendarError) -> DateBucket {
    let start = try CalendarDate(calculated: 7 * index + weekAnchor)
    let end = try start.addingDays(7)
    // A week has four days in the year of its fourth day.
    let middle = try start.addingDays(3)
    let year = try middle.fields(in: system).year
    let newYear = try startOfMonth(12 * year, near: middle)
    return DateBucket(
      system: system, granularity: .week, start: start, end: end, year: year,
      number: (Int(middle.daysSince1970) - newYear) / 7 + 1)
  }

  private func monthsBucket(_ granularity: DateGranularity, at index: Int) throws(CalendarError) -> DateBucket {
    let months = granularity.months
    let first = granularity.firstMonth(in: self)
    guard let start = system.startOfMonth(index * months + first),
      let end = system.startOfMonth((index + 1) * months + first)
    else { throw .dateOutOfRange }
    let (year, number) = index.flooredQuotientAndRemainder(dividingBy: 12 / months)
    return try DateBucket(
      system: system, granularity: granularity, start: CalendarDate(calculated: start),
      end: CalendarDate(calculated: end), year: year + (first > 0 ? 1 : 0), number: number + 1)
  }

  private func startOfMonth(_ index: Int, near date: CalendarDate) throws(CalendarError) -> Int {
    guard let start = system.startOfMonth(index) else { throw .dateNotCovered(date, system) }
    return start
  }

  /// A day since 1970 with which a week begins: 5 January 1970 was a Monday.
  private var weekAnchor: Int { 3 + firstWeekday.isoNumber }
}

extension DateGranularity {
  /// How many months a bucket of this granularity has, which is not days or weeks.
  fileprivate var months: Int {
    switch self {
    case .day, .week, .month: 1
    case .quarter, .fiscalQuarter: 3
    case .year, .fiscalYear: 12
    }
  }

  /// The month from 0 with which the years begin that the buckets are parts of.
  fileprivate func firstMonth(in calendar: ReportCalendar) -> Int {
    switch self {
    case .fiscalQuarter, .fiscalYear: calendar.fiscalYearStartMonth - 1
    default: 0
    }
  }
}

extension CalendarDate {
  /// The day so many days later.
  func addingDays(_ days: Int) throws(CalendarError) -> CalendarDate {
    let (sum, overflow) = Int(daysSince1970).addingReportingOverflow(days)
    if overflow { throw .dateOutOfRange }
    return try CalendarDate(calculated: sum)
  }
}
