import Foundation

/// Writes the rows that were not taken to a file that can be mended and imported again: the columns of the original,
/// then `line` and `reasons`.
///
/// It is made when the first row comes.
final class ImportFailureLog {
  private static let names = ["line", "reasons"]

  private let url: URL
  private let options: CSVWriter.Options
  private let header: [String]
  private let ownColumns: Set<Int>
  private var writer: CSVWriter?

  init(_ url: URL, header: [String], delimiter: CSVDelimiter) {
    self.url = url
    options = CSVWriter.Options(delimiter: delimiter)
    self.header = header
    ownColumns = Self.columns(in: header)
  }

  /// The positions of the two columns in a header that has both.
  static func columns(in header: [String]) -> Set<Int> {
    let found = names.compactMap { header.firstIndex(of: $0) }
    return found.count == names.count ? Set(found) : []
  }

  func write(_ failure: ImportFailure) throws {
    let writer = try self.writer ?? begin()
    // What a row has beyond the header stands behind the two columns, so that nothing of it is lost.
    var row = original(failure.values)
    row += Array(repeating: "", count: max(0, header.count - failure.values.count))
    row += [String(failure.line), failure.reasons.joined(separator: "; ")] + failure.values.dropFirst(header.count)
    try writer.write(row)
  }

  func close() throws { try writer?.close() }

  private func begin() throws -> CSVWriter {
    let writer = try CSVWriter(file: url, options: options)
    try writer.write(original(header) + Self.names)
    self.writer = writer
    return writer
  }

  /// The values of the columns of the original file.
  private func original(_ values: [String]) -> [String] {
    values.prefix(header.count).enumerated().filter { !ownColumns.contains($0.offset) }.map(\.element)
  }
}
