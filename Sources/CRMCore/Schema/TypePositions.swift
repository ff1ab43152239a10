/// The positions of a catalog's record types.
///
/// They are found by their declarations' identities, since each read and write asks and a name would be hashed for it: in an open table of at most a
/// quarter full. A type that is none of the catalog's own is found by its entity.
struct TypePositions: Sendable {
  private var places: [(type: RecordType, position: Int)?]
  private let byEntity: [String: Int]

  init(_ types: [RecordType]) {
    var size = 16
    while size < types.count * 4 { size *= 2 }
    places = Array(repeating: nil, count: size)
    byEntity = Dictionary(
      types.enumerated().map { ($0.element.entity, $0.offset) }, uniquingKeysWith: { first, _ in first })
    for (position, type) in types.enumerated() {
      places[place(of: type)] = (type, position)
    }
  }

  /// The position of a type; nil when its entity is none of the catalog's.
  subscript(type: RecordType) -> Int? { places[place(of: type)]?.position ?? byEntity[type.entity] }

  /// The position of an entity's type.
  subscript(entity: String) -> Int? { byEntity[entity] }

  /// Whether the type is one of the catalog's own.
  func holds(_ type: RecordType) -> Bool { places[place(of: type)] != nil }

  /// Where a type is, or would be.
  private func place(of type: RecordType) -> Int {
    let bits = UInt64(type.identity) &* 0x9E37_79B9_7F4A_7C15
    var place = Int(truncatingIfNeeded: bits >> 40) & (places.count - 1)
    while let found = places[place], found.type != type { place = (place + 1) & (places.count - 1) }
    return place
  }
}
