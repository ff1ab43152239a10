public import Foundation

/// Reads the rows of a CSV file one by one, whatever program wrote it.
///
/// ```swift
/// let reader = try CSVReader(file: url)
/// let columns = reader.header
/// while let row = try reader.next() {
///   // row.line, row.fields, row.faults
/// }
/// ```
///
/// The format is RFC 4180's, with what real files do besides: other delimiters, any line end (CRLF, LF and CR, even
/// mixed), byte-order marks, UTF-16 and Windows-1252, and the `sep=;` line that is meant for Excel. Encoding and
/// delimiter are recognised unless ``Options`` name them. Rows come as they are: one with too few or too many fields is
/// for the importer to judge.
///
/// **Blank lines** are skipped, also in a file of one column: an empty value standing alone is written `""`, as
/// ``CSVWriter`` does. A line of nothing but delimiters or spaces is a row.
///
/// **Malformed text** is repaired and listed in ``CSVRow/faults`` (see ``CSVFault/Kind``), or thrown by a strict
/// reader. Too long fields and rows are thrown by both, so memory is bounded by the longest row allowed, not by the
/// file. After an error ``next()`` gives nil.
///
/// A reader is for one task at a time, and its calls wait for the disk.
public final class CSVReader {
  /// How to read.
  public struct Options: Hashable, Sendable {
    /// The encoding; nil recognises it.
    ///
    /// A byte-order mark in the file overrides it.
    public var encoding: CSVEncoding?
    /// The delimiter; nil recognises `,`, `;`, tab and `|`.
    public var delimiter: CSVDelimiter?
    /// Whether the first row names the columns.
    public var hasHeader: Bool
    /// Whether malformed text is thrown rather than repaired.
    public var isStrict: Bool
    /// The longest field allowed, in bytes of UTF-8 with its quotes.
    public var maximumFieldBytes: Int
    /// The longest row allowed, in bytes of UTF-8.
    public var maximumRowBytes: Int
    /// The greatest number of fields in a row.
    public var maximumFields: Int

    /// Options; the defaults suit an unknown file: recognise, repair, 1 MiB a field, 16 MiB and 16,384 fields (Excel's
    /// number of columns) a row.
    public init(
      encoding: CSVEncoding? = nil, delimiter: CSVDelimiter? = nil, hasHeader: Bool = true, isStrict: Bool = false,
      maximumFieldBytes: Int = 1 << 20, maximumRowBytes: Int = 16 << 20, maximumFields: Int = 16_384
    ) {
      self.encoding = encoding
      self.delimiter = delimiter
      self.hasHeader = hasHeader
      self.isStrict = isStrict
      self.maximumFieldBytes = maximumFieldBytes
      self.maximumRowBytes = maximumRowBytes
      self.maximumFields = maximumFields
    }
  }

  /// The encoding named, recognised or marked.
  public let encoding: CSVEncoding
  /// The delimiter named or recognised; a comma when the file has only one column.
  public let delimiter: CSVDelimiter
  /// The columns' names, trimmed and all different.
  ///
  /// A missing one is called `Column 3` after its place, a second `Email` becomes `Email_2`. Empty without a header or
  /// in an empty file.
  public private(set) var header: [String] = []
  /// The header as it stands in the file.
  public private(set) var headerRow: CSVRow?

  private let options: Options
  private var buffer: CSVTextBuffer
  private var scanner: CSVRowScanner
  private var line = 1
  private var isFinished = false

  /// Opens a file and reads its header.
  ///
  /// Without a byte-order mark or a named encoding, a file of mostly plain ASCII is read twice, the first time for its
  /// encoding only; of a pipe the first 64 KiB decide.
  ///
  /// - Throws: ``CSVError`` when the file can't be read, or its header is malformed or too long.
  public convenience init(file: URL, options: Options = Options()) throws(CSVError) {
    try self.init(CSVByteSource(file: file), options: options)
  }

  /// Reads bytes in memory, and first their header.
  ///
  /// - Throws: ``CSVError`` when the header is malformed or too long.
  public convenience init(bytes: [UInt8], options: Options = Options()) throws(CSVError) {
    try self.init(CSVByteSource(bytes: bytes), options: options)
  }

  private init(_ source: CSVByteSource, options: Options) throws(CSVError) {
    var source = source
    if let mark = CSVEncoding.marked(in: source.head) {
      encoding = mark.encoding
      source.skip(mark.length)
    } else if let named = options.encoding {
      encoding = named
    } else {
      encoding = try .recognised(in: source)
    }
    self.options = options
    buffer = try CSVTextBuffer(source, encoding: encoding)
    let directive = CSVDelimiter.directive(in: buffer)
    delimiter = options.delimiter ?? directive?.delimiter ?? .recognised(in: buffer)
    scanner = CSVRowScanner(delimiter: delimiter)
    scanner.maximumFieldBytes = options.maximumFieldBytes
    scanner.maximumFields = options.maximumFields
    if let directive {
      buffer.consume(to: directive.next)
      line += 1
    }
    guard options.hasHeader, let row = try next() else { return }
    headerRow = row
    header = Self.columnNames(row.fields)
  }

  /// How many of the file's bytes have been read, for showing progress: exact in UTF-8, otherwise up to 256 KiB ahead
  /// of the rows.
  public var bytesRead: Int { buffer.consumedByteCount }

  /// The file's length in bytes; nil for a pipe.
  public var byteCount: Int? { buffer.byteCount }

  /// The next row; nil at the end, and after an error.
  ///
  /// - Complexity: O(*n*) in the row's bytes.
  public func next() throws(CSVError) -> CSVRow? {
    if isFinished { return nil }
    do {
      return try nextRow()
    } catch {
      isFinished = true
      throw error
    }
  }

  private func nextRow() throws(CSVError) -> CSVRow? {
    while true {
      skipBlankLines()
      if buffer.start == buffer.end && buffer.isLast {
        isFinished = true
        return nil
      }
      let outcome = buffer.bytes.withUnsafeBufferPointer {
        scanner.scanRow($0, from: buffer.start, to: buffer.end, isLast: buffer.isLast)
      }
      switch outcome {
      case .row(let next, let lines):
        guard next - buffer.start <= options.maximumRowBytes else { throw rowTooLong }
        let row = try makeRow()
        buffer.consume(to: next)
        line += lines
        return row
      case .needsMore:
        guard buffer.end - buffer.start <= options.maximumRowBytes else { throw rowTooLong }
        try buffer.fill()
      case .fieldTooLong(let index):
        let place = buffer.bytes.withUnsafeBufferPointer { CSVPlace(of: index, in: $0, from: buffer.start, line: line) }
        throw .fieldTooLong(line: place.line, column: place.column, limit: options.maximumFieldBytes)
      case .tooManyFields:
        throw .tooManyFields(line: line, limit: options.maximumFields)
      }
    }
  }

  private var rowTooLong: CSVError { .rowTooLong(line: line, limit: options.maximumRowBytes) }

  /// Moves over line ends that nothing precedes, as far as the buffer goes.
  private func skipBlankLines() {
    var index = buffer.start
    buffer.bytes.withUnsafeBufferPointer { bytes in
      while index < buffer.end {
        if bytes[index] == CSVByte.carriageReturn {
          if index + 1 == buffer.end && !buffer.isLast { break }
          if index + 1 < buffer.end && bytes[index + 1] == CSVByte.lineFeed { index += 1 }
        } else if bytes[index] != CSVByte.lineFeed {
          break
        }
        index += 1
        line += 1
      }
    }
    if index > buffer.start { buffer.consume(to: index) }
  }

  private func makeRow() throws(CSVError) -> CSVRow {
    var decoder = CSVRowDecoder(misplaced: scanner.misplaced)
    let fields = buffer.bytes.withUnsafeBufferPointer { decoder.decode(scanner.fields, in: $0) }
    guard !decoder.found.isEmpty else { return CSVRow(line: line, fields: fields) }
    let faults = buffer.bytes.withUnsafeBufferPointer { decoder.faults(in: $0, from: buffer.start, line: line) }
    if options.isStrict, let fault = faults.first { throw .malformed(fault) }
    return CSVRow(line: line, fields: fields, faults: faults)
  }
}
