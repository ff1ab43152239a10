extension String: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .text }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .text(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .text(let value) = anyValue else { throw FieldValueError(anyValue, expected: .text) }
    self = value
  }
}

extension Int64: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .integer }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .integer(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .integer(let value) = anyValue else { throw FieldValueError(anyValue, expected: .integer) }
    self = value
  }
}

extension Int: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .integer }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .integer(Int64(self)) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .integer(let value) = anyValue, let value = Int(exactly: value) else {
      throw FieldValueError(anyValue, expected: .integer)
    }
    self = value
  }
}

extension Double: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .number }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .number(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .number(let value) = anyValue else { throw FieldValueError(anyValue, expected: .number) }
    self = value
  }
}

extension Bool: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .boolean }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .boolean(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .boolean(let value) = anyValue else { throw FieldValueError(anyValue, expected: .boolean) }
    self = value
  }
}

extension ExactDecimal: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .decimal }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .decimal(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .decimal(let value) = anyValue else { throw FieldValueError(anyValue, expected: .decimal) }
    self = value
  }
}

extension Money: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .money }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .money(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .money(let value) = anyValue else { throw FieldValueError(anyValue, expected: .money) }
    self = value
  }
}

extension CalendarDate: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .date }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .date(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .date(let value) = anyValue else { throw FieldValueError(anyValue, expected: .date) }
    self = value
  }
}

extension Instant: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .instant }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .instant(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .instant(let value) = anyValue else { throw FieldValueError(anyValue, expected: .instant) }
    self = value
  }
}

extension Duration: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .duration }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .duration(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .duration(let value) = anyValue else { throw FieldValueError(anyValue, expected: .duration) }
    self = value
  }
}

extension RecordID: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .reference(to: R.entity) }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .reference(identifier) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .reference(let value) = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    self.init(value)
  }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  /// What a filter compares the field with.
  public typealias Scalar = Wrapped.Scalar
  /// What kind of value the field holds.
  public static var fieldType: FieldType { Wrapped.fieldType }
  /// Whether the type has a place for nothing.
  public static var isOptional: Bool { true }
  /// The value without its Swift type.
  public var anyValue: AnyValue { self?.anyValue ?? .null }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    self = anyValue.isNull ? nil : try Wrapped(anyValue: anyValue)
  }
}

extension Array: FieldValue where Element: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .list(Element.fieldType) }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .list(map(\.anyValue)) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .list(let values) = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    self = try values.map(Element.init(anyValue:))
  }
}

/// The identifier of an acting user, as a record's stamp holds it.
extension Identifier: FieldValue {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .reference(to: RecordType.actorEntity) }
  /// The value without its Swift type.
  public var anyValue: AnyValue { .reference(self) }
  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .reference(let value) = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    self = value
  }
}
