/// A type of field whose values are in an order, so that `<` compares them.
public protocol OrderedFieldValue: FieldValue {}

extension String: OrderedFieldValue {}
extension Int: OrderedFieldValue {}
extension Int64: OrderedFieldValue {}
extension ExactDecimal: OrderedFieldValue {}
extension Double: OrderedFieldValue {}
extension Money: OrderedFieldValue {}
extension CalendarDate: OrderedFieldValue {}
extension Instant: OrderedFieldValue {}
extension Duration: OrderedFieldValue {}

// MARK: - On key paths

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
  Filter(test.expression(Field(field)._path))
}

// MARK: - On fields

/// The field equals the value; nil equals nil.
public func == <R: Record, V: FieldValue>(field: Field<R, V>, value: V.Scalar?) -> Filter<R> {
  Filter(.compare(field._path, .equal, value.anyValue))
}

/// The field differs from the value; nil differs from every value.
public func != <R: Record, V: FieldValue>(field: Field<R, V>, value: V.Scalar?) -> Filter<R> {
  Filter(.compare(field._path, .notEqual, value.anyValue))
}

/// The field is less than the value; false for nil.
public func < <R: Record, V: FieldValue>(field: Field<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(.compare(field._path, .less, value.anyValue)) }

/// The field is at most the value; false for nil.
public func <= <R: Record, V: FieldValue>(field: Field<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(.compare(field._path, .lessOrEqual, value.anyValue)) }

/// The field is greater than the value; false for nil.
public func > <R: Record, V: FieldValue>(field: Field<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(.compare(field._path, .greater, value.anyValue)) }

/// The field is at least the value; false for nil.
public func >= <R: Record, V: FieldValue>(field: Field<R, V>, value: V.Scalar) -> Filter<R>
where V.Scalar: OrderedFieldValue { Filter(.compare(field._path, .greaterOrEqual, value.anyValue)) }
