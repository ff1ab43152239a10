public import CRMCore
public import Foundation

/// Exports the records that a query asks for, as far as the one who asks may see and export them.
///
/// ```swift
/// let query = RecordQuery(Opportunity.recordType, where: filter.expression, sort: [.ascending("name")])
/// let count = try await Exporter(crm).export(query, columns: ["name", "account.name", "actualValue"], to: file)
/// ```
///
/// A column is a path: a field, or one that references lead to. Values are in their lossless text form (see
/// `AnyValue`): what is exported can be imported again, and gives the same records. Without columns, all fields that an
/// import may write are exported: `id`, the declared ones in order, the custom ones by name; references are identifiers
/// then.
///
/// All rows are of one moment. They are read page by page, so memory stays bounded.
public struct Exporter: Sendable {
  /// How records are written.
  public enum Format: Hashable, Sendable {
    /// RFC 4180 with a header of the paths.
    case csv(CSVWriter.Options)
    /// One JSON object a line, its keys the paths, its values as `AnyValue/json` has them.
    case jsonLines
  }

  private let source: any RecordReading
  private let format: Format
  private let pageSize: Int
  private let progress: (@Sendable (Int) -> Void)?

  /// Exports from a store, a snapshot or a `CRM`.
  ///
  /// - Parameters:
  ///   - source: Where the records are.
  ///   - format: How they are written.
  ///   - pageSize: How many records are read at a time.
  ///   - progress: Called after each page with the number of records written so far.
  public init(
    _ source: any RecordReading, format: Format = .csv(CSVWriter.Options()), pageSize: Int = 1000,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    self.source = source
    self.format = format
    self.pageSize = max(1, pageSize)
    self.progress = progress
  }

  /// Writes records to a file, which appears under its name only when it is whole.
  ///
  /// - Returns: How many records were written.
  /// - Throws: `FilterError` for a column or condition that does not exist, `StoreError.kindNotAllowed` when the one who asks may export no
  ///   such record, ``CSVError`` when the file can't be written,
  ///   what the store throws, and `CancellationError` when the task is cancelled.
  @discardableResult
  public func export(_ query: RecordQuery, columns: [FieldPath]? = nil, to file: URL) async throws -> Int {
    let output = try CSVOutputFile(url: file)
    let count = try await export(query, columns: columns) { try output.write($0) }
    try output.finish()
    return count
  }

  /// Writes records to a sink, which gets the bytes in order.
  @discardableResult
  public func export(
    _ query: RecordQuery, columns: [FieldPath]? = nil, to sink: @escaping (ArraySlice<UInt8>) throws -> Void
  ) async throws -> Int {
    try await source.reading { context in
      try await context.exporting(query.type) { try await export(query, columns, from: $0, to: sink) }
    }
  }

  private func export(
    _ query: RecordQuery, _ columns: [FieldPath]?, from context: borrowing ReadContext,
    to sink: @escaping (ArraySlice<UInt8>) throws -> Void
  ) async throws -> Int {
    let paths: [FieldPath]
    if let columns { paths = columns } else { paths = try await Exporter.columns(of: query.type, in: context) }
    var reader = try await PathReader(paths, of: query.type, in: context)
    switch format {
    case .csv(let options):
      let writer = CSVWriter(options: options, to: sink)
      try writer.write(paths.map(\.text))
      let count = try await eachRow(of: query, &reader, in: context) { try writer.write($0.map { $0.text ?? "" }) }
      try writer.close()
      return count
    case .jsonLines:
      var line = JSONLine(keys: paths.map(\.text))
      return try await eachRow(of: query, &reader, in: context) { try sink(line.write($0)) }
    }
  }

  /// The columns that are exported when none are named: those that an import may write.
  ///
  /// - Returns: `id`, the declared fields in their order, the custom fields by name, without those that are hidden from the one who asks.
  public static func columns(of type: RecordType, in context: borrowing ReadContext) async throws -> [FieldPath] {
    let custom = try await context.customFields()[type.entity] ?? [:]
    return (["id"] + type.writableFields.map(\.name) + custom.keys.sorted())
      .filter { context.access(to: $0, of: type) > .hidden }.map { FieldPath($0) }
  }

  private func eachRow(
    of query: RecordQuery, _ reader: inout PathReader, in context: borrowing ReadContext,
    _ body: ([AnyValue]) throws -> Void
  ) async throws -> Int {
    var query = query
    let limit = query.limit ?? .max
    var count = 0
    while count < limit {
      try Task.checkCancellation()
      query.limit = min(pageSize, limit - count)
      let page = try await context.records(query)
      for record in page { try body(try await reader.values(of: record, in: context)) }
      count += page.count
      progress?(count)
      guard page.count == query.limit, let last = page.last else { break }
      query.after = try await context.cursor(after: last, in: query)
    }
    return count
  }
}
