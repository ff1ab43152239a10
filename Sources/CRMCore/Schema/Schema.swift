/// The declaration of a record's fields, in the order in which they are written down.
///
/// Building one takes some microseconds a field: keep it in a `static let`. The closure must not touch another type's schema, which could be
/// waiting for this one; references need only the other type's name.
public struct Schema<R: Record>: Sendable {
  /// The declaration as stores and reports use it, without the Swift type.
  public let recordType: RecordType
  private let codec: RecordCodec<R>
  private let names: FieldNames

  /// Collects the fields that the closure declares.
  ///
  /// A declaration that contradicts itself, such as one with a name twice, is a mistake of the program: see
  /// ``RecordType/declarationProblems``.
  public init(_ declare: (inout SchemaBuilder<R>) -> Void) {
    var builder = SchemaBuilder<R>()
    declare(&builder)
    let codec = RecordCodec<R>(fields: builder.fields.map(\.coder), custom: builder.custom)
    recordType = RecordType(
      entity: R.entity, declared: builder.fields.map(\.description), indexes: builder.indexes,
      allowsCustomFields: builder.custom != nil, keepsHistory: builder.keepsHistory
    ) { any, stamp, stored in
      var record = try codec.decode(any)
      if let stamp { record.stamp = stamp }
      return (try codec.encode(record, as: any.type, keeping: stored), record.problems())
    }
    self.codec = codec
    names = FieldNames(
      Schema.stampNames + builder.fields.compactMap { field in field.keyPath.map { ($0, field.description.name) } })
  }

  /// The name of the field that a key path leads to; nil when it is not declared.
  public func name(of keyPath: PartialKeyPath<R>) -> String? { names.byKeyPath[keyPath] }

  /// Encodes a record.
  ///
  /// - Throws: ``RecordError/invalid(_:_:)`` with every field that holds what can't be stored.
  public func encode(_ record: R) throws -> AnyRecord { try codec.encode(record, as: recordType) }

  /// Decodes a record of this type.
  ///
  /// - Throws: ``RecordError/unreadable(_:field:reason:)`` when a stored value is none that this program knows.
  public func decode(_ record: AnyRecord) throws -> R { try codec.decode(record) }

  private static var stampNames: [(AnyKeyPath, String)] {
    [
      (\R.id, "id"), (\R.stamp.revision, "revision"), (\R.stamp.createdAt, "createdAt"),
      (\R.stamp.createdBy, "createdBy"), (\R.stamp.updatedAt, "updatedAt"), (\R.stamp.updatedBy, "updatedBy"),
    ]
  }
}

/// The names of a schema's fields by their key paths.
///
/// Sendable although the compiler can't see it: `AnyKeyPath` is not declared so because a key path may capture a subscript's argument; these come
/// from parameters that demand `Sendable`.
private struct FieldNames: @unchecked Sendable {
  let byKeyPath: [AnyKeyPath: String]

  init(_ names: [(AnyKeyPath, String)]) {
    byKeyPath = Dictionary(names, uniquingKeysWith: { first, _ in first })
  }
}
