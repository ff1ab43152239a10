/// Where an evaluation finds the records that others refer to: one unchanging view of a store.
public protocol RecordSource {
  /// The record of that identifier; nil when there is none. No limits of visibility are applied here.
  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord?
}

/// The referenced records that an evaluation has looked up in a source, so that rows which refer to the same record find it only once.
///
/// Make one for each view of a store, and a new one after a write; it holds a bounded number of records of each type. Not for two threads at
/// a time.
public final class RecordLookup {
  private let source: any RecordSource
  private let checkCancellation: () throws -> Void
  private var tables: [Table] = []
  private var elements = 0
  /// How many elements may be looked at for a row, about.
  var elementLimit = FilterExpression.maximumElements

  /// Begins with nothing looked up.
  ///
  /// - Parameters:
  ///   - source: Where the records are.
  ///   - checkCancellation: Called now and then during long work on one row; what it throws ends it.
  public init(
    _ source: any RecordSource, checkCancellation: @escaping () throws -> Void = { try Task.checkCancellation() }
  ) {
    self.source = source
    self.checkCancellation = checkCancellation
  }

  /// Begins the work on a row, for which a bounded number of lists' elements is looked at.
  @inline(__always)
  func beginRow() { elements = 0 }

  /// Counts an element that is looked at.
  ///
  /// Lists that lie in each other's elements, by references, multiply: without a bound a short filter would keep a program busy for ever.
  ///
  /// - Throws: ``FilterError/tooManyElements``.
  @inline(__always)
  func countElement() throws {
    elements += 1
    if elements & 0x3FFF == 0 { try checkElements() }
  }

  @inline(never)
  private func checkElements() throws {
    guard elements <= elementLimit else { throw FilterError.tooManyElements }
    try checkCancellation()
  }

  /// The record of that identifier, from the source or from before.
  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? {
    for index in tables.indices where tables[index].type == type {
      return try tables[index].record(id, from: source)
    }
    tables.append(Table(type: type))
    return try tables[tables.count - 1].record(id, from: source)
  }

  /// Records by the bits of their identifier; a record that falls on the place of another replaces it.
  private struct Table {
    private static let mostEntries = 1 << 16

    let type: RecordType
    private var entries: [(id: Identifier, record: AnyRecord?)?] = Array(repeating: nil, count: 1 << 4)
    private var misses = 0

    init(type: RecordType) { self.type = type }

    mutating func record(_ id: Identifier, from source: any RecordSource) throws -> AnyRecord? {
      var place = Self.place(of: id, among: entries.count)
      if let entry = entries[place], entry.id == id { return entry.record }
      misses += 1
      if misses > entries.count, entries.count < Self.mostEntries {
        grow()
        place = Self.place(of: id, among: entries.count)
      }
      let record = try source.record(id, of: type)
      entries[place] = (id, record)
      return record
    }

    private mutating func grow() {
      var larger: [(id: Identifier, record: AnyRecord?)?] = Array(repeating: nil, count: entries.count * 4)
      for entry in entries {
        if let entry { larger[Self.place(of: entry.id, among: larger.count)] = entry }
      }
      entries = larger
      misses = 0
    }

    private static func place(of id: Identifier, among count: Int) -> Int {
      let mixed = (id.high ^ id.low) &* 0x9E37_79B9_7F4A_7C15
      return Int(truncatingIfNeeded: mixed >> 40) & (count - 1)
    }
  }
}
