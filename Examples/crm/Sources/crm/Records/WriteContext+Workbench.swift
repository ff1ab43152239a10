import CRMKit

extension WriteContext {
  /// Refuses records that people may not write.
  func requireWritable(_ type: RecordType) throws {
    if type == HistoryEntry.recordType { throw CommandError("the history is written by the store alone") }
  }
}

extension CRM {
  /// A new identifier for a record whose type is known only while the program runs.
  func newIdentifier() -> Identifier { environment.identifiers.next(at: environment.clock()) }
}

extension Console {
  /// Prints what became of a record: a line for people, all of it for scripts.
  func print(_ record: AnyRecord, after deed: String, asJSON: Bool) throws {
    if asJSON { return try print(record.json()) }
    let name = try record.title == record.id.description ? "" : " “\(record.title.terminalSafe)”"
    try print("\(deed) \(record.key)\(name), revision \(record.stamp.revision)")
  }
}
