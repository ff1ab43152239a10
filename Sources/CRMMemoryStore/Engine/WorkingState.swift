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
  private var claims = ClaimSet()
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
    if claims.isEmpty { for write in waiting { _ = claim(write) } }
    return claim(write)
  }

  /// Claims what a write touches.
  ///
  /// - Returns: Whether no other has claimed any of it, and nothing else stands against it; what does may be about to go, and is not the last word.
  private mutating func claim(_ write: TableWrite) -> Bool {
    var isFree = claims.insert(Claim(write.type, write.id))
    let isPossible: Void? = try? master.check(write) { index, key in
      if !claims.insert(Claim(write.type, index, key)) { isFree = false }
    }
    return isFree && isPossible != nil
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
    (waiting, claims) = ([], ClaimSet())
  }
}

/// What a write keeps others from touching: a record, or the values of a unique index.
///
/// Those of different things can be equal, which keeps a write from waiting that might have.
private struct Claim: Sendable {
  fileprivate let bits: UInt64

  /// A record.
  init(_ type: RecordType, _ id: Identifier) { self.init(Claim.mix(Claim.mix(type, 0) ^ id.high) ^ id.low) }

  /// The values with a key in the unique index at a position.
  init(_ type: RecordType, _ index: Int, _ key: UInt64) { self.init(Claim.mix(type, index + 1) ^ key) }

  /// Mixed once more, since what tells records of one time apart stands in the last bits; never 0.
  private init(_ bits: UInt64) { self.bits = Claim.mix(bits) | 1 }

  private static func mix(_ type: RecordType, _ part: Int) -> UInt64 {
    mix(UInt64(type.identity) &+ UInt64(part))
  }

  /// Knuth's multiplicative hashing, by the golden ratio (The Art of Computer Programming, volume 3, section 6.4).
  private static func mix(_ bits: UInt64) -> UInt64 { bits &* 0x9E37_79B9_7F4A_7C15 }
}

/// A set of claims, by open addressing with linear probing (The Art of Computer Programming, volume 3, section 6.4): a claim is a hash already, and
/// each write makes several.
private struct ClaimSet: Sendable {
  /// The claims' bits, each at the place that they tell, or after it; 0 where there is none.
  private var places: [UInt64] = []
  private var count = 0

  var isEmpty: Bool { count == 0 }

  func contains(_ claim: Claim) -> Bool { !isEmpty && places[place(of: claim.bits)] != 0 }

  /// Adds a claim.
  ///
  /// - Returns: Whether it is new.
  mutating func insert(_ claim: Claim) -> Bool {
    if 2 * count >= places.count { grow() }
    let place = place(of: claim.bits)
    guard places[place] == 0 else { return false }
    places[place] = claim.bits
    count += 1
    return true
  }

  /// Where a claim's bits are, or would be.
  private func place(of bits: UInt64) -> Int {
    let last = places.count - 1
    var place = Int(truncatingIfNeeded: bits >> 32) & last
    while places[place] != 0, places[place] != bits { place = (place + 1) & last }
    return place
  }

  private mutating func grow() {
    let claims = places
    places = Array(repeating: 0, count: max(64, 4 * claims.count))
    for bits in claims where bits != 0 { places[place(of: bits)] = bits }
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
