import Synchronization

/// What a transaction has done so far: for each record its state before the transaction and now.
struct TransactionChanges: ~Copyable, Sendable {
  /// What was done to one record.
  struct Change {
    /// The record before the transaction; nil when there was none.
    let before: AnyRecord?
    /// The record now; nil when there is none.
    var after: AnyRecord?
    /// Whether the record from before was deleted, even if another has its identifier now.
    var isDeleted: Bool
    /// The record as the history had it, when it was written back from there.
    var restored: AnyRecord?
  }

  /// What is among the changes, so that whoever acts on something of the kind need not look for it in vain.
  struct Kinds: OptionSet {
    let rawValue: UInt8
    /// A record was deleted, whose key another may have now.
    static let deletion = Kinds(rawValue: 1)
    /// A record from before the transaction was changed or deleted, or one was written back from the history.
    static let succession = Kinds(rawValue: 2)
    /// A record of a type whose records have owners.
    static let owned = Kinds(rawValue: 4)
    /// A record of a type whose changes have consequences.
    static let consequent = Kinds(rawValue: 8)
  }

  // This and the key are not private: Swift 6.3.1 does not compile a private type in a value that can't be copied, without optimization.
  struct State {
    var changes: [Change] = []
    private(set) var kinds: Kinds = []
    /// Whether they were told to a commit.
    var areEnded = false
    /// The type of the first record.
    private var firstType: RecordType?
    /// The other types of records, each once: mostly there are none, and no room is made for them.
    private var otherTypes: [RecordType] = []
    private var positions: [Key: Int] = [:]

    /// Where the changes of a record are noted.
    ///
    /// They are looked up from the first question on, since most transactions never ask.
    mutating func position(of key: Key) -> Int? {
      for position in positions.count..<changes.count {
        guard let record = changes[position].after ?? changes[position].before else { continue }
        positions[Key(record)] = position
      }
      return positions[key]
    }

    mutating func note(before: AnyRecord?, after: AnyRecord?, restoring deleted: AnyRecord?) {
      guard let record = after ?? before else { return }
      // What was not there was not touched before, unless it was deleted.
      let isNew = before == nil && !kinds.contains(.deletion)
      let position = isNew ? nil : position(of: Key(record))
      if let position {
        changes[position].after = after
        if after == nil { (changes[position].isDeleted, changes[position].restored) = (true, nil) }
        if let deleted { changes[position].restored = deleted }
      } else {
        changes.append(Change(before: before, after: after, isDeleted: after == nil, restored: deleted))
      }
      if after == nil { kinds.insert(.deletion) }
      if before != nil || deleted != nil { kinds.insert(.succession) }
      note(record.type)
    }

    /// Whether there is a record of the type.
    func touches(_ type: RecordType) -> Bool { firstType == type || otherTypes.contains { $0 == type } }

    private mutating func note(_ type: RecordType) {
      if firstType == type || otherTypes.last == type || otherTypes.contains(where: { $0 == type }) { return }
      if firstType == nil { firstType = type } else { otherTypes.append(type) }
      if type.ownerSlot != nil { kinds.insert(.owned) }
      if type.consequent != nil { kinds.insert(.consequent) }
    }
  }

  /// A record's key, quicker to look up than with the entity's name.
  struct Key: Hashable {
    let type: RecordType
    let id: Identifier

    init(_ type: RecordType, _ id: Identifier) {
      self.type = type
      self.id = id
    }

    init(_ record: AnyRecord) { self.init(record.type, record.id) }
  }

  private let state = Mutex(State())
  private let chain = Mutex(0)

  /// How many workflows have set each other off up to this transaction.
  var chainLength: Int {
    get { chain.withLock { $0 } }
    nonmutating set { chain.withLock { $0 = newValue } }
  }

  /// Notes one operation; what it found is the state before the transaction if the record was not touched yet.
  ///
  /// - Parameter deleted: The record as the history had it, when the operation wrote it back from there.
  func note(before: AnyRecord?, after: AnyRecord?, restoring deleted: AnyRecord? = nil) {
    state.withLock { $0.note(before: before, after: after, restoring: deleted) }
  }

  /// Notes that records were added.
  func note(_ added: [AnyRecord]) {
    state.withLock { state in
      state.changes.reserveCapacity(state.changes.count + added.count)
      for record in added { state.note(before: nil, after: record, restoring: nil) }
    }
  }

  /// What was done to a record; nil when it was not touched.
  func change(of id: Identifier, _ type: RecordType) -> Change? {
    state.withLock { state in state.position(of: Key(type, id)).map { state.changes[$0] } }
  }

  /// Whether anything was done to records of one of the types.
  func touch(oneOf types: [RecordType]) -> Bool {
    state.withLock { state in types.contains { state.touches($0) } }
  }

  /// What is among the changes.
  var kinds: Kinds { state.withLock { $0.kinds } }

  /// What was done to each record, in the order in which they were first touched.
  var all: [Change] { state.withLock { $0.changes } }

  /// Whether ``end()`` was called: what came of the transaction is the store's to say then.
  var areEnded: Bool { state.withLock { $0.areEnded } }

  /// The same as a commit tells it, without what came and went.
  func end() -> [RecordChange] {
    state.withLock { state in
      state.areEnded = true
      let changes = state.changes.span
      var result: [RecordChange] = []
      result.reserveCapacity(changes.count)
      for position in changes.indices {
        if let change = RecordChange(before: changes[position].before, after: changes[position].after) {
          result.append(change)
        }
      }
      return result
    }
  }
}
