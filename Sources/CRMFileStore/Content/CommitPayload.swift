import CRMCore
import CRMMemoryStore

/// What a commit is written as, and read back from, in the journal.
///
/// The document “The format on disk” says it byte by byte.
struct CommitPayload {
  /// One change of a commit.
  enum Change {
    /// The record was inserted or replaced: its bytes.
    case put(layout: Int, record: ArraySlice<UInt8>)
    /// The record was removed.
    case delete(layout: Int, id: Identifier)
  }

  /// The layouts that this and all later commits use, as JSON; nil when they are those before it.
  private(set) var layouts: ArraySlice<UInt8>?
  private(set) var instant = Instant(microsecondsSince1970: 0)
  private(set) var actor: Identifier?
  private(set) var changes: [Change] = []
  private(set) var isWhole = false

  /// How many bytes a change set takes.
  ///
  /// - Parameter layouts: The layouts as JSON, for the first commit of a program in a journal.
  static func size(of changes: ChangeSet, layouts: [UInt8]?) -> Int {
    let head = 10 + (layouts.map { 4 + $0.count } ?? 0) + (changes.actor == nil ? 0 : 16)
    let changes = changes.changes.span
    var size = head
    for position in changes.indices {
      size += 3 + changes[position].withBytesAfter { record in record.map { 4 + $0.count } ?? 16 }
    }
    return size
  }

  /// Appends the bytes of a change set.
  static func append(_ changes: ChangeSet, catalog: Catalog, layouts: [UInt8]?, to bytes: inout [UInt8]) {
    bytes.append(layouts == nil ? 0 : 1)
    if let layouts {
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: layouts.count))
      bytes.append(contentsOf: layouts)
    }
    bytes.append(littleEndian: changes.instant.microsecondsSince1970)
    bytes.append(changes.actor == nil ? 0 : 1)
    if let actor = changes.actor { bytes.append(id: actor) }
    let changes = changes.changes.span
    for index in changes.indices {
      guard let position = catalog.position(of: changes[index].type) else { continue }
      changes[index].withBytesAfter { record in
        bytes.append(record == nil ? 2 : 1)
        bytes.append(littleEndian: UInt16(truncatingIfNeeded: position))
        guard let record else { return bytes.append(id: changes[index].key.id) }
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: record.count))
        bytes.append(contentsOf: record)
      }
    }
  }

  /// Reads a commit; nil when the bytes are none.
  init?(_ payload: [UInt8]) {
    self.init(remains: payload)
    guard isWhole else { return nil }
  }

  /// Reads as much of a commit as the bytes allow.
  init(remains payload: [UInt8]) {
    var reader = ByteReader(payload[...])
    guard let head = Head(&reader) else { return }
    (layouts, instant, actor) = (head.layouts, head.instant, head.actor)
    while reader.remaining > 0 {
      guard let change = Change(&reader) else { return }
      changes.append(change)
    }
    isWhole = true
  }

  private struct Head {
    var layouts: ArraySlice<UInt8>?
    let instant: Instant
    var actor: Identifier?

    init?(_ reader: inout ByteReader) {
      guard let flags: UInt8 = reader.next(), flags <= 1 else { return nil }
      if flags == 1 {
        guard let length: UInt32 = reader.next(), let json = reader.next(count: Int(length)) else { return nil }
        layouts = json
      }
      guard let instant: Int64 = reader.next(), let hasActor: UInt8 = reader.next(), hasActor <= 1 else { return nil }
      self.instant = Instant(microsecondsSince1970: instant)
      guard hasActor == 1 else { return }
      guard let actor = reader.nextIdentifier() else { return nil }
      self.actor = actor
    }
  }
}

extension CommitPayload.Change {
  fileprivate init?(_ reader: inout ByteReader) {
    guard let operation: UInt8 = reader.next(), let layout: UInt16 = reader.next() else { return nil }
    switch operation {
    case 1:
      guard let length: UInt32 = reader.next(), let record = reader.next(count: Int(length)) else { return nil }
      self = .put(layout: Int(layout), record: record)
    case 2:
      guard let id = reader.nextIdentifier() else { return nil }
      self = .delete(layout: Int(layout), id: id)
    default: return nil
    }
  }

  /// The number of the record's entity in the layouts.
  var layout: Int {
    switch self {
    case .put(let layout, _), .delete(let layout, _): layout
    }
  }

  /// The record's identifier; nil when its bytes are too few for one.
  var id: Identifier? {
    switch self {
    case .put(_, let record): Identifier(record)
    case .delete(_, let id): id
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(id: Identifier) {
    append(littleEndian: id.high.byteSwapped)
    append(littleEndian: id.low.byteSwapped)
  }
}

extension ByteReader {
  /// An identifier, which is stored big-endian.
  mutating func nextIdentifier() -> Identifier? {
    guard let high: UInt64 = next(), let low: UInt64 = next() else { return nil }
    return Identifier(high: high.byteSwapped, low: low.byteSwapped)
  }
}

extension Identifier {
  /// The identifier at the start of a record's bytes.
  init?(_ record: ArraySlice<UInt8>) {
    var reader = ByteReader(record)
    guard let id = reader.nextIdentifier() else { return nil }
    self = id
  }
}
