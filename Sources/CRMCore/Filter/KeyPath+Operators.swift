// The values are given their form at the caller's, where their types are known, and nothing else is done there.

extension Filter {
  /// The field compares so to the value.
  @usableFromInline
  init<V: FieldValue>(_ field: KeyPath<R, V>, _ comparison: FilterExpression.Comparison, _ value: AnyValue?) {
    self.init(.compare(R.schema.path(of: field), comparison, value ?? .null))
  }
}

/// The field equals the value; nil equals nil.
@inlinable
public func == <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar?) -> Filter<R> {
  Filter(field, .equal, value?.anyValue)
}

/// The field differs from the value; nil differs from every value.
@inlinable
public func != <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar?) -> Filter<R> {
  Filter(field, .notEqual, value?.anyValue)
}

/// The field is less than the value; false for nil.
@inlinable
public func < <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(field, .less, value.anyValue) }

/// The field is at most the value; false for nil.
@inlinable
public func <= <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(field, .lessOrEqual, value.anyValue) }

/// The field is greater than the value; false for nil.
@inlinable
public func > <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(field, .greater, value.anyValue) }

/// The field is at least the value; false for nil.
@inlinable
public func >= <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(field, .greaterOrEqual, value.anyValue) }

/// The field passes a test that has no operator: `\.name ~= .contains("GTX")`.
public func ~= <R: Record, V: FieldValue>(field: KeyPath<R, V>, test: FieldTest<V>) -> Filter<R> {
  Field(field) ~= test
}
