/// What becomes of a stored field's values in a program that may declare the field otherwise by now.
package struct FieldTranslation: Sendable {
  /// The type of the stored values.
  package let stored: FieldType
  /// The name under which they are kept.
  package let name: String
  private var conversion: FieldConversion?
  /// Whether they are computed from others, and so left behind.
  package private(set) var isDerived = false

  /// Why a field's stored values can't be those of its declaration.
  package struct Refusal: Error {
    package let description: String
  }

  /// - Throws: ``Refusal`` when the field is now declared with a type that its stored values don't have and no conversion makes of them, or
  ///   has a type that this version does not know.
  package init(_ field: StoredField, in type: RecordType) throws(Refusal) {
    guard let stored = field.type.fieldType else {
      throw Refusal(description: "\(type.entity).\(field.name) has a type that this version does not know")
    }
    self.stored = stored
    name = type.currentName(of: field.name)
    isDerived = field.isDerived
    guard !isDerived, let declared = type.field(named: name) else { return }
    // What is computed now is not read, whatever it was once.
    isDerived = declared.isDerived
    guard !isDerived, !field.type.isPart(of: declared.type) else { return }
    conversion = type.conversions(of: name).first { StoredType($0.source) == field.type }
    guard conversion == nil else { return }
    throw Refusal(
      description:
        "\(type.entity).\(field.name) is stored as \(stored) and declared as \(declared.type), and nothing is declared that converts it"
    )
  }

  /// A stored value as one of the field that has its name now.
  package func value(_ stored: AnyValue) throws -> AnyValue { try conversion?.convert(stored) ?? stored }
}

extension RecordType {
  /// A value that was kept without a declared field, as one of the field that has its name now.
  package func fitting(_ value: AnyValue, in name: String) throws -> AnyValue {
    guard let field = field(named: name), !value.fits(field.type) else { return value }
    guard let conversion = conversions(of: name).first(where: { value.fits($0.source) }) else { return value }
    return try conversion.convert(value)
  }
}

extension AnyValue {
  /// Whether the value can be stored as that type.
  fileprivate func fits(_ type: FieldType) -> Bool {
    var bytes: [UInt8] = []
    return (try? ValueCoding.append(self, as: type, to: &bytes)) != nil
  }
}
