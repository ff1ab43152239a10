/// The declaration of a record's fields, in the order in which they are written down.
///
/// Building one takes some microseconds a field, and what it holds is kept until the program ends: keep it in a `static let`. The closure must
/// not touch another type's schema, which could be waiting for this one; references need only the other type's name.
public struct Schema<R: Record>: Sendable {
  /// The declaration as stores and reports use it, without the Swift type.
  public var recordType: RecordType { parts.read { $0.recordType } }
  private let parts: Permanent<SchemaParts<R>>

  private var codec: RecordCodec<R> { parts.read { $0.codec } }

  /// Collects the fields that the closure declares.
  ///
  /// A declaration that contradicts itself, such as one with a name twice, is a mistake of the program: see
  /// ``RecordType/declarationProblems``.
  public init(_ declare: (inout SchemaBuilder<R>) -> Void) {
    var builder = SchemaBuilder<R>()
    declare(&builder)
    let codec = RecordCodec<R>(
      fields: builder.fields.map(\.coder), custom: builder.custom, isWhole: builder.declaresAll(of: R.self))
    let declaration = RecordType.Declaration(
      entity: R.entity, declared: builder.fields.map(\.description), indexes: builder.indexes,
      conversions: builder.conversions, allowsCustomFields: builder.custom != nil, keepsHistory: builder.keepsHistory,
      consequent: R.self as? any ConsequentRecord.Type,
      blank: { try codec.encode(R(id: RecordID($0)), as: R.recordType).complete }
    ) { any, stamp, stored in
      var record = try codec.decode(any)
      if let stamp { record.stamp = stamp }
      return try codec.propose(record, as: any.type, replacing: stored)
    }
    let names = FieldNames(
      builder.fields.compactMap { field in field.keyPath.map { ($0, field.description.name) } }
        + builder.groups.map { ($0.keyPath, $0.name) },
      offset: { ($0 as? PartialKeyPath<R>).flatMap { MemoryLayout<R>.offset(of: $0) } })
    parts = Permanent(SchemaParts(RecordType(declaration), codec, names))
  }

  /// The name of the field that a key path leads to; nil when it is not declared.
  public func name(of keyPath: PartialKeyPath<R>) -> String? {
    parts.read { $0.names.byKeyPath[keyPath] } ?? nameOfCommonField(at: keyPath)
  }

  /// The path of the field that a key path leads to.
  ///
  /// A property that is not declared gets a name that no field has, so that its first use says which property it was.
  func path<V>(of keyPath: KeyPath<R, V>) -> FieldPath {
    let stored = MemoryLayout<R>.offset(of: keyPath).flatMap { offset in
      parts.read { $0.names.path(at: offset, of: ObjectIdentifier(V.self)) }
    }
    return stored ?? FieldPath(name(of: keyPath) ?? "\(keyPath)")
  }

  /// Encodes a record.
  ///
  /// - Throws: ``RecordError/invalid(_:_:)`` with every field that holds what can't be stored.
  public func encode(_ record: R) throws -> AnyRecord { try codec.encode(record, as: recordType).complete }

  /// Encodes a record that is to be written, and asks it for problems.
  func propose(_ record: R, replacing stored: AnyRecord? = nil) throws -> ProposedRecord {
    try codec.propose(record, as: recordType, replacing: stored)
  }

  /// The record that was proposed as it is read back.
  func decode(_ proposed: ProposedRecord, of record: consuming R) throws -> R {
    try codec.decode(proposed.encoded, of: record)
  }

  /// Decodes a record of this type.
  ///
  /// - Throws: ``RecordError/unreadable(_:field:reason:)`` when a stored value is none that this program knows.
  public func decode(_ record: AnyRecord) throws -> R { try codec.decode(record) }

  /// Decodes records of this type, in their order: quicker than one by one.
  ///
  /// - Throws: As ``decode(_:)-(AnyRecord)``, for the first that can't be read.
  public func decode(_ records: [AnyRecord]) throws -> [R] { try codec.decode(records) }

  /// The name of a field that every record has.
  ///
  /// Their key paths are those of a protocol's requirements here and of stored properties at the caller's, which are
  /// not equal: so they are told by what they read from a record of odd values.
  private func nameOfCommonField(at keyPath: PartialKeyPath<R>) -> String? {
    let odd = Identifier(high: 0xA5C3_91E7_0B2D_4F68, low: 0x97F1_3D5B_86C0_2E4A)
    var probe = R(id: RecordID(odd))
    probe.stamp = Stamp(
      revision: -0x51A9_C7E3, createdAt: Instant(microsecondsSince1970: -0x7E13_9B5D_2C04), createdBy: odd)
    probe.stamp.updatedAt = Instant(microsecondsSince1970: -0x6D42_8F3A_1B95)
    probe.stamp.updatedBy = Identifier(high: odd.low, low: odd.high)
    return switch probe[keyPath: keyPath] {
    case let value as RecordID<R> where value == probe.id: "id"
    case let value as Int64 where value == probe.stamp.revision: "revision"
    case let value as Instant where value == probe.stamp.createdAt: "createdAt"
    case let value as Instant where value == probe.stamp.updatedAt: "updatedAt"
    case let value as Identifier? where value == probe.stamp.createdBy: "createdBy"
    case let value as Identifier? where value == probe.stamp.updatedBy: "updatedBy"
    default: nil
    }
  }
}

/// What a schema holds.
private final class SchemaParts<R: Record>: Sendable {
  let recordType: RecordType
  let codec: RecordCodec<R>
  let names: FieldNames

  init(_ recordType: RecordType, _ codec: RecordCodec<R>, _ names: FieldNames) {
    (self.recordType, self.codec, self.names) = (recordType, codec, names)
  }
}

/// The names of a schema's fields by their key paths.
///
/// Sendable although the compiler can't see it: `AnyKeyPath` is not declared so because a key path may capture a subscript's argument; these come
/// from parameters that demand `Sendable`.
private struct FieldNames: @unchecked Sendable {
  /// A stored property: where it lies, and the type that it has there.
  private struct Place: Hashable {
    let offset: Int
    let type: ObjectIdentifier
  }

  let byKeyPath: [AnyKeyPath: String]
  /// The paths of stored properties, which are quicker to find so than by their key paths.
  private var paths: [(place: Place, path: FieldPath)] = []

  /// - Parameter offset: Where the property of a key path is stored; nil when it is not.
  init(_ names: [(keyPath: AnyKeyPath, name: String)], offset: (AnyKeyPath) -> Int?) {
    byKeyPath = Dictionary(names.map { ($0.keyPath, $0.name) }, uniquingKeysWith: { first, _ in first })
    for (keyPath, name) in names {
      guard let offset = offset(keyPath) else { continue }
      let type = ObjectIdentifier(Swift.type(of: keyPath).valueType)
      paths.append((Place(offset: offset, type: type), FieldPath(name)))
    }
  }

  /// The path of the field that is stored at an offset; nil when none is declared there.
  func path(at offset: Int, of type: ObjectIdentifier) -> FieldPath? {
    let place = Place(offset: offset, type: type)
    return paths.first { $0.place == place }?.path
  }
}
