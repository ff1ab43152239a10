import CRMCore

/// What a transaction makes of the state that it began with.
///
/// Its writes wait, checked but not made, until they are many, one of them depends on another, or somebody asks for more than single records: so a
/// small transaction is committed by changing the engine's state in place, and copies nothing of it.
struct WorkingState: Sendable {
  /// The state at the beginning, with the writes that did not wait.
  private var master: Master
  /// None of which has to do with another, so that each was checked on the state that it will be made on.
  private var waiting: [TableWrite] = []
  /// What the waiting writes claim, once there are several.
  private var claims: Set<Claim> = []
  /// Whether all writes wait.
  private var isUntouched = true

  /// How many writes wait at most: readers wait while they are made.
  static let mostWaiting = 64

  init(_ master: Master) { self.master = master }

  /// The number of the last commit before the transaction.
  var sequence: UInt64 { master.sequence }

  /// Makes a write, or lets it wait.
  ///
  /// - Throws: As ``Table/insert(_:)``, ``Table/update(_:)`` and ``Table/delete(_:)``; nothing has changed then.
  mutating func add(_ write: consuming TableWrite) throws {
    if isUntouched, try mayWait(write) {
      waiting.append(write)
    } else {
      try settle()
      try master.make(write)
    }
  }

  /// Whether nothing stands against a write, whatever becomes of those that wait.
  private mutating func mayWait(_ write: TableWrite) throws -> Bool {
    if waiting.isEmpty {
      try master.check(write)
      return true
    }
    guard waiting.count < WorkingState.mostWaiting else { return false }
    if claims.isEmpty {
      claims.reserveCapacity(2 * WorkingState.mostWaiting)
      for write in waiting { _ = try claim(write) }
    }
    // What stands against it may be about to go: then it is not the last word.
    return try claim(write) && (try? master.check(write)) != nil
  }

  /// Claims what a write touches.
  ///
  /// - Returns: Whether no other has claimed any of it.
  private mutating func claim(_ write: TableWrite) throws -> Bool {
    var isFree = claims.insert(Claim(write.type, write.id)).inserted
    guard let record = write.record else { return isFree }
    try master.forEachUniqueKey(of: record, write.type) { index, key in
      if !claims.insert(Claim(write.type, index, key)).inserted { isFree = false }
    }
    return isFree
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
    if claims.isEmpty || claims.contains(Claim(type, id)) {
      for write in waiting where write.type == type && write.id == id { return write.record }
    }
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
    (waiting, claims) = ([], [])
  }
}

/// What a write keeps others from touching: a record, or the values of a unique index.
///
/// Those of different things can be equal, which keeps a write from waiting that might have.
private struct Claim: Hashable, Sendable {
  private let bits: UInt64

  /// A record.
  init(_ type: RecordType, _ id: Identifier) { bits = Claim.mix(Claim.mix(type, 0) ^ id.high) ^ id.low }

  /// The values with a key in the unique index at a position.
  init(_ type: RecordType, _ index: Int, _ key: UInt64) { bits = Claim.mix(type, index + 1) ^ key }

  private static func mix(_ type: RecordType, _ part: Int) -> UInt64 {
    mix(UInt64(type.identity) &+ UInt64(part))
  }

  /// Knuth's multiplicative hashing, by the golden ratio (The Art of Computer Programming, volume 3, section 6.4).
  private static func mix(_ bits: UInt64) -> UInt64 { bits &* 0x9E37_79B9_7F4A_7C15 }
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
