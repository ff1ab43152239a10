public import Foundation

/// Writes rows as CSV that ``CSVReader`` and other programs read back unchanged.
///
/// ```swift
/// let writer = try CSVWriter(file: url)
/// try writer.write(["name", "city"])
/// for contact in contacts { try writer.write([contact.name, contact.city]) }
/// try writer.close()
/// ```
///
/// The form is RFC 4180's in UTF-8. A field is quoted where it must be: when it holds the delimiter, a quote or a
/// line's end, starts or ends with a space or a tab (which some programs trim), starts with U+FEFF or `sep=` (which
/// would be taken for a mark of the file), or is empty and alone in its row (which would be a blank line). Line ends
/// inside fields stay as they are.
///
/// **Formulas.** A spreadsheet that opens the file runs a cell such as `=HYPERLINK(…)`, whoever typed it into a web
/// form. ``Options/neutralizesFormulas`` puts an apostrophe before such cells, which changes data: it is for files that
/// people open in a spreadsheet, not for those that are imported again, and so off by default.
///
/// A writer is for one task at a time. Its sink is called, and its file written, whenever some 64 KiB have gathered,
/// and by ``close()``, without which the rest is lost.
public final class CSVWriter {
  /// How to write.
  public struct Options: Hashable, Sendable {
    /// What parts fields.
    public var delimiter: CSVDelimiter
    /// What ends each row, the last one too.
    public var lineEnding: LineEnding
    /// Whether the file starts with a byte-order mark, without which Excel takes UTF-8 for a code page of Windows.
    public var writesByteOrderMark: Bool
    /// Whether cells that a spreadsheet would take for a formula get an apostrophe before them, and quotes around.
    ///
    /// These are the ones that start with `=`, `+`, `-`, `@`, their full-width forms, a tab or a line's end, apart from
    /// plain numbers (`-12.50`), as OWASP advises under "CSV injection".
    public var neutralizesFormulas: Bool

    /// Options; the defaults are RFC 4180's, and lossless.
    public init(
      delimiter: CSVDelimiter = .comma, lineEnding: LineEnding = .crlf, writesByteOrderMark: Bool = false,
      neutralizesFormulas: Bool = false
    ) {
      self.delimiter = delimiter
      self.lineEnding = lineEnding
      self.writesByteOrderMark = writesByteOrderMark
      self.neutralizesFormulas = neutralizesFormulas
    }
  }

  /// What ends a row.
  public enum LineEnding: Hashable, Sendable {
    /// Carriage return and line feed, as RFC 4180 says and spreadsheets write.
    case crlf
    /// Line feed alone, as tools on Unix write.
    case lf
  }

  private static let chunk = 64 << 10

  private let options: Options
  private let sink: (ArraySlice<UInt8>) throws -> Void
  private let finish: () throws -> Void
  private var pending: [UInt8] = []
  private var isClosed = false

  /// How many rows have been written, the header among them.
  public private(set) var rowCount = 0

  /// Writes to a sink, which gets the bytes in order, some 64 KiB at a time.
  public convenience init(options: Options = Options(), to sink: @escaping (ArraySlice<UInt8>) throws -> Void) {
    self.init(options: options, sink: sink, finish: {})
  }

  /// Writes a file, which appears under its name only when ``close()`` has made it whole.
  ///
  /// Until then its rows are in a file beside it, whose name ends in `.partial`. A file that stood there before is
  /// replaced.
  ///
  /// A writer that is dropped before removes what it wrote.
  ///
  /// - Throws: ``CSVError/cannotWrite(path:code:)``, also from ``write(_:)`` and ``close()``.
  public convenience init(file: URL, options: Options = Options()) throws(CSVError) {
    let output = try CSVOutputFile(url: file)
    self.init(options: options, sink: { try output.write($0) }, finish: { try output.finish() })
  }

  private init(
    options: Options, sink: @escaping (ArraySlice<UInt8>) throws -> Void, finish: @escaping () throws -> Void
  ) {
    self.options = options
    self.sink = sink
    self.finish = finish
    if options.writesByteOrderMark { pending += CSVByte.mark }
  }

  /// Writes one row.
  ///
  /// - Throws: ``CSVError/emptyRow(row:)`` and ``CSVError/nulInField(row:field:)``, after which the writer goes on as
  ///   if the row had not been there; ``CSVError/writerClosed``; and what the sink throws, after which the writer is
  ///   closed.
  /// - Complexity: O(*n*) in the row's bytes.
  public func write(_ fields: some Sequence<String>) throws {
    guard !isClosed else { throw CSVError.writerClosed }
    let mark = pending.count
    do throws(CSVError) {
      try append(fields)
    } catch {
      pending.removeLast(pending.count - mark)
      throw error
    }
    rowCount += 1
    if pending.count >= Self.chunk { try flush() }
  }

  /// Writes what is left and ends the file.
  ///
  /// Closing twice does nothing.
  ///
  /// - Throws: What the sink throws.
  public func close() throws {
    guard !isClosed else { return }
    try flush()
    isClosed = true
    try finish()
  }

  private func flush() throws {
    do {
      if !pending.isEmpty { try sink(pending[...]) }
      pending.removeAll(keepingCapacity: true)
    } catch {
      isClosed = true
      throw error
    }
  }

  private func append(_ fields: some Sequence<String>) throws(CSVError) {
    let start = pending.count
    var count = 0
    for field in fields {
      if count > 0 { pending.append(options.delimiter.byte) }
      count += 1
      guard append(field) else { throw .nulInField(row: rowCount + 1, field: count) }
    }
    if count == 0 { throw .emptyRow(row: rowCount + 1) }
    if pending.count == start { pending += [CSVByte.quote, CSVByte.quote] }
    if options.lineEnding == .crlf { pending.append(CSVByte.carriageReturn) }
    pending.append(CSVByte.lineFeed)
  }

  /// Appends a field; false when it holds U+0000.
  private func append(_ field: String) -> Bool {
    let isFormula = options.neutralizesFormulas && Self.isFormula(field.unicodeScalars)
    var field = field
    return field.withUTF8 { text in
      guard let needsQuotes = needsQuotes(text) else { return false }
      guard isFormula || needsQuotes else {
        pending.append(contentsOf: text)
        return true
      }
      pending.append(CSVByte.quote)
      if isFormula { pending.append(UInt8(ascii: "'")) }
      for byte in text {
        if byte == CSVByte.quote { pending.append(byte) }
        pending.append(byte)
      }
      pending.append(CSVByte.quote)
      return true
    }
  }

  /// Whether a field must be quoted; nil when it can't be written, for it holds U+0000.
  private func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard let first = text.first, let last = text.last else { return false }
    let isBlank = { (byte: UInt8) in byte == CSVByte.space || byte == UInt8(ascii: "\t") }
    var result = isBlank(first) || isBlank(last) || text.starts(with: CSVByte.mark)
    for byte in text where byte <= CSVByte.quote || byte == options.delimiter.byte {
      if byte == CSVByte.nul { return nil }
      let isSpecial = byte == CSVByte.quote || byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn
      if isSpecial || byte == options.delimiter.byte { result = true }
    }
    return result || String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep="
  }

  private static func isFormula(_ text: String.UnicodeScalarView) -> Bool {
    switch text.first {
    case "=", "@", "\t", "\n", "\r", "＝", "＠", "＋", "－": true
    case "+", "-": !isNumber(text.dropFirst())
    default: false
    }
  }

  /// Whether the text is of ASCII digits with at most one point.
  private static func isNumber(_ text: Substring.UnicodeScalarView) -> Bool {
    let points = text.count { $0 == "." }
    return points <= 1 && text.count > points && text.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
  }
}
