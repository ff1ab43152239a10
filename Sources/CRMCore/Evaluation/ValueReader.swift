/// Reads the value at the end of a path from rows, as bytes that ``ValueKind`` describes.
final class ValueReader: Sendable {
  let path: FieldPath
  let type: FieldType
  let kind: ValueKind
  private let route: Route
  /// The slot, when the value is in the row's own; negative otherwise.
  private let slot: Int

  /// Prepares the reading of one value.
  ///
  /// - Throws: ``FilterError``; ``FilterError/listNeedsAnyOrAll(_:)`` for a list.
  init(_ path: FieldPath, on type: RecordType, _ routes: RouteCompiler) throws {
    let resolved = try path.resolved(in: .record(type), catalog: routes.catalog, scope: routes.scope)
    guard let kind = ValueKind(resolved) else { throw FilterError.listNeedsAnyOrAll(path) }
    self.path = path
    self.type = resolved.type
    self.kind = kind
    route = try routes.route(of: resolved, in: .record(type))
    slot = route.ownSlot ?? -1
  }

  /// Calls `body` with the value's bytes; nil when there is none.
  @inline(__always)
  func read<T>(_ row: Row, _ lookup: RecordLookup, _ body: (UnsafeRawBufferPointer?) throws -> T) throws -> T {
    slot >= 0 ? try body(row.slots[slot]) : try lookup.value(at: route, of: row, body)
  }

  /// The slot of the row's own in which the way to the value begins; nil where it begins elsewhere.
  var firstSlot: Int? { slot >= 0 ? slot : route.firstSlot }

  /// Whether the value is in the row's own slot, not behind a reference.
  var isOwn: Bool { slot >= 0 }

  /// Calls `body` with the value's bytes, from those in ``firstSlot``.
  func read<T>(
    from bytes: UnsafeRawBufferPointer?, _ lookup: RecordLookup, _ body: (UnsafeRawBufferPointer?) throws -> T
  ) throws -> T {
    slot >= 0 ? try body(bytes) : try lookup.value(at: route, from: bytes, body)
  }

  /// The value that such bytes are.
  func value(_ bytes: UnsafeRawBufferPointer?) throws -> AnyValue {
    guard let bytes else { return .null }
    guard kind == .amount else { return try ValueCoding.value(bytes, as: type) }
    return .decimal(try ValueCoding.money(bytes).amount)
  }
}

/// How a value's bytes are to be understood, as far as comparing and adding up care.
enum ValueKind: UInt8, Sendable {
  /// Text, an enumeration's name, a currency's code.
  case text
  /// An integer, a date's day, an instant's or a duration's microseconds, a boolean.
  case integer
  case number
  case decimal
  case money
  /// Money, of which only the amount is meant.
  case amount
  case reference

  /// The kind of what a path leads to; nil for lists and groups.
  init?(_ path: ResolvedPath) {
    switch path.type {
    case .text, .enumeration: self = .text
    case .integer, .boolean, .date, .instant, .duration: self = .integer
    case .number: self = .number
    case .decimal: self = path.member == .amount ? .amount : .decimal
    case .money: self = .money
    case .reference: self = .reference
    case .list, .group: return nil
    }
  }
}
