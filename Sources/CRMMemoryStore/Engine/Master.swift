package import CRMCore

/// Everything that a store holds at one moment, as one value: copying it is a snapshot, keeping an old copy is a rollback.
package struct Master: Sendable {
  /// The number of the last commit that is in it.
  package var sequence: UInt64 = 0
  private var tables: [Table]
  private let types: [RecordType]
  private let positions: [String: Int]

  package init(_ catalog: Catalog) {
    types = catalog.types
    tables = types.map(Table.init)
    positions = Dictionary(
      types.enumerated().map { ($0.element.entity, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The tables, in the catalog's order.
  package var all: [Table] { tables }

  /// The table of a record type.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``.
  package func table(_ type: RecordType) throws -> Table { tables[try position(of: type)] }

  /// The record of an identifier.
  func record(_ id: Identifier, of type: RecordType) throws -> RecordStorage? { tables[try position(of: type)][id] }

  /// Finds what stands against a write.
  func check(_ write: TableWrite) throws {
    let position = try position(of: write.type)
    switch write {
    case .insert(let record): try tables[position].checkInsertion(of: record.storage)
    case .update(let record): _ = try tables[position].checkUpdate(to: record.storage)
    case .delete(let id, _): _ = try tables[position].place(of: id)
    }
  }

  /// Makes a write.
  mutating func make(_ write: TableWrite) throws {
    let position = try position(of: write.type)
    switch write {
    case .insert(let record): try tables[position].insert(record.storage)
    case .update(let record): try tables[position].update(record.storage)
    case .delete(let id, _): try tables[position].delete(id)
    }
  }

  /// Makes the writes of a commit.
  mutating func make(_ writes: [TableWrite], as sequence: UInt64) throws {
    for write in writes { try make(write) }
    self.sequence = sequence
  }

  /// Adds records of one type: ``Table/insert(contentsOf:)``.
  mutating func insert(_ records: [AnyRecord]) throws {
    guard let type = records.first?.type else { return }
    try tables[try position(of: type)].insert(contentsOf: records.map(\.storage))
  }

  /// Changes the table of an entity in place.
  package mutating func change<T>(_ entity: String, _ body: (inout Table) throws -> T) throws -> T {
    try body(&tables[try position(of: entity)])
  }

  /// Types are mostly the catalog's own objects, and few.
  private func position(of type: RecordType) throws -> Int {
    try types.firstIndex { $0 === type } ?? position(of: type.entity)
  }

  private func position(of entity: String) throws -> Int {
    guard let position = positions[entity] else { throw StoreError.unknownEntity(entity, suggestions: []) }
    return position
  }
}
