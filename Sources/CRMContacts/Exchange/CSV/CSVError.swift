internal import Foundation

/// What is wrong with the text of a CSV file at one place.
///
/// A strict reader throws the first as ``CSVError/malformed(_:)``; a lenient one repairs it and lists it in
/// ``CSVRow/faults``.
public struct CSVFault: Hashable, Sendable {
  /// What is wrong, and what a lenient reader makes of it.
  public enum Kind: Hashable, Sendable {
    /// A quote inside a field that does not start with one (`5" pipe`), a single quote inside a quoted field
    /// (`"the "best" one"`), or spaces after the closing quote. Quotes stay as they are, such spaces go.
    case strayQuote
    /// The file ends inside quotes. The field ends with the file.
    case unterminatedQuote
    /// U+0000, which no store takes. It is left out.
    case nulCharacter
    /// Bytes that are no text in the file's encoding. They become U+FFFD.
    case malformedText
  }

  /// What is wrong.
  public var kind: Kind
  /// The physical line, from 1.
  public var line: Int
  /// The place in the line, in Unicode scalars from 1.
  public var column: Int

  /// A fault at a place.
  public init(_ kind: Kind, line: Int, column: Int) {
    self.kind = kind
    self.line = line
    self.column = column
  }
}

/// Why a CSV file could not be read or written.
@nonexhaustive
public enum CSVError: Error, Hashable, Sendable {
  /// A strict reader met text that breaks the rules.
  case malformed(CSVFault)
  /// A field is longer than ``CSVReader/Options/maximumFieldBytes``; often a quote that is never closed.
  case fieldTooLong(line: Int, column: Int, limit: Int)
  /// A row is longer than ``CSVReader/Options/maximumRowBytes``. `line` is where it starts.
  case rowTooLong(line: Int, limit: Int)
  /// A row has more fields than ``CSVReader/Options/maximumFields``. `line` is where it starts.
  case tooManyFields(line: Int, limit: Int)
  /// The file can't be opened; `code` is the system's `errno`.
  case cannotOpen(path: String, code: Int32)
  /// The file can't be read on; `code` is the system's `errno`.
  case cannotRead(path: String, code: Int32)
  /// The file can't be written; `code` is the system's `errno`.
  case cannotWrite(path: String, code: Int32)
  /// A row to be written has no fields. It would read back as a blank line, that is as nothing. `row` counts from 1.
  case emptyRow(row: Int)
  /// A field to be written holds U+0000, which readers cut or refuse. Both count from 1.
  case nulInField(row: Int, field: Int)
  /// The writer was closed, or its sink failed earlier.
  case writerClosed
}

extension CSVFault: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    let place = "line \(line), column \(column)"
    return switch kind {
    case .strayQuote: "\(place): a quote out of place; quote the whole field and double the quotes inside it"
    case .unterminatedQuote: "\(place): this quote is never closed; close it, or double it if it is part of the text"
    case .nulCharacter: "\(place): a NUL character; remove it, or name the encoding if the file is UTF-16"
    case .malformedText:
      "\(place): bytes that are no text in this encoding; name the file's encoding or save it as UTF-8"
    }
  }
}

extension CSVError: CustomStringConvertible {
  /// What went wrong, where, and what to do.
  public var description: String {
    switch self {
    case .malformed(let fault): fault.description
    case .fieldTooLong(let line, let column, let limit):
      "line \(line), column \(column): the field is longer than \(limit) bytes; is a quote left open there?"
    case .rowTooLong(let line, let limit):
      "line \(line): the row is longer than \(limit) bytes; is a quote left open, or is this not a CSV file?"
    case .tooManyFields(let line, let limit):
      "line \(line): the row has more than \(limit) fields; name the delimiter, or check the file"
    case .cannotOpen(let path, let code): "can't open \(path): \(Self.reason(code))"
    case .cannotRead(let path, let code): "can't read \(path): \(Self.reason(code))"
    case .cannotWrite(let path, let code): "can't write \(path): \(Self.reason(code))"
    case .emptyRow(let row): "row \(row) has no fields; write at least one, which may be empty"
    case .nulInField(let row, let field): "row \(row), field \(field): text holds a NUL character; remove it"
    case .writerClosed: "the CSV writer is closed; make a new one"
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
