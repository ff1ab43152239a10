package import CRMCore

/// Everything that a store holds at one moment, as one value: copying it is a snapshot, keeping an old copy is a rollback.
package struct Master: Sendable {
  /// The number of the last commit that is in it.
  package var sequence: UInt64 = 0
  private var tables: [Table]
  private let positions: [String: Int]

  package init(_ catalog: Catalog) {
    tables = catalog.types.map(Table.init)
    positions = Dictionary(
      catalog.types.enumerated().map { ($0.element.entity, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The tables, in the catalog's order.
  package var all: [Table] { tables }

  /// The table of a record type.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``.
  package func table(_ entity: String) throws -> Table { tables[try position(of: entity)] }

  /// Changes the table of a record type in place.
  package mutating func change<T>(_ entity: String, _ body: (inout Table) throws -> T) throws -> T {
    try body(&tables[try position(of: entity)])
  }

  private func position(of entity: String) throws -> Int {
    guard let position = positions[entity] else { throw StoreError.unknownEntity(entity, suggestions: []) }
    return position
  }
}
