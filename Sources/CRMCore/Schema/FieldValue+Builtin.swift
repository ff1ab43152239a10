extension String: FieldValue {
  public static var fieldType: FieldType { .text }
  public var anyValue: AnyValue { .text(self) }
  public init(anyValue: AnyValue) throws {
    guard case .text(let value) = anyValue else { throw FieldValueError(anyValue, expected: .text) }
    self = value
  }
}

extension Int64: FieldValue {
  public static var fieldType: FieldType { .integer }
  public var anyValue: AnyValue { .integer(self) }
  public init(anyValue: AnyValue) throws {
    guard case .integer(let value) = anyValue else { throw FieldValueError(anyValue, expected: .integer) }
    self = value
  }
}

extension Int: FieldValue {
  public static var fieldType: FieldType { .integer }
  public var anyValue: AnyValue { .integer(Int64(self)) }
  public init(anyValue: AnyValue) throws {
    guard case .integer(let value) = anyValue, let value = Int(exactly: value) else {
      throw FieldValueError(anyValue, expected: .integer)
    }
    self = value
  }
}

extension Double: FieldValue {
  public static var fieldType: FieldType { .number }
  public var anyValue: AnyValue { .number(self) }
  public init(anyValue: AnyValue) throws {
    guard case .number(let value) = anyValue else { throw FieldValueError(anyValue, expected: .number) }
    self = value
  }
}

extension Bool: FieldValue {
  public static var fieldType: FieldType { .boolean }
  public var anyValue: AnyValue { .boolean(self) }
  public init(anyValue: AnyValue) throws {
    guard case .boolean(let value) = anyValue else { throw FieldValueError(anyValue, expected: .boolean) }
    self = value
  }
}

extension ExactDecimal: FieldValue {
  public static var fieldType: FieldType { .decimal }
  public var anyValue: AnyValue { .decimal(self) }
  public init(anyValue: AnyValue) throws {
    guard case .decimal(let value) = anyValue else { throw FieldValueError(anyValue, expected: .decimal) }
    self = value
  }
}

extension Money: FieldValue {
  public static var fieldType: FieldType { .money }
  public var anyValue: AnyValue { .money(self) }
  public init(anyValue: AnyValue) throws {
    guard case .money(let value) = anyValue else { throw FieldValueError(anyValue, expected: .money) }
    self = value
  }
}

extension CalendarDate: FieldValue {
  public static var fieldType: FieldType { .date }
  public var anyValue: AnyValue { .date(self) }
  public init(anyValue: AnyValue) throws {
    guard case .date(let value) = anyValue else { throw FieldValueError(anyValue, expected: .date) }
    self = value
  }
}

extension Instant: FieldValue {
  public static var fieldType: FieldType { .instant }
  public var anyValue: AnyValue { .instant(self) }
  public init(anyValue: AnyValue) throws {
    guard case .instant(let value) = anyValue else { throw FieldValueError(anyValue, expected: .instant) }
    self = value
  }
}

extension Duration: FieldValue {
  public static var fieldType: FieldType { .duration }
  public var anyValue: AnyValue { .duration(self) }
  public init(anyValue: AnyValue) throws {
    guard case .duration(let value) = anyValue else { throw FieldValueError(anyValue, expected: .duration) }
    self = value
  }
}

extension RecordID: FieldValue {
  public static var fieldType: FieldType { .reference(to: R.entity) }
  public var anyValue: AnyValue { .reference(identifier) }
  public init(anyValue: AnyValue) throws {
    guard case .reference(let value) = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    self.init(value)
  }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  public typealias Scalar = Wrapped.Scalar
  public static var fieldType: FieldType { Wrapped.fieldType }
  public static var isOptional: Bool { true }
  public var anyValue: AnyValue { self?.anyValue ?? .null }
  public init(anyValue: AnyValue) throws {
    self = anyValue.isNull ? nil : try Wrapped(anyValue: anyValue)
  }
}

extension Array: FieldValue where Element: FieldValue {
  public static var fieldType: FieldType { .list(Element.fieldType) }
  public var anyValue: AnyValue { .list(map(\.anyValue)) }
  public init(anyValue: AnyValue) throws {
    guard case .list(let values) = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    self = try values.map(Element.init(anyValue:))
  }
}

/// The identifier of an acting user, as a record's stamp holds it.
extension Identifier: FieldValue {
  public static var fieldType: FieldType { .reference(to: RecordType.actorEntity) }
  public var anyValue: AnyValue { .reference(self) }
  public init(anyValue: AnyValue) throws {
    guard case .reference(let value) = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    self = value
  }
}
