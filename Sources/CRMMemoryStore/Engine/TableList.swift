import CRMCore

/// The tables of a store by their positions.
///
/// Each stands behind a reference of its own, and the references in a ``SlotVector``: so a snapshot, after which one table is changed, costs the copy of
/// that one, however many there are.
struct TableList: Sendable {
  /// A table behind a reference.
  ///
  /// `@unchecked` because it is a class: it is changed only through the one reference to it.
  private final class Place: @unchecked Sendable {
    var table: Table

    init(_ table: Table) { self.table = table }
  }

  private var places = SlotVector<Place>()

  init(_ tables: [Table]) {
    for table in tables { places.append(Place(table)) }
  }

  /// The tables, in the order of their positions.
  var all: [Table] { places.map { $0.element.table } }

  /// Reads the table at a position, which must be there.
  @inline(__always)
  func withTable<T>(at position: Int, _ body: (borrowing Table) throws -> T) rethrows -> T {
    try places.withElement(at: UInt32(position)) { place in
      guard let place else { preconditionFailure("there is a table at each position") }
      return try body(place.pointee.table)
    }
  }

  /// Changes the table at a position, which must be there.
  mutating func update<T>(at position: Int, _ body: (inout Table) throws -> T) throws -> T {
    guard let place = places.writablePlace(of: UInt32(position)) else {
      preconditionFailure("there is a table at each position")
    }
    if !isKnownUniquelyReferenced(&place.pointee) { place.pointee = Place(place.pointee.table) }
    return try body(&place.pointee.table)
  }
}
