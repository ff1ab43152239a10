import CRMKit

extension Console {
  /// Prints rows: a table for people, and for scripts an object that holds them under a name.
  func print(_ name: String, _ list: RecordList, asJSON: Bool) throws {
    if asJSON { try print(.object([.init(key: name, value: list.json)])) } else { try print(list.table) }
  }

  /// Prints what became of a record: a line for people, all of it for scripts.
  func print(_ record: AnyRecord, after deed: String, asJSON: Bool) throws {
    if asJSON { return try print(record.json()) }
    let name = try record.title == record.id.description ? "" : " “\(record.title.terminalSafe)”"
    try print("\(deed) \(record.key)\(name), revision \(record.stamp.revision)")
  }
}
