/// Turns records into their stored bytes and back, by running over coders that were resolved once.
struct RecordCodec<R: Record>: Sendable {
  private let fields: Permanent<FieldsCodec>
  /// Whether the type has a say about changes; asked once, since a cast takes time.
  private let isGuarded: Bool
  /// Whether all that a record holds is declared, and so read back.
  private let isWhole: Bool

  /// - Parameters:
  ///   - fields: The coders of the declared fields, in the order of their slots.
  ///   - custom: The coder of the custom fields' values, when the record allows them.
  ///   - isWhole: Whether the records have no property that is not declared.
  init(fields: [FieldCoder], custom: OtherField?, isWhole: Bool) {
    self.fields = Permanent(FieldsCodec(fields: fields, custom: custom))
    self.isWhole = isWhole
    isGuarded = R.self is any GuardedRecord.Type
  }

  /// - Parameter stored: The record as it is stored. Where this program has no place for custom fields, those values of it that a newer program
  ///   wrote are kept.
  func encode(_ record: R, as type: RecordType, keeping stored: AnyRecord? = nil) throws -> EncodedRecord {
    let (id, stamp) = (record.id.identifier, record.stamp)
    return try withUnsafePointer(to: record) { record in
      try fields.read {
        try $0.encode(UnsafeRawPointer(record), id: id, stamp: stamp, as: type, keeping: stored)
      }
    }
  }

  /// Encodes a record that is to be written, and asks it for problems.
  func propose(_ record: R, as type: RecordType, replacing stored: AnyRecord?) throws -> ProposedRecord {
    var problems = record.problems()
    if isGuarded, let stored, let guarded = record as? any GuardedRecord {
      problems += try guarded.problems(replacingStored: stored)
    }
    return ProposedRecord(encoded: try encode(record, as: type, keeping: stored), problems: problems)
  }

  /// The record that was encoded as it is read back: like decoding it, and quicker, since what is the same is left as it is, or copied.
  func decode(_ encoded: EncodedRecord, of record: consuming R) throws -> R {
    if isWhole, !fields.read({ $0.leavesAnyAlone(encoded) }) {
      try withUnsafeMutablePointer(to: &record) { record in
        try fields.read { try $0.decodeAltered(encoded, butExact: true, into: UnsafeMutableRawPointer(record)) }
      }
      return record
    }
    var result = R(id: record.id)
    result.stamp = record.stamp
    try withUnsafePointer(to: record) { source in
      try withUnsafeMutablePointer(to: &result) { result in
        try fields.read {
          $0.copyPlain(from: UnsafeRawPointer(source), to: UnsafeMutableRawPointer(result))
          try $0.decodeAltered(encoded, butExact: false, into: UnsafeMutableRawPointer(result))
        }
      }
    }
    return result
  }

  func decode(_ record: AnyRecord) throws -> R {
    var result = R(id: RecordID(record.id))
    result.stamp = record.stamp
    try withUnsafeMutablePointer(to: &result) { result in
      try fields.read { try $0.decode(record, into: UnsafeMutableRawPointer(result)) }
    }
    return result
  }

  /// Decodes each record where it is to stay, several at a time where there are many.
  func decode(_ records: [AnyRecord]) throws -> [R] {
    try Array(count: records.count, inPartsOf: 256, concurrently: records.count >= 512) { position, place in
      // Borrowed, since an element of the array would be held.
      let records = records.span
      place.initialize(to: R(id: RecordID(records[position].id)))
      place.pointee.stamp = records[position].stamp
      do { try fields.read { try $0.decode(records[position], into: UnsafeMutableRawPointer(place)) } } catch {
        place.deinitialize(count: 1)
        throw error
      }
    }
  }
}

/// What a ``RecordCodec`` does, whatever the Swift type of its records.
private final class FieldsCodec: Sendable {
  private let fields: [FieldCoder]
  /// The positions of the fields of which nobody knows what is read back until it is.
  private let others: [Int]
  /// Those of them that may be read back otherwise than they were given.
  private let inexact: [Int]
  /// Those of them that a nil slot leaves alone.
  private let withoutNil: [Int]
  private let custom: OtherField?

  init(fields: [FieldCoder], custom: OtherField?) {
    self.fields = fields
    others = fields.indices.filter { if case .other = fields[$0] { true } else { false } }
    inexact = others.filter { !fields[$0].isExact }
    withoutNil = others.filter { !fields[$0].takesNil }
    self.custom = custom
  }

  func encode(
    _ base: UnsafeRawPointer, id: Identifier, stamp: Stamp, as type: RecordType, keeping stored: AnyRecord?
  ) throws -> EncodedRecord {
    try SlotWriter.onStack(expecting: Stamp.slotCount + fields.count + 1) { slots in
      try encode(base, id: id, stamp: stamp, as: type, keeping: stored, into: &slots)
    }
  }

  private func encode(
    _ base: UnsafeRawPointer, id: Identifier, stamp: Stamp, as type: RecordType, keeping stored: AnyRecord?,
    into slots: inout SlotWriter
  ) throws -> EncodedRecord {
    try stamp.encode(into: &slots)
    var refusals: [FieldProblem] = []
    var altered: [Int] = []
    for position in fields.indices {
      do {
        switch fields[position] {
        case .plain(let field): if try !field.encode(base, &slots) { altered.append(position) }
        case .other(let field): try field.encode(base, &slots)
        }
      } catch let error as FieldValueError {
        slots.writeNull()
        refusals.append(FieldProblem(type.fields[position + Stamp.slotCount].name, error.description))
      }
    }
    if let custom {
      do { try custom.encode(base, &slots) } catch let error as CustomValues.Refusals { refusals += error.list }
    } else {
      try stored?.storage.withSlots { old in
        if let bytes = old[type.customSlot] { try slots.write { $0.append(contentsOf: bytes) } }
      }
    }
    let record = AnyRecord(type: type, storage: RecordStorage.make(id: id, slots: slots))
    return EncodedRecord(record: record, refusals: refusals, altered: altered)
  }

  func decode(_ record: borrowing AnyRecord, into base: UnsafeMutableRawPointer) throws {
    try record.storage.withSlots { slots in
      for position in fields.indices { try decode(record, position, slots, into: base) }
      try custom?.decode(base, slots[fields.count + Stamp.slotCount])
    }
  }

  func copyPlain(from source: UnsafeRawPointer, to base: UnsafeMutableRawPointer) {
    for position in fields.indices {
      if case .plain(let field) = fields[position] { field.copy(source, to: base) }
    }
  }

  /// Whether a field is nil that does not take it, and so is read back as what the record begins with.
  func leavesAnyAlone(_ encoded: EncodedRecord) -> Bool {
    encoded.record.storage.withSlots { slots in withoutNil.contains { slots[$0 + Stamp.slotCount] == nil } }
  }

  /// Reads what may be read back otherwise than it was given.
  ///
  /// - Parameter butExact: Whether what is known to be what was given is there already.
  func decodeAltered(_ encoded: EncodedRecord, butExact: Bool, into base: UnsafeMutableRawPointer) throws {
    try encoded.record.storage.withSlots { slots in
      for position in butExact ? inexact : others { try decode(encoded.record, position, slots, into: base) }
      for position in encoded.altered { try decode(encoded.record, position, slots, into: base) }
      try custom?.decode(base, slots[fields.count + Stamp.slotCount])
    }
  }

  @inline(__always)
  private func decode(
    _ record: AnyRecord, _ position: Int, _ slots: SlotReader, into base: UnsafeMutableRawPointer
  ) throws {
    do {
      try fields[position].decode(base, slots[position + Stamp.slotCount])
    } catch {
      throw RecordError.unreadable(
        record.key, field: record.type.fields[position + Stamp.slotCount].name, reason: "\(error)")
    }
  }
}

extension Stamp {
  /// How many slots a stamp takes, before those of the declared fields: one for each of ``RecordType/stampFields``, which takes a look behind a
  /// lock to count.
  static var slotCount: Int { 5 }

  func encode(into slots: inout SlotWriter) throws {
    try slots.write { ValueCoding.append(revision, to: &$0) }
    try slots.write { ValueCoding.append(createdAt.microsecondsSince1970, to: &$0) }
    try Stamp.encode(createdBy, into: &slots)
    try slots.write { ValueCoding.append(updatedAt.microsecondsSince1970, to: &$0) }
    try Stamp.encode(updatedBy, into: &slots)
  }

  private static func encode(_ actor: Identifier?, into slots: inout SlotWriter) throws {
    guard let actor else { return slots.writeNull() }
    try slots.write { ValueCoding.append(actor, to: &$0) }
  }

  package init(_ slots: SlotReader) {
    self.init()
    revision = slots[0].map(ValueCoding.integer) ?? 0
    createdAt = Instant(microsecondsSince1970: slots[1].map(ValueCoding.integer) ?? 0)
    createdBy = slots[2].flatMap { try? ValueCoding.reference($0) }
    updatedAt = Instant(microsecondsSince1970: slots[3].map(ValueCoding.integer) ?? 0)
    updatedBy = slots[4].flatMap { try? ValueCoding.reference($0) }
  }
}
