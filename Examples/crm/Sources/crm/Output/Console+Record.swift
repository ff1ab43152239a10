import CRMKit

extension Console {
  /// Prints what became of a record: a line for people, all of it for scripts.
  func print(_ record: AnyRecord, after deed: String, asJSON: Bool) throws {
    if asJSON { return try print(record.json()) }
    let name = try record.title == record.id.description ? "" : " “\(record.title.terminalSafe)”"
    try print("\(deed) \(record.key)\(name), revision \(record.stamp.revision)")
  }
}
