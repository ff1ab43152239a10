import CRMCore

/// What a transaction makes of the state that it began with.
///
/// The first write to each table waits, checked but not made, until somebody asks for more than single records or the table is
/// written to again: so a small transaction is committed by changing the engine's state in place, and copies nothing of it.
struct WorkingState: Sendable {
  /// The state at the beginning, with the writes that did not wait.
  private var master: Master
  /// At most one for each table.
  private var waiting: [TableWrite] = []
  /// Whether all writes wait.
  private var isUntouched = true

  init(_ master: Master) { self.master = master }

  /// The number of the last commit before the transaction.
  var sequence: UInt64 { master.sequence }

  /// Makes a write, or lets it wait.
  ///
  /// - Throws: As ``Table/insert(_:)``, ``Table/update(_:)`` and ``Table/delete(_:)``; nothing has changed then.
  mutating func add(_ write: consuming TableWrite) throws {
    if isUntouched, !waiting.contains(where: { $0.type == write.type }) {
      try master.check(write)
      waiting.append(write)
    } else {
      try settle()
      try master.make(write)
    }
  }

  /// Adds records of one type.
  ///
  /// - Throws: As ``Table/insert(contentsOf:)``; nothing has changed then.
  mutating func insert(_ records: [AnyRecord]) throws {
    try settle()
    isUntouched = false
    try master.insert(records)
  }

  /// The record of an identifier.
  func record(_ id: Identifier, of type: RecordType) throws -> RecordStorage? {
    for write in waiting where write.type == type && write.id == id { return write.record }
    return try master.record(id, of: type)
  }

  /// The state with all writes made.
  mutating func settled() throws -> Master {
    try settle()
    return master
  }

  /// What a transaction comes to.
  enum Result: Sendable {
    /// Writes that were checked and not made.
    case writes([TableWrite])
    /// The state with all writes made.
    case state(Master)
  }

  /// Ends the transaction, and lets the state go that it began with.
  consuming func finish() throws -> Result {
    if isUntouched { return .writes(waiting) }
    try settle()
    return .state(master)
  }

  private mutating func settle() throws {
    guard !waiting.isEmpty else { return }
    isUntouched = false
    for write in waiting { try master.make(write) }
    waiting = []
  }
}

/// One write to a table.
struct TableWrite: Sendable {
  /// What is done.
  enum Kind {
    case insert(RecordStorage)
    case update(RecordStorage)
    case delete(Identifier)
  }

  /// The type of the record.
  let type: RecordType
  let kind: Kind

  init(_ type: RecordType, _ kind: Kind) { (self.type, self.kind) = (type, kind) }

  /// The identifier of the record.
  var id: Identifier {
    switch kind {
    case .insert(let record), .update(let record): record.id
    case .delete(let id): id
    }
  }

  /// The record that is there afterwards.
  var record: RecordStorage? {
    switch kind {
    case .insert(let record), .update(let record): record
    case .delete: nil
    }
  }
}
