/// The fields of one type of record with which an actor may not do everything.
struct FieldLimits: Sendable {
  private let type: RecordType
  /// By slot; those that may be written are left out.
  private let slots: [Int: FieldAccess]
  /// The custom fields, by name.
  private let custom: [String: FieldAccess]

  /// nil when there is no limit.
  init?(_ rights: Rights, on type: RecordType) {
    guard let limits = rights.fields[type.entity] else { return nil }
    self.type = type
    var slots: [Int: FieldAccess] = [:]
    for slot in Stamp.slotCount..<type.fields.count {
      let access = rights.access(to: type.fields[slot].name, of: type.entity)
      if access < .write { slots[slot] = access }
    }
    self.slots = slots
    custom = limits.filter { type.allowsCustomFields && type.slot(of: $0.key) == nil && $0.value < .write }
    if slots.isEmpty, custom.isEmpty { return nil }
  }

  /// Makes sure that there is something to limit: a declared field or a part of one, or what may be a custom field.
  ///
  /// What every record has can't be limited.
  ///
  /// - Throws: ``FilterError/unknownField(_:entity:suggestions:)``.
  static func check(_ field: String, of type: RecordType) throws {
    let names = type.fields[Stamp.slotCount...].map(\.name)
    if names.contains(where: { $0 == field || $0.hasPrefix(field + ".") }) { return }
    if type.allowsCustomFields, type.field(named: field) == nil, CustomField.isName(field) { return }
    throw FilterError.unknownField(
      field, entity: type.entity, suggestions: Spelling.nearest(to: field, among: names))
  }

  /// A field that may not be read and that a query reads; nil when there is none.
  func unreadable(among slots: Set<Int>, custom names: Set<String>) -> String? {
    let slot = slots.sorted().first { self.slots[$0].map { $0 < .read } ?? false }
    return slot.map { type.fields[$0].name } ?? names.sorted().first { self.custom[$0].map { $0 < .read } ?? false }
  }

  /// What may be done with a field, by the name that it has or had once.
  func access(to field: String) -> FieldAccess {
    let field = type.currentName(of: field)
    return (type.slot(of: field).map { slots[$0] } ?? custom[field]) ?? .write
  }
}

// MARK: - Reading

extension FieldLimits {
  /// The record as the actor sees it.
  func shown(_ record: AnyRecord) throws -> AnyRecord {
    var slots = SlotWriter(expecting: type.fields.count + 1)
    try record.storage.withSlots { stored in
      for slot in 0..<type.fields.count {
        switch self.slots[slot] {
        case .hidden: slots.writeNull()
        case .masked: try type.fields[slot].type.writeMask(of: stored[slot], to: &slots)
        case .read, .write, nil: try slots.write(bytes: stored[slot])
        }
      }
      guard !custom.isEmpty else { return try slots.write(bytes: stored[type.customSlot]) }
      var values = try stored[type.customSlot].map(CustomValues.init(bytes:)) ?? CustomValues()
      for (name, access) in custom where access < .read {
        values[name] = access == .masked ? values[name].masked : .null
      }
      if values.isEmpty { return slots.writeNull() }
      _ = try slots.write { try CustomValues.append(values, to: &$0) }
    }
    return AnyRecord(type: type, storage: RecordStorage.make(id: record.id, slots: slots))
  }
}

extension FieldType {
  fileprivate func writeMask(of bytes: UnsafeRawBufferPointer?, to slots: inout SlotWriter) throws {
    guard case .text = self, let bytes else { return slots.writeNull() }
    var mask = FieldAccess.mask(ValueCoding.text(bytes))
    try slots.write { bytes in mask.withUTF8 { bytes.append(contentsOf: UnsafeRawBufferPointer($0)) } }
  }
}

extension AnyValue {
  /// What is shown of a masked value.
  fileprivate var masked: AnyValue { if case .text(let text) = self { .text(FieldAccess.mask(text)) } else { .null } }
}

// MARK: - Writing

extension FieldLimits {
  /// A record that was made from what the actor sees of another, with what they may not change as it is stored.
  ///
  /// - Throws: ``StoreError/fieldNotAllowed(_:_:of:)`` when they gave another value to such a field.
  func completed(_ record: AnyRecord, over stored: AnyRecord, shown: AnyRecord) throws -> AnyRecord {
    let blank = try type.blank(record.id)
    var values = try record.values()
    for field in limited {
      let value = try record.value(of: field)
      let (kept, seen) = (try stored.value(of: field), try shown.value(of: field))
      guard try value == kept || value == seen || value == blank.value(of: field) && seen.isNull else {
        throw StoreError.fieldNotAllowed("change", field, of: record.key)
      }
      values[field] = kept
    }
    return try AnyRecord(preserving: values, of: type, id: record.id, stamp: record.stamp)
  }

  /// Makes sure that a field which the actor may not change is as it was; in a new record, as it is when nobody has said anything of it.
  ///
  /// - Throws: ``StoreError/fieldNotAllowed(_:_:of:)``.
  func confirm(_ record: AnyRecord, replacing stored: AnyRecord?) throws {
    let before = try stored ?? type.blank(record.id)
    for field in limited where try record.value(of: field) != before.value(of: field) {
      throw StoreError.fieldNotAllowed(stored == nil ? "set" : "change", field, of: record.key)
    }
  }

  /// The limited fields, in the order of declaration, without derived ones, which follow from others.
  private var limited: [String] {
    slots.keys.sorted().map { type.fields[$0] }.filter { !$0.isDerived }.map(\.name) + custom.keys.sorted()
  }
}
