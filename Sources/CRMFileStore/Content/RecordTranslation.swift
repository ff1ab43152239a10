import CRMCore

/// Turns stored records into those of this program: as they are where the layouts agree, field by field by name where
/// a declaration has changed since.
///
/// Nothing on the disk is rewritten for it.
struct RecordTranslation: Sendable {
  let type: RecordType
  private let stored: StoredLayout
  private let isSame: Bool

  /// - Throws: ``FileStoreError/incompatible(_:)`` when a field is now declared with a type that its stored values don't have, or has a type that
  ///   this version does not know.
  init(from stored: StoredLayout, to type: RecordType) throws {
    self.type = type
    self.stored = stored
    isSame = stored == StoredLayout(type)
    guard !isSame else { return }
    for field in stored.fields {
      guard field.type.fieldType != nil else {
        throw FileStoreError.incompatible("\(stored.entity).\(field.name) has a type that this version does not know")
      }
      if let declared = type.field(named: field.name), StoredType(declared.type) != field.type, !declared.isDerived {
        throw FileStoreError.incompatible(
          "\(stored.entity).\(field.name) is stored with another type than the one it is declared with, \(declared.type)"
        )
      }
    }
  }

  /// A stored record as this program keeps it; nil when the bytes don't have the layout of records.
  func record(_ bytes: UnsafeRawBufferPointer) throws -> RecordStorage? {
    guard let storage = RecordStorage.make(validating: bytes) else { return nil }
    return isSame ? storage : try translated(storage)
  }

  /// Fields that are no longer declared are kept among the custom values, so that a newer program's data survive an older one.
  private func translated(_ storage: RecordStorage) throws -> RecordStorage {
    let (stamp, values) = try storage.withSlots { slots in
      var values: [String: AnyValue] = [:]
      for (slot, field) in stored.fields.enumerated() where slot >= RecordType.stampFields.count {
        guard let bytes = slots[slot], let storedType = field.type.fieldType else { continue }
        if type.field(named: field.name)?.isDerived == true { continue }
        values[field.name] = try ValueCoding.value(bytes, as: storedType)
      }
      if let bytes = slots[stored.fields.count] {
        let custom = try CustomValues(bytes: bytes)
        for name in custom.names { values[name] = custom[name] }
      }
      return (Stamp(slots), values)
    }
    return try AnyRecord(preserving: values, of: type, id: storage.id, stamp: stamp).recoded().storage
  }
}
