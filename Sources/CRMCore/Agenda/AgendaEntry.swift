/// Work that is due: a row of the agenda.
///
/// Written by ``RecordWriting/schedule(_:due:named:regarding:)`` and worked off by an ``AgendaRunner``, which takes it away when it is done.
/// Query it like any record to see what is coming, and what could not be done.
public struct AgendaEntry: RegardingRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "agendaEntry"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// Which kind of work it is: ``ScheduledWork/kind``.
  public var kind = ""
  /// The work, as JSON.
  public var work = ""
  /// The name by which it is moved and cancelled, unique among its kind.
  public var name: String?
  /// When it is to be done, or tried again; nil when it was given up.
  public var dueAt: Instant?
  /// When it was to be done first; the occurrence's own time, for work that recurs.
  public var plannedAt: Instant?
  /// When it comes again, as JSON; nil when it comes once.
  public var recurrence: String?
  /// How often it was scheduled under its name, so that a handler that does so at the same time again is told from one that does not.
  public var timesScheduled = 0
  /// How often it was tried without success.
  public var attempts = 0
  /// Why the last attempt failed.
  public var failure: String?
  /// The entity of the record that it is about.
  public var subject: String?
  /// The identifier of the record that it is about.
  public var record: String?
  /// On whose behalf it is done: the identifier of the one who decided it; nil for the program itself.
  public var actor: String?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<AgendaEntry>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<AgendaEntry> { f in
    f("kind", \.kind, .required)
    f("work", \.work)
    f("name", \.name)
    f("dueAt", \.dueAt, .indexed)
    f("plannedAt", \.plannedAt)
    f("recurrence", \.recurrence)
    f("timesScheduled", \.timesScheduled)
    f("attempts", \.attempts)
    f("failure", \.failure)
    f("subject", \.subject)
    f("record", \.record, .indexed)
    f("actor", \.actor)
    f.unique("kind", "name")
    f.withoutHistory()
  }
}
