import CRMCore

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

  /// The layouts that this and all later commits of the journal use; nil when they are those before it.
  let layouts: [StoredLayout]?
  let changes: [Change]

  /// The bytes of a change set.
  ///
  /// - Parameter layouts: The layouts as JSON, for the first commit of a program in a journal.
  static func encode(_ changes: ChangeSet, positions: [String: Int], layouts: [UInt8]?) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(layouts == nil ? 0 : 1)
    if let layouts {
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: layouts.count))
      bytes.append(contentsOf: layouts)
    }
    bytes.append(littleEndian: changes.instant.microsecondsSince1970)
    bytes.append(changes.actor == nil ? 0 : 1)
    if let actor = changes.actor { bytes.append(id: actor) }
    for change in changes.changes {
      guard let key = change.key, let position = positions[key.entity] else { continue }
      bytes.append(change.after == nil ? 2 : 1)
      bytes.append(littleEndian: UInt16(truncatingIfNeeded: position))
      if let record = change.after {
        record.storage.withBytes { record in
          bytes.append(littleEndian: UInt32(truncatingIfNeeded: record.count))
          bytes.append(contentsOf: record)
        }
      } else {
        bytes.append(id: key.id)
      }
    }
    return bytes
  }

  /// Reads a commit; nil when the bytes are none.
  init?(_ payload: [UInt8]) {
    var reader = ByteReader(payload[...])
    guard let flags: UInt8 = reader.next(), flags <= 1 else { return nil }
    if flags == 1 {
      guard let length: UInt32 = reader.next(), let json = reader.next(count: Int(length)),
        let layouts = [StoredLayout](json: json)
      else { return nil }
      self.layouts = layouts
    } else {
      layouts = nil
    }
    guard reader.next(Int64.self) != nil, let hasActor: UInt8 = reader.next() else { return nil }
    if hasActor == 1, reader.next(count: 16) == nil { return nil }
    var changes: [Change] = []
    while reader.remaining > 0 {
      guard let operation: UInt8 = reader.next(), let layout: UInt16 = reader.next() else { return nil }
      switch operation {
      case 1:
        guard let length: UInt32 = reader.next(), let record = reader.next(count: Int(length)) else { return nil }
        changes.append(.put(layout: Int(layout), record: record))
      case 2:
        guard let id = reader.nextIdentifier() else { return nil }
        changes.append(.delete(layout: Int(layout), id: id))
      default: return nil
      }
    }
    self.changes = changes
  }
}

extension [UInt8] {
  fileprivate mutating func append(id: Identifier) {
    append(littleEndian: id.high.byteSwapped)
    append(littleEndian: id.low.byteSwapped)
  }
}

extension ByteReader {
  fileprivate mutating func nextIdentifier() -> Identifier? {
    guard let high: UInt64 = next(), let low: UInt64 = next() else { return nil }
    return Identifier(high: high.byteSwapped, low: low.byteSwapped)
  }
}
