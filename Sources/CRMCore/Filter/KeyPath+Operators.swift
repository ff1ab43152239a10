/// The field equals the value; nil equals nil.
public func == <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar?) -> Filter<R> { Field(field) == value }

/// The field differs from the value; nil differs from every value.
public func != <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar?) -> Filter<R> { Field(field) != value }

/// The field is less than the value; false for nil.
public func < <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Field(field) < value }

/// The field is at most the value; false for nil.
public func <= <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Field(field) <= value }

/// The field is greater than the value; false for nil.
public func > <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Field(field) > value }

/// The field is at least the value; false for nil.
public func >= <R: Record, V: FieldValue>(field: KeyPath<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Field(field) >= value }

/// The field passes a test that has no operator: `\.name ~= .contains("GTX")`.
public func ~= <R: Record, V: FieldValue>(field: KeyPath<R, V>, test: FieldTest<V>) -> Filter<R> {
  Field(field) ~= test
}
