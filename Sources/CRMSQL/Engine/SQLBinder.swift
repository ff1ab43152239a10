package import CRMCore

/// Takes the values of a statement's parameters, which have numbers from 1 on.
package protocol SQLBinder: AnyObject {
  func bindNull(at index: Int) throws
  func bind(_ value: Int64, at index: Int) throws
  func bind(_ value: Double, at index: Int) throws
  func bind(_ value: Bool, at index: Int) throws
  /// Binds a text by its bytes, which are copied unless they stay where they are until the statement is done.
  func bind(text bytes: UnsafeRawBufferPointer, at index: Int, staying: Bool) throws
  func bind(json bytes: UnsafeRawBufferPointer, at index: Int) throws
  func bind(blob bytes: UnsafeRawBufferPointer, at index: Int) throws
  func bind(_ id: Identifier, at index: Int) throws
  func bind(_ value: ExactDecimal, at index: Int) throws
  func bind(_ value: CalendarDate, at index: Int) throws
  func bind(_ value: Instant, at index: Int) throws
}

extension SQLBinder {
  package func bind(_ value: SQLValue, at index: Int) throws {
    switch value {
    case .null: try bindNull(at: index)
    case .integer(let value): try bind(value, at: index)
    case .real(let value): try bind(value, at: index)
    case .boolean(let value): try bind(value, at: index)
    case .text(var text): try text.withUTF8 { try bind(text: UnsafeRawBufferPointer($0), at: index, staying: false) }
    case .json(var text): try text.withUTF8 { try bind(json: UnsafeRawBufferPointer($0), at: index) }
    case .utf8(let bytes): try bytes.withUnsafeBytes { try bind(text: $0, at: index, staying: false) }
    case .blob(let bytes): try bytes.withUnsafeBytes { try bind(blob: $0, at: index) }
    case .identifier(let id): try bind(id, at: index)
    case .decimal(let value): try bind(value, at: index)
    case .date(let value): try bind(value, at: index)
    case .instant(let value): try bind(value, at: index)
    }
  }
}
