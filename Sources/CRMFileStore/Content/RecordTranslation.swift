import CRMCore

/// Turns stored records into those of this program: as they are where the layouts agree, field by field by name where
/// a declaration has changed since.
///
/// Nothing on the disk is rewritten for it.
struct RecordTranslation: Sendable {
  let type: RecordType
  private let isSame: Bool
  /// What becomes of the stored fields, in the order of their slots, without those that every record has.
  private let fields: [FieldTranslation]

  /// - Throws: ``FileStoreError/incompatible(_:)`` when a field is now declared with a type that its stored values don't have and no conversion
  ///   makes of them, or has a type that this version does not know.
  init(from stored: StoredLayout, to type: RecordType) throws {
    self.type = type
    isSame = stored == StoredLayout(type)
    do {
      fields =
        try isSame
        ? [] : stored.fields.dropFirst(RecordType.stampFields.count).map { try FieldTranslation($0, in: type) }
    } catch let refusal as FieldTranslation.Refusal {
      throw FileStoreError.incompatible(refusal.description)
    }
  }

  /// A stored record as this program keeps it; nil when the bytes don't have the layout of records.
  func record(_ bytes: UnsafeRawBufferPointer) throws -> RecordStorage? {
    guard let storage = RecordStorage.make(validating: bytes) else { return nil }
    return isSame ? storage : try translated(storage)
  }

  /// Fields that are no longer declared are kept among the custom values, so that a newer program's data survive an older one.
  private func translated(_ storage: RecordStorage) throws -> RecordStorage {
    let key = RecordKey(entity: type.entity, id: storage.id)
    let first = RecordType.stampFields.count
    do {
      let (stamp, values) = try storage.withSlots { slots in
        var values: [String: AnyValue] = [:]
        if let bytes = slots[first + fields.count] {
          let custom = try CustomValues(bytes: bytes)
          for name in custom.names {
            let current = type.currentName(of: name)
            values[current] = try type.fitting(custom[name], in: current)
          }
        }
        // What stands in a slot was written by the program that wrote the record last: it counts, and not what that one had only kept.
        for (slot, field) in fields.enumerated() where !field.isDerived {
          guard let bytes = slots[first + slot] else { continue }
          let value = try ValueCoding.value(bytes, as: field.stored)
          values[field.name] = try field.value(value)
        }
        return (Stamp(slots), values)
      }
      return try AnyRecord(preserving: values, of: type, id: storage.id, stamp: stamp).recoded().storage
    } catch let error as FileStoreError {
      throw error
    } catch {
      throw FileStoreError.incompatible("\(key) can't be read as it is declared now: \(error)")
    }
  }
}
