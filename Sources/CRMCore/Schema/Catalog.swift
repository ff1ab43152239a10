/// The record types that a store keeps.
public struct Catalog: Sendable {
  /// What a catalog holds: one reference, since it is copied with each transaction.
  private final class Contents: Sendable {
    let types: [RecordType]
    let positions: TypePositions
    let referrers: [String: [(type: RecordType, field: FieldDescription)]]

    init(
      _ types: [RecordType], _ positions: TypePositions,
      _ referrers: [String: [(type: RecordType, field: FieldDescription)]]
    ) {
      self.types = types
      self.positions = positions
      self.referrers = referrers
    }
  }

  private let contents: Contents

  /// The types, by the order in which they were given; the core's own (custom fields, history) come last.
  public var types: [RecordType] { contents.types }

  /// For each entity, the fields of all types that refer to it.
  package var referrers: [String: [(type: RecordType, field: FieldDescription)]] { contents.referrers }

  /// Collects the types, and adds those that the core itself keeps.
  ///
  /// - Throws: ``StoreError/invalidDeclaration(_:)`` with all contradictions of all declarations, entities declared twice and references
  ///   to entities that are missing.
  public init(_ records: [any Record.Type]) throws {
    try self.init(types: records.map { $0.recordType } + [CustomField.recordType, HistoryEntry.recordType])
  }

  private init(types: [RecordType]) throws {
    var problems = types.flatMap(\.declarationProblems)
    let positions = TypePositions(types)
    for (entity, same) in Dictionary(grouping: types, by: \.entity).sorted(by: { $0.key < $1.key }) where same.count > 1
    {
      problems.append("“\(entity)” is declared \(same.count) times")
    }
    var referrers: [String: [(type: RecordType, field: FieldDescription)]] = [:]
    for type in types {
      for field in type.fields where field.onDelete != nil {
        guard let target = field.target else { continue }
        referrers[target, default: []].append((type, field))
        if positions[target] == nil, !field.options.contains(.elsewhere) {
          problems.append("\(type.entity).\(field.name) refers to “\(target)”, which is missing")
        }
      }
    }
    guard problems.isEmpty else { throw StoreError.invalidDeclaration(problems) }
    contents = Contents(types, positions, referrers)
  }

  /// The type itself where it is one of them, else the one of its entity.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``.
  func kept(_ type: RecordType) throws -> RecordType { declares(type) ? type : try self.type(of: type.entity) }

  /// Whether it is one of the types itself, and no other of the same entity.
  func declares(_ type: RecordType) -> Bool { contents.positions.holds(type) }

  /// Whether records of that entity are kept, so that references to them are held to lead somewhere.
  package func keeps(_ entity: String) -> Bool { contents.positions[entity] != nil }

  /// The type of that entity.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``.
  public func type(of entity: String) throws -> RecordType {
    guard let position = contents.positions[entity] else {
      throw StoreError.unknownEntity(entity, suggestions: Spelling.nearest(to: entity, among: types.map(\.entity)))
    }
    return types[position]
  }

  /// The place among the ``types`` of a type, or of the one of its entity; nil when there is none.
  package func position(of type: RecordType) -> Int? { contents.positions[type] }

  /// The place among the ``types`` of an entity's type; nil when there is none.
  package func position(of entity: String) -> Int? { contents.positions[entity] }
}

extension Record {
  /// The declaration as stores and reports use it, without the Swift type.
  public static var recordType: RecordType { schema.recordType }
}
