package import CRMCore

/// Everything that a store holds at one moment, as one value: copying it is a snapshot, keeping an old copy is a rollback.
package struct Master: Sendable {
  /// The number of the last commit that is in it.
  package var sequence: UInt64 = 0
  private var tables: TableList
  private let catalog: Catalog

  package init(_ catalog: Catalog) {
    tables = TableList(catalog.types.map(Table.init))
    self.catalog = catalog
  }

  /// The tables, in the catalog's order.
  package var all: [Table] { tables.all }

  /// The table of a record type.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``.
  package func table(_ type: RecordType) throws -> Table { try withTable(type) { copy $0 } }

  /// Reads the table of a record type where it lies.
  ///
  /// - Throws: ``StoreError/unknownEntity(_:suggestions:)``.
  @inline(__always)
  func withTable<T>(_ type: RecordType, _ body: (borrowing Table) throws -> T) throws -> T {
    try tables.withTable(at: try position(of: type), body)
  }

  /// The record of an identifier.
  func record(_ id: Identifier, of type: RecordType) throws -> RecordStorage? { try withTable(type) { $0[id] } }

  /// Finds what stands against a write.
  ///
  /// - Parameter body: Is shown the key that the record has in each unique index of its table, with the position of the index.
  func check(_ write: TableWrite, _ body: (_ index: Int, _ key: UInt64) -> Void = { _, _ in }) throws {
    try withTable(write.type) { table in
      switch write.kind {
      case .insert(let record): try table.checkInsertion(of: record, body)
      case .update(let record): _ = try table.checkUpdate(to: record, body)
      case .delete(let id): _ = try table.place(of: id)
      }
    }
  }

  /// Makes a write.
  mutating func make(_ write: TableWrite) throws {
    try check(write)
    try makeChecked(write)
  }

  /// Makes the writes of a commit, each of which was checked on this very state of its table, and none of which has to do with another.
  mutating func make(checked writes: [TableWrite], as sequence: UInt64) throws {
    for write in writes { try makeChecked(write) }
    self.sequence = sequence
  }

  private mutating func makeChecked(_ write: TableWrite) throws {
    try tables.update(at: try position(of: write.type)) { table in
      switch write.kind {
      case .insert(let record): try table.insert(checked: record)
      case .update(let record): try table.update(checked: record)
      case .delete(let id): try table.delete(id)
      }
    }
  }

  /// Adds records of one type: ``Table/insert(contentsOf:)``.
  mutating func insert(_ records: [AnyRecord]) throws {
    guard let type = records.first?.type else { return }
    try tables.update(at: try position(of: type)) { try $0.insert(contentsOf: records.map(\.storage)) }
  }

  /// Changes the table of an entity in place.
  ///
  /// Not generic: from another module it would not be specialized, nor what it calls.
  package mutating func change(_ entity: String, _ body: (inout Table) throws -> Void) throws {
    try tables.update(at: try Self.known(catalog.position(of: entity), entity), body)
  }

  private func position(of type: RecordType) throws -> Int {
    try Self.known(catalog.position(of: type), type.entity)
  }

  private static func known(_ position: Int?, _ entity: @autoclosure () -> String) throws -> Int {
    guard let position else { throw StoreError.unknownEntity(entity(), suggestions: []) }
    return position
  }
}
