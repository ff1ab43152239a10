/// A resolved path made ready for running: where the bytes of a value are found, seen from a row.
///
/// Objects, here and for the steps, since copying the parts would cost more than following them.
final class Route: Sendable {
  /// Where bytes lie in one row.
  enum Place: Sendable {
    /// In a slot of the record, or of the group that is a list's element.
    case slot(Int)
    /// The identifier of a record, or a list's element as a whole.
    case itself
    /// Among the custom fields' values: the slot that they share, the name, and the code of the type that counts.
    case custom(slot: Int, name: [UInt8], code: UInt8)
  }

  /// A reference to follow.
  final class Step: Sendable {
    let place: Place
    let target: Target

    init(_ place: Place, _ target: Target) {
      self.place = place
      self.target = target
    }
  }

  /// What a reference leads to.
  struct Target: Sendable {
    let type: RecordType
    /// What a record must meet to exist for the query.
    let visible: FilterProgram?
  }

  let steps: [Step]
  let place: Place
  let member: ResolvedPath.MoneyMember?
  /// Where the value itself is a reference that is nil unless its target can be seen: that target.
  let seen: Target?

  init(steps: [Step], place: Place, member: ResolvedPath.MoneyMember?, seen: Target?) {
    self.steps = steps
    self.place = place
    self.member = member
    self.seen = seen
  }

  /// The slot of the row's own in which the way begins: that of the value, or of the first reference; nil where it begins elsewhere.
  var firstSlot: Int? {
    if case .slot(let slot) = steps.first?.place ?? place { slot } else { nil }
  }

  /// The slot of the row's own that holds the value, or the money of which the amount is meant.
  var ownSlot: Int? {
    guard steps.isEmpty, member != .currency, seen == nil, case .slot(let slot) = place else { return nil }
    return slot
  }
}

/// A record, or a list's element, whose bytes lie in memory for the length of a call.
struct Row {
  /// The slots of a record or a group.
  ///
  /// Beside an element that has none, those of the record around it, which nothing asks for.
  let slots: SlotReader
  /// The 16 bytes of a record's identifier, or those of an element.
  let itself: UnsafeRawBufferPointer

  /// The row that is a record, from its storage's slots, which lie behind its identifier.
  @inline(__always)
  init(record slots: SlotReader) {
    self.slots = slots
    itself = UnsafeRawBufferPointer(start: slots.base - 16, count: 16)
  }

  /// The row that is an element of a list of this row.
  func element(_ bytes: UnsafeRawBufferPointer, isGroup: Bool) throws -> Row {
    guard isGroup else { return Row(slots: slots, itself: bytes) }
    guard let slots = SlotReader.validated(bytes) else { throw RecordError.damaged }
    return Row(slots: slots, itself: bytes)
  }

  private init(slots: SlotReader, itself: UnsafeRawBufferPointer) {
    self.slots = slots
    self.itself = itself
  }

  func bytes(at place: Route.Place) throws -> UnsafeRawBufferPointer? {
    switch place {
    case .slot(let slot): return slots[slot]
    case .itself: return itself
    case .custom(let slot, let name, let code):
      return try slots[slot].flatMap { try CustomValues.bytes(of: name, code: code, in: $0) }
    }
  }
}

extension RecordLookup {
  /// Calls `body` with the bytes that a route leads to from a row; nil where there is nothing on the way.
  func value<T>(at route: Route, of row: Row, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T {
    try value(at: route, from: row.bytes(at: route.steps.first?.place ?? route.place), body)
  }

  /// Calls `body` with the bytes that a route leads to from a value: that of ``Route/firstSlot``.
  ///
  /// Goes from record to record in a loop, so that a long way takes no more of the stack than a short one.
  func value<T>(
    at route: Route, from bytes: UnsafeRawBufferPointer?, _ body: (UnsafeRawBufferPointer?) throws -> T
  ) throws -> T {
    guard let first = route.steps.first else { return try finish(route, bytes, body) }
    guard var record = try record(behind: first, bytes) else { return try body(nil) }
    for step in route.steps.dropFirst() {
      let next = try record.storage.withSlots { try self.record(behind: step, Row(record: $0).bytes(at: step.place)) }
      guard let next else { return try body(nil) }
      record = next
    }
    return try record.storage.withSlots { try finish(route, Row(record: $0).bytes(at: route.place), body) }
  }

  private func record(behind step: Route.Step, _ reference: UnsafeRawBufferPointer?) throws -> AnyRecord? {
    guard let reference else { return nil }
    return try record(ValueCoding.reference(reference), visibleIn: step.target)
  }

  /// The record that a reference leads to; nil when it does not exist for the query.
  func record(_ id: Identifier, visibleIn target: Route.Target) throws -> AnyRecord? {
    guard let record = try record(id, of: target.type) else { return nil }
    if let visible = target.visible, try !visible.accepts(record.storage, self) { return nil }
    return record
  }

  private func finish<T>(
    _ route: Route, _ bytes: UnsafeRawBufferPointer?, _ body: (UnsafeRawBufferPointer?) throws -> T
  ) throws -> T {
    guard let bytes else { return try body(nil) }
    if let target = route.seen, try record(ValueCoding.reference(bytes), visibleIn: target) == nil {
      return try body(nil)
    }
    guard route.member == .currency else { return try body(bytes) }
    guard bytes.count >= 8 else { throw RecordError.damaged }
    // A packed currency is its code and zeros in big-endian order, and the number of digits in the last byte.
    let code = (UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) & ~0xFF).bigEndian
    return try withUnsafeBytes(of: code) { code in
      try body(UnsafeRawBufferPointer(rebasing: code[..<(code.firstIndex(of: 0) ?? 8)]))
    }
  }
}

extension CustomValues {
  /// The bytes of one custom field's value; nil when there is none of that type.
  static func bytes(
    of name: [UInt8], code: UInt8, in bytes: UnsafeRawBufferPointer
  ) throws -> UnsafeRawBufferPointer? {
    var found: UnsafeRawBufferPointer?
    try forEach(bytes) { candidate, type, value in
      guard candidate.elementsEqual(name) else { return true }
      if type == code { found = value }
      return false
    }
    return found
  }
}
