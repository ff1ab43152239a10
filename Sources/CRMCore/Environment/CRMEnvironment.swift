public import Foundation

/// Everything that comes from outside of a program: time, identifiers, randomness, calendar, zone and language, and who acts.
///
/// One value is given to a store when it is composed; nothing in CRMKit asks anybody else. With ``replayable(seed:startingAt:calendar:)`` a
/// whole run can be repeated to the bit.
public struct CRMEnvironment: Sendable {
  private struct Choices {
    var clock: @Sendable () -> Instant
    var sleepUntil: @Sendable (_ instant: Instant) async throws -> Void
    var identifiers: IdentifierGenerator
    var calendar: ReportCalendar
    var locale: Locale
    /// What the application has chosen for the modules, by the type of the choices.
    var policies: [ObjectIdentifier: any ModulePolicies] = [:]
  }

  /// Choices behind one reference, since an environment is copied with each transaction.
  private final class Shared: Sendable {
    let choices: Choices

    init(_ choices: Choices) { self.choices = choices }
  }

  private var shared: Shared
  /// Who acts: the identifier of a user's record, nil for the program itself.
  public var actor: Identifier?

  private var choices: Choices {
    get { shared.choices }
    set { shared = Shared(newValue) }
  }

  /// Tells the time.
  public var clock: @Sendable () -> Instant {
    get { shared.choices.clock }
    set { choices.clock = newValue }
  }

  /// Waits until the clock shows an instant, or a later one; throws when the task is cancelled.
  public var sleepUntil: @Sendable (_ instant: Instant) async throws -> Void {
    get { shared.choices.sleepUntil }
    set { choices.sleepUntil = newValue }
  }

  /// Makes identifiers.
  public var identifiers: IdentifierGenerator {
    get { shared.choices.identifiers }
    set { choices.identifiers = newValue }
  }

  /// The calendar, time zone, first weekday and fiscal year that reports and relative periods use when they name none.
  public var calendar: ReportCalendar {
    get { shared.choices.calendar }
    set { choices.calendar = newValue }
  }

  /// The language and customs of texts for people.
  public var locale: Locale {
    get { shared.choices.locale }
    set { choices.locale = newValue }
  }

  /// Composes an environment.
  ///
  /// - Parameters:
  ///   - clock: Tells the time.
  ///   - identifiers: Makes identifiers.
  ///   - calendar: What reports and relative periods use when they name none.
  ///   - locale: The language and customs of texts for people.
  ///   - actor: Who acts; nil for the program itself.
  ///   - sleepUntil: How to wait until the clock shows an instant; nil to look at it at least once a minute of the machine's time.
  public init(
    clock: @escaping @Sendable () -> Instant, identifiers: IdentifierGenerator, calendar: ReportCalendar,
    locale: Locale = Locale(identifier: "en_US_POSIX"), actor: Identifier? = nil,
    sleepUntil: (@Sendable (_ instant: Instant) async throws -> Void)? = nil
  ) {
    let waiting: @Sendable (_ instant: Instant) async throws -> Void = { instant in
      while case let rest = clock().duration(to: instant), rest > .zero {
        try await Task.sleep(for: min(rest, .seconds(60)))
      }
    }
    shared = Shared(
      Choices(
        clock: clock, sleepUntil: sleepUntil ?? waiting, identifiers: identifiers, calendar: calendar, locale: locale))
    self.actor = actor
  }

  /// The machine's clock and its source of randomness, with the calendar given: Gregorian in UTC unless it says otherwise.
  public static func system(calendar: ReportCalendar = .gregorian(in: .gmt)) -> CRMEnvironment {
    var random = SystemRandomNumberGenerator()
    return CRMEnvironment(
      clock: { Instant(Date()) }, identifiers: IdentifierGenerator(seed: random.next()), calendar: calendar)
  }

  /// A world of its own in which every run is the same: the clock starts at an instant and advances by a millisecond each time it is
  /// read, which is also what those who sleep wait for, and identifiers come from the seed.
  public static func replayable(
    seed: UInt64, startingAt start: Instant = Instant(microsecondsSince1970: 1_700_000_000_000_000),
    calendar: ReportCalendar = .gregorian(in: .gmt)
  ) -> CRMEnvironment {
    let clock = SteppingClock(start: start)
    return CRMEnvironment(
      clock: { clock.next() }, identifiers: IdentifierGenerator(seed: seed), calendar: calendar,
      sleepUntil: { try await clock.sleep(until: $0) })
  }

  /// What the application has chosen for a module; the module's own choice where it has chosen nothing.
  ///
  /// A module names its own: `environment.contacts`.
  public subscript<Policies: ModulePolicies>(_ type: Policies.Type) -> Policies {
    get { shared.choices.policies[ObjectIdentifier(type)] as? Policies ?? Policies() }
    set { choices.policies[ObjectIdentifier(type)] = newValue }
  }

  /// The same environment with somebody else acting.
  public func acting(as actor: Identifier?) -> CRMEnvironment {
    var environment = self
    environment.actor = actor
    return environment
  }

  /// A new identifier for a record of the type that the context asks for.
  public func newID<R: Record>(_ type: R.Type = R.self) -> RecordID<R> { RecordID(newIdentifier()) }

  /// A new identifier for a record whose type is known only while the program runs.
  public func newIdentifier() -> Identifier { identifiers.next(at: clock()) }
}
