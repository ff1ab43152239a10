/// A filter made ready to be run over records' encoded bytes: names are slots and literals are in the fields' own form, so that a
/// row costs nanoseconds and nothing is decoded or allocated.
///
/// ```swift
/// let program = try FilterProgram(query.filter, on: query.type, catalog: catalog, scope: query.scope)
/// let lookup = RecordLookup(view)
/// let won = try records.filter { try program.matches($0, lookup) }
/// ```
///
/// Comparison is two-valued, as ``FilterExpression`` says. A reference that leads nowhere is nil behind itself, and one to a record that the
/// scope hides is nil; among a list's elements such references do not occur. A custom field's value of another type than the scope says is nil.
///
/// Programs are immutable and may be kept and run by many threads.
public final class FilterProgram: Sendable {
  let instructions: [FilterInstruction]
  let start: Int32
  let tables: FilterTables

  /// Compiles a filter that was checked, and has no period left, for records of one type.
  ///
  /// - Parameters:
  ///   - filter: The filter.
  ///   - type: The type of the records.
  ///   - catalog: The record types.
  ///   - scope: What of other entities is visible at the end of references. The condition of the records' own entity is
  ///     not added; ``QueryEvaluator`` does that.
  /// - Throws: ``FilterError`` when the filter was not checked and is wrong, or contains a period.
  public convenience init(
    _ filter: FilterExpression, on type: RecordType, catalog: Catalog, scope: QueryScope = QueryScope()
  ) throws {
    try self.init(filter, on: type, RouteCompiler(catalog: catalog, scope: scope))
  }

  init(_ filter: FilterExpression, on type: RecordType, _ routes: RouteCompiler) throws {
    var compiler = FilterCompiler(routes: routes)
    start = try compiler.compile(
      filter, in: .record(type), yes: FilterInstruction.accept, no: FilterInstruction.reject, depth: 0)
    instructions = compiler.instructions
    tables = compiler.tables
  }

  /// Whether a record of the type meets the condition.
  ///
  /// - Parameters:
  ///   - record: The record.
  ///   - lookup: Where referenced records are found.
  /// - Throws: ``RecordError/damaged``, ``FilterError/tooManyElements``, and what the lookup's source throws.
  public func matches(_ record: AnyRecord, _ lookup: RecordLookup) throws -> Bool {
    try record.storage.withSlots { try matches($0, lookup) }
  }

  /// Whether a record, by its slots alone, meets the condition.
  package func matches(_ record: SlotReader, _ lookup: RecordLookup) throws -> Bool {
    lookup.beginRow()
    return try run(from: start, over: Row(record: record), lookup)
  }

  /// Whether a record meets the condition, as a part of the work on another one.
  func accepts(_ record: RecordStorage, _ lookup: RecordLookup) throws -> Bool {
    try record.withSlots { try run(from: start, over: Row(record: $0), lookup) }
  }
}

/// What a program's instructions refer to.
struct FilterTables: Sendable {
  /// The bytes of all constants, one after the other.
  var constants: [UInt8] = []
  var routes: [Route] = []
  var decimals: [ExactDecimal] = []
  /// Amounts times 10¹⁸, or the nearest number that is beyond every amount of money.
  var amounts: [Int128] = []
  /// Sorted.
  var integerSets: [[Int64]] = []
  /// Sorted.
  var byteSets: [[[UInt8]]] = []
  var quantifiers: [Quantifier] = []

  /// A condition on a list's elements.
  struct Quantifier: Sendable {
    enum Element: Sendable {
      case scalar
      case group
      /// References, of which only those to visible records count.
      case reference(Route.Target)
    }

    /// Whether one element must pass; otherwise all.
    let isAny: Bool
    let element: Element
    /// The code of the elements' type in the list of a custom field, which has the types of its elements in it.
    let customCode: UInt8?
    /// The first instruction of the condition on an element.
    let start: Int32
  }
}
