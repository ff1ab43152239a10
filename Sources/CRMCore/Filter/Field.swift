/// The fields of a record, as a filter's builder offers them: `$0.state`, `$0.account.industry`, `$0.custom("tier")`.
@dynamicMemberLookup
public struct RecordFields<R: Record>: Sendable {
  init() {}

  /// The field that the key path leads to.
  public subscript<V: FieldValue>(dynamicMember keyPath: KeyPath<R, V>) -> Field<R, V> { Field(keyPath) }

  /// A custom field, with the Swift type that it is compared as.
  public func custom<V: FieldValue>(_ name: String, as type: V.Type = String.self) -> Field<R, V?> {
    Field(_path: FieldPath(name))
  }
}

/// A field of a record, or one that its references lead to; compared with operators, it makes a ``Filter``.
@dynamicMemberLookup
public struct Field<R: Record, V: FieldValue>: Hashable, Sendable {
  // Underscored, since the members of this type would hide fields of the same name.
  /// Where the field is.
  public let _path: FieldPath

  /// Names a field by its path.
  ///
  /// Whether it leads to a value of the type is checked where it is used.
  public init(_path path: FieldPath) { _path = path }

  /// The field that a key path leads to.
  init(_ keyPath: KeyPath<R, V>) { _path = R.schema.path(of: keyPath) }

  /// A field of the record that this reference names.
  public subscript<T: FieldValue>(dynamicMember keyPath: KeyPath<V.Target, T>) -> Field<R, T>
  where V: ReferenceValue {
    Field<R, T>(_path: _path.appending(Field<V.Target, T>(keyPath)._path))
  }
}

extension Field: FilterOperand {
  /// The field passes a test.
  public func passes(_ test: FieldTest<V>) -> Filter<R> { Filter(test.expression(_path)) }
}

extension Field where V: FieldGroup {
  /// A field of this nested value.
  public subscript<T: FieldValue>(dynamicMember keyPath: KeyPath<V, T>) -> Field<R, T> {
    Field<R, T>(_path: _path.appending(FieldPath(V.fields.name(of: keyPath) ?? "\(keyPath)")))
  }
}

/// The field of the record that a reference leads to: `\.account / \.industry`.
public func / <R: Record, A: ReferenceValue, V: FieldValue>(
  reference: KeyPath<R, A>, field: KeyPath<A.Target, V>
) -> Field<R, V> {
  Field(_path: Field(reference)._path.appending(Field(field)._path))
}

/// The field of the record that a longer way leads to: `\.account / \.parent / \.name`.
public func / <R: Record, A: ReferenceValue, V: FieldValue>(
  reference: Field<R, A>, field: KeyPath<A.Target, V>
) -> Field<R, V> {
  Field(_path: reference._path.appending(Field(field)._path))
}
