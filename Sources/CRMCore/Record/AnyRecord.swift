/// A record whose type is known only while the program runs, as stores hold it: its declaration and its encoded bytes.
///
/// Copying it costs one retain. Single fields are read without decoding the others.
public struct AnyRecord: Sendable {
  /// The declaration of the record's fields.
  public let type: RecordType
  package let storage: RecordStorage

  package init(type: RecordType, storage: RecordStorage) {
    self.type = type
    self.storage = storage
  }

  /// Creates a record from values by field name, for importers and for stores that keep columns.
  ///
  /// Fields without a value hold nil; names that are not declared are custom fields.
  ///
  /// - Throws: ``RecordError/invalid(_:_:)`` with every value that does not fit its field.
  public init(type: RecordType, id: Identifier, stamp: Stamp = Stamp(), values: [String: AnyValue]) throws {
    try self.init(type: type, id: id, stamp: stamp, values: values, acceptsUnknown: type.allowsCustomFields)
  }

  private init(
    type: RecordType, id: Identifier, stamp: Stamp, values: [String: AnyValue], acceptsUnknown: Bool
  ) throws {
    var slots = SlotWriter(expecting: type.fields.count + 1)
    var refusals: [FieldProblem] = []
    try stamp.encode(into: &slots)
    for field in type.fields[Stamp.slotCount...] {
      guard let value = values[field.name], !value.isNull else {
        slots.writeNull()
        continue
      }
      do {
        try slots.write { try ValueCoding.append(value, as: field.type, to: &$0) }
      } catch let error as FieldValueError {
        refusals.append(FieldProblem(field.name, error.description))
        slots.writeNull()
      }
    }
    let key = RecordKey(entity: type.entity, id: id)
    var custom = CustomValues()
    for (name, value) in values where type.slot(of: name) == nil && name != "id" {
      if acceptsUnknown {
        custom[name] = value
      } else {
        refusals.append(FieldProblem(name, "is not a field of \(type.entity)"))
      }
    }
    if !custom.isEmpty {
      try slots.write { refusals += try CustomValues.append(custom, to: &$0) }
    } else if type.allowsCustomFields {
      // As records of the Swift type are encoded: equal ones have equal bytes.
      slots.writeNull()
    }
    guard refusals.isEmpty else { throw RecordError.invalid(key, refusals.sorted { $0.field < $1.field }) }
    self.init(type: type, storage: RecordStorage.make(id: id, slots: slots))
  }

  /// Creates a record of whatever values were stored: those that have no declared field are kept beside the custom ones, also where the type
  /// allows none.
  package init(preserving values: [String: AnyValue], of type: RecordType, id: Identifier, stamp: Stamp) throws {
    try self.init(type: type, id: id, stamp: stamp, values: values, acceptsUnknown: true)
  }

  /// The record's identifier.
  public var id: Identifier { storage.id }

  /// The record's address in a store.
  public var key: RecordKey { RecordKey(entity: type.entity, id: id) }

  /// The revision, and who wrote the record when.
  public var stamp: Stamp { storage.withSlots(Stamp.init) }

  /// The value of a field, or of a custom field; `null` when there is none of that name.
  ///
  /// - Throws: ``RecordError/damaged`` when the stored bytes can't be of the field's type.
  public func value(of name: String) throws -> AnyValue {
    if let slot = type.slot(of: name) { return try value(at: slot) }
    if name == "id" { return .reference(id) }
    return try storage.withSlots { slots in
      try slots[type.customSlot].flatMap { try CustomValues.value(of: name.utf8, in: $0) } ?? .null
    }
  }

  /// The value of the field at that position among ``RecordType/fields``.
  public func value(at slot: Int) throws -> AnyValue {
    try storage.withSlots { try $0[slot].map { try ValueCoding.value($0, as: type.fields[slot].type) } ?? .null }
  }

  /// The values of the custom fields.
  public var customValues: CustomValues {
    get throws { try storage.withSlots { try $0[type.customSlot].map(CustomValues.init(bytes:)) ?? CustomValues() } }
  }

  /// The values of all fields that hold any, without `id` and the stamp, custom fields included.
  public func values() throws -> [String: AnyValue] {
    var values: [String: AnyValue] = [:]
    for slot in Stamp.slotCount..<type.fields.count {
      let value = try value(at: slot)
      if !value.isNull { values[type.fields[slot].name] = value }
    }
    let custom = try customValues
    for name in custom.names { values[name] = custom[name] }
    return values
  }

  /// The names of the fields in which two versions of a record differ, custom fields included, in the order of declaration; `id`
  /// and the stamp are left out.
  public func fields(differingFrom other: AnyRecord) throws -> [String] {
    var names = storage.withSlots { mine in
      other.storage.withSlots { theirs in
        (Stamp.slotCount..<type.fields.count).filter { !SlotReader.areEqual(mine[$0], theirs[$0]) }
          .map { type.fields[$0].name }
      }
    }
    let (mine, theirs) = (try customValues, try other.customValues)
    names += Set(mine.names + theirs.names).filter { mine[$0] != theirs[$0] }.sorted()
    return names
  }

  /// Whether two versions of a record differ in more than the stamp, and, when asked so, in more than the owner.
  func differs(from other: AnyRecord, besidesOwner: Bool = false) -> Bool {
    let left = besidesOwner ? type.ownerSlot : nil
    return storage.withSlots { mine in
      other.storage.withSlots { theirs in
        (Stamp.slotCount...type.customSlot).contains { $0 != left && !SlotReader.areEqual(mine[$0], theirs[$0]) }
      }
    }
  }
}

extension AnyRecord: Hashable {
  /// Two records are equal when they are of one type and hold the same bytes.
  public static func == (left: AnyRecord, right: AnyRecord) -> Bool {
    left.type == right.type
      && left.storage.withBytes { left in right.storage.withBytes { left.elementsEqual($0) } }
  }

  /// Feeds what equality depends on.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
