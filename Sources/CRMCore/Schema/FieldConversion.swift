/// How a field's values that were stored as another type become of the type that the field has now.
package struct FieldConversion: Sendable {
  /// The field's name.
  let field: String
  /// The type of the stored values.
  package let source: FieldType
  /// The type that it makes of them, which must be the field's.
  let target: FieldType
  /// Makes one of the other; null for none.
  package let convert: @Sendable (AnyValue) throws -> AnyValue

  /// The same conversion of a nested value's field.
  func inside(_ group: String) -> FieldConversion {
    FieldConversion(field: group + "." + field, source: source, target: target, convert: convert)
  }
}

extension SchemaBuilder {
  /// Declares how values of a field that were stored when it had another type become of the type that it has now.
  ///
  /// ```swift
  /// f("size", \.size)
  /// f.convert("size") { (text: String) in Int(text) ?? 0 }
  /// ```
  ///
  /// One for each type that the field had. A store converts when it reads, and nothing is rewritten for it.
  ///
  /// - Parameters:
  ///   - name: The field's name.
  ///   - conversion: Makes a new value of an old one.
  public mutating func convert<Old: FieldValue, New: FieldValue>(
    _ name: String, _ conversion: @escaping @Sendable (Old) throws -> New
  ) {
    conversions.append(
      FieldConversion(field: name, source: Old.fieldType, target: New.fieldType) {
        try conversion(Old(anyValue: $0)).anyValue
      })
  }
}

extension RecordType {
  /// The name that a field has now which had another one once; the name itself where no field had it.
  package func currentName(of stored: String) -> String {
    field(named: stored) == nil ? renamed[stored] ?? stored : stored
  }

  /// The conversions of a field's values.
  package func conversions(of field: String) -> [FieldConversion] { conversions.filter { $0.field == field } }

  /// What contradicts itself in what is declared of former names and types.
  static func problems(
    of entity: String, fields: [FieldDescription], conversions: [FieldConversion]
  ) -> [String] {
    var problems: [String] = []
    var former: Set<String> = []
    for field in fields {
      for name in field.formerNames where !former.insert(name).inserted || fields.contains(where: { $0.name == name }) {
        problems.append("\(entity).\(field.name) was formerly “\(name)”, which is, or was, another field")
      }
    }
    for conversion in conversions {
      guard let field = fields.first(where: { $0.name == conversion.field }) else {
        problems.append("\(entity) converts “\(conversion.field)”, which is not declared")
        continue
      }
      if field.type != conversion.target {
        problems.append("\(entity).\(field.name) is a \(field.type), and is converted to a \(conversion.target)")
      }
    }
    return problems
  }
}
