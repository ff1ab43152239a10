/// Collects the fields of a record or of a nested value; a schema's closure receives it and calls it once a field.
public struct SchemaBuilder<G>: Sendable {
  struct Field: Sendable {
    let description: FieldDescription
    let coder: FieldCoder
    let keyPath: (any AnyKeyPath & Sendable)?
    /// Reads the field as it is, checked by nobody.
    let value: @Sendable (G) -> AnyValue
  }

  var fields: [Field] = []
  /// The nested values, whose key paths are steps on the way to fields.
  var groups: [(name: String, keyPath: any AnyKeyPath & Sendable)] = []
  var indexes: [IndexDescription] = []
  var conversions: [FieldConversion] = []
  var custom: OtherField?
  var keepsHistory = true

  /// Declares a field.
  ///
  /// - Parameters:
  ///   - name: The stable name, in lower camel case. It names the stored data.
  ///   - keyPath: The stored property.
  ///   - options: What is asked of the field.
  public mutating func callAsFunction<V: FieldValue>(
    _ name: String, _ keyPath: any WritableKeyPath<G, V> & Sendable, _ options: FieldOption...
  ) {
    declare(name, keyPath, Set(options), onDelete: nil)
  }

  /// Declares a reference, or a list of references, and what happens to it when its target is deleted.
  public mutating func callAsFunction<V: ReferenceValue>(
    _ name: String, _ keyPath: any WritableKeyPath<G, V> & Sendable, _ options: FieldOption...,
    onDelete rule: DeleteRule
  ) {
    declare(name, keyPath, Set(options), onDelete: rule)
  }

  /// Declares a reference to a record of another module, whose type is not known here.
  ///
  /// Where records of that entity are kept it is a reference like any other; where they are not, it holds the identifier alone: see
  /// ``FieldOption/elsewhere``.
  ///
  /// - Parameters:
  ///   - name: The stable name, in lower camel case. It names the stored data.
  ///   - keyPath: The stored property.
  ///   - options: What is asked of the field.
  ///   - entity: The name of the other record's entity.
  ///   - rule: What happens when the record referred to is deleted.
  public mutating func callAsFunction<V: FieldValue>(
    _ name: String, _ keyPath: any WritableKeyPath<G, V> & Sendable, _ options: FieldOption..., to entity: String,
    onDelete rule: DeleteRule
  ) where V.Scalar == Identifier {
    declare(name, keyPath, Set(options).union([.elsewhere]), to: entity, onDelete: rule)
  }

  private mutating func declare<V: FieldValue>(
    _ name: String, _ keyPath: any WritableKeyPath<G, V> & Sendable, _ options: Set<FieldOption>,
    to entity: String? = nil, onDelete: DeleteRule?
  ) {
    let type = entity.map { .reference(to: $0) } ?? V.fieldType
    var rule = onDelete
    if case .reference = type.element { rule = rule ?? .restrict }
    let description = FieldDescription(
      name: name, type: type, isOptional: V.isOptional, options: options, onDelete: rule)
    let coder = FieldCoder(keyPath)
    fields.append(
      Field(description: description, coder: coder, keyPath: keyPath) { $0[keyPath: keyPath].anyValue })
    declareKeys(name, keyPath, options)
  }

  private mutating func declareKeys<V: FieldValue>(
    _ name: String, _ keyPath: any KeyPath<G, V> & Sendable, _ options: Set<FieldOption>
  ) {
    if options.contains(.searchable) { declareKey(name + ".key", of: keyPath, TextKey.fold) }
    for case .collated(let alphabet) in options {
      declareKey(name + ".order", of: keyPath) { CollationKey($0, in: alphabet).value }
    }
  }

  private mutating func declareKey<V: FieldValue>(
    _ name: String, of keyPath: any KeyPath<G, V> & Sendable, _ makeKey: @escaping @Sendable (String) -> String
  ) {
    let description = FieldDescription(name: name, type: .text, isOptional: true, options: [.indexed], isDerived: true)
    let coder = FieldCoder(keyOf: keyPath, makeKey: makeKey)
    fields.append(
      Field(description: description, coder: coder, keyPath: nil) { group in
        if case .text(let text) = group[keyPath: keyPath].anyValue { .text(makeKey(text)) } else { .null }
      })
  }

  /// Declares a field that is computed from the others whenever the record is written: filtered, sorted and reported like any
  /// other, and never read back.
  public mutating func derived<V: FieldValue>(
    _ name: String, _ keyPath: any KeyPath<G, V> & Sendable, _ options: FieldOption...
  ) {
    let description = FieldDescription(
      name: name, type: V.fieldType, isOptional: V.isOptional, options: Set(options), isDerived: true)
    let coder = FieldCoder(derived: keyPath)
    fields.append(
      Field(description: description, coder: coder, keyPath: keyPath) { $0[keyPath: keyPath].anyValue })
    declareKeys(name, keyPath, Set(options))
  }

  /// Declares the fields of a nested value as fields of this one: `address` and `city` become `address.city`.
  public mutating func group<Nested: FieldGroup>(
    _ name: String, _ keyPath: any WritableKeyPath<G, Nested> & Sendable
  ) {
    let nested = Nested.fields.builder
    groups.append((name, keyPath))
    for inner in nested.groups {
      if let path = self.path(through: keyPath, to: inner.keyPath) { groups.append((name + "." + inner.name, path)) }
    }
    conversions += nested.conversions.map { $0.inside(name) }
    for inner in nested.fields {
      let old = inner.description
      let options = old.options.map { option in
        if case .formerly(let former) = option { FieldOption.formerly(name + "." + former) } else { option }
      }
      let description = FieldDescription(
        name: name + "." + old.name, type: old.type, isOptional: old.isOptional, options: Set(options),
        onDelete: old.onDelete, isDerived: old.isDerived)
      let coder = FieldCoder(inner.coder, inside: keyPath)
      let path = inner.keyPath.flatMap { self.path(through: keyPath, to: $0) }
      fields.append(
        Field(description: description, coder: coder, keyPath: path) { inner.value($0[keyPath: keyPath]) })
    }
  }

  /// Appending drops the proof that nothing was captured; both parts have it, so the whole has it too.
  private func path<Nested>(
    through group: any WritableKeyPath<G, Nested> & Sendable, to field: any AnyKeyPath & Sendable
  ) -> (any AnyKeyPath & Sendable)? {
    (group as AnyKeyPath).appending(path: field).map { unsafeBitCast($0, to: (any AnyKeyPath & Sendable).self) }
  }

  /// Declares an index over several fields, compared in the order given.
  public mutating func index(_ names: String...) {
    indexes.append(IndexDescription(fields: names, isUnique: false))
  }

  /// Declares that no two records hold the same values in all of these fields; records with a nil among them do not count.
  public mutating func unique(_ names: String...) {
    indexes.append(IndexDescription(fields: names, isUnique: true))
  }
}

extension SchemaBuilder where G: Record {
  /// Declares the property that holds the values of custom fields, which an administrator adds while the program runs.
  public mutating func custom(_ keyPath: any WritableKeyPath<G, CustomValues> & Sendable) {
    custom = OtherField(custom: keyPath)
  }

  /// Declares that no history is kept of these records.
  public mutating func withoutHistory() { keepsHistory = false }

  /// Whether every stored property of the records is declared, be it within a nested value.
  func declaresAll(of type: G.Type) -> Bool {
    let blank = G(id: RecordID(Identifier(high: 0, low: 0)))
    let nested = groups.compactMap { group in (group.keyPath as? PartialKeyPath<G>).map { blank[keyPath: $0] } }
    let stored = nested.reduce(Mirror(reflecting: blank).children.count) { $0 + Mirror(reflecting: $1).children.count }
    // Not declared as fields are the identifier and the stamp; the nested values are by what they hold.
    let places = fields.compactMap { field -> Int? in
      guard !field.description.isDerived else { return nil }
      return (field.keyPath as? PartialKeyPath<G>).flatMap { MemoryLayout<G>.offset(of: $0) }
    }
    let declared = Set(places).count + groups.count + 2 + (custom == nil ? 0 : 1)
    return declared == stored && Set(places).count == places.count
  }
}

/// A field value that refers to a record, or to several: the types that take a rule for the deletion of their target.
public protocol ReferenceValue: FieldValue {
  /// The type of the records referred to.
  associatedtype Target: Record
}

extension RecordID: ReferenceValue {
  /// The type of the records referred to.
  public typealias Target = R
}

extension Optional: ReferenceValue where Wrapped: ReferenceValue {
  /// The type of the records referred to.
  public typealias Target = Wrapped.Target
}

extension Array: ReferenceValue where Element: ReferenceValue {
  /// The type of the records referred to.
  public typealias Target = Element.Target
}
