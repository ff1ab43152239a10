/// A value with fields of its own and no identity: an address, one of a contact's e-mail addresses.
///
/// ```swift
/// struct Address: FieldGroup {
///   var street = "", city = ""
///   init() {}
///   static let fields = GroupSchema<Address> { f in
///     f("street", \.street)
///     f("city", \.city)
///   }
/// }
/// ```
///
/// As a property of a record it is declared with ``SchemaBuilder/group(_:_:)`` and its fields become the record's
/// (`address.city`); a list of groups is a field itself, and filters look into it with `any` and `all`.
public protocol FieldGroup: FieldValue {
  /// The declaration of the fields. Write it as a `static let`.
  static var fields: GroupSchema<Self> { get }

  /// Creates a value that holds the defaults of its fields.
  init()
}

/// The declaration of a nested value's fields.
public struct GroupSchema<G: FieldGroup>: Sendable {
  let builder: SchemaBuilder<G>

  /// Collects the fields that the closure declares.
  ///
  /// The order is that of the declaration.
  public init(_ declare: (inout SchemaBuilder<G>) -> Void) {
    var builder = SchemaBuilder<G>()
    declare(&builder)
    self.builder = builder
  }

  /// The name of the field that a key path leads to; nil when it is not declared.
  public func name(of keyPath: PartialKeyPath<G>) -> String? {
    let field = builder.fields.first { field in field.keyPath.map { $0 as AnyKeyPath == keyPath } ?? false }
    return field?.description.name ?? builder.groups.first { $0.keyPath as AnyKeyPath == keyPath }?.name
  }

  /// The fields, in the order of their declaration.
  public var descriptions: [FieldDescription] { builder.fields.map(\.description) }
}

extension FieldGroup {
  /// What kind of value the field holds.
  public static var fieldType: FieldType { .group(fields.descriptions) }

  /// The value without its Swift type.
  public var anyValue: AnyValue {
    var values: [String: AnyValue] = [:]
    for field in Self.fields.builder.fields {
      let value = field.value(self)
      if !value.isNull { values[field.description.name] = value }
    }
    return .group(values)
  }

  /// Gives a value its Swift type.
  public init(anyValue: AnyValue) throws {
    guard case .group = anyValue else { throw FieldValueError(anyValue, expected: Self.fieldType) }
    var bytes: [UInt8] = []
    try ValueCoding.append(anyValue, as: Self.fieldType, to: &bytes)
    self = try bytes.withUnsafeBytes { try Self(slots: $0) }
  }
}
