public import CRMCore
public import Foundation

/// Imports the rows of CSV files as records of any type, custom fields included.
///
/// ```swift
/// let mapping = try ImportMapping(json: Data(contentsOf: mappingFile))
/// let report = try await Importer(crm).import(file, into: Opportunity.self, mapping: mapping, key: "externalID")
/// // report.created, report.updated, report.failed, report.failures
/// ```
///
/// It writes through the store or `CRM` that it is given, so validation, rights and history are as for any other write.
/// Stamps say when a record was imported and by whom; no history is invented.
///
/// **Keys.** With a key, a row updates the record that holds the same value in that field: exactly, else by text key
/// where the field is text (but not where it must be unique as it is written). Without, every row becomes a record.
/// Several rows of one key change one record, one after the other. An import that was cancelled, or died, is run again
/// with its key and goes on.
///
/// **References** are looked up by the field that the mapping names, and may point to rows further down: such rows wait
/// until the others are in. Records that are named and do not exist are created where that is allowed, with that one
/// field.
///
/// **Failures.** A row is taken or not; what a failed row would have created is taken back. All of its reasons are
/// listed. The rows can be written to a file, mended there and imported again.
///
/// **Batches.** Rows are read and written in batches of one transaction each, so that memory stays bounded and others
/// may write in between.
///
/// ## Topics
///
/// ### How to import
///
/// - ``Options``
/// - ``ImportMapping``
/// - ``FieldMapping``
///
/// ### What came of it
///
/// - ``ImportReport``
/// - ``ImportFailure``
/// - ``ImportProgress``
///
/// ### What went wrong
///
/// - ``ImportMappingError``
/// - ``CSVError``
/// - ``ImportInterruption``
public struct Importer: Sendable {
  /// How to import.
  public struct Options: Sendable {
    /// Whether everything is checked and nothing kept.
    ///
    /// A dry run is one transaction, which keeps other writers waiting.
    public var isDryRun: Bool
    /// Whether records that references name and that do not exist are created.
    ///
    /// A mapping may say otherwise field by field.
    public var createsMissing: Bool
    /// How many rows are one transaction.
    public var batchSize: Int
    /// The file to which rows are written that were not taken.
    ///
    /// It is made only when there are any.
    public var failureFile: URL?
    /// How many failures the report keeps.
    public var reportedFailures: Int
    /// The encoding, delimiter and limits of the file.
    ///
    /// A header is always expected.
    public var csv: CSVReader.Options
    /// Called after every batch.
    public var progress: (@Sendable (ImportProgress) -> Void)?

    /// Options; the defaults write batches of 1,000 rows, create nothing that is missing and report the first 1,000
    /// failures.
    public init(
      isDryRun: Bool = false, createsMissing: Bool = false, batchSize: Int = 1000, failureFile: URL? = nil,
      reportedFailures: Int = 1000, csv: CSVReader.Options = CSVReader.Options(),
      progress: (@Sendable (ImportProgress) -> Void)? = nil
    ) {
      self.isDryRun = isDryRun
      self.createsMissing = createsMissing
      self.batchSize = batchSize
      self.failureFile = failureFile
      self.reportedFailures = reportedFailures
      self.csv = csv
      self.progress = progress
    }
  }

  private let target: any RecordWriting
  private let options: Options

  /// Imports into a store or a `CRM`, as its actor may.
  public init(_ target: any RecordWriting, options: Options = Options()) {
    self.target = target
    self.options = options
  }

  /// Imports a file.
  ///
  /// Cancelling the task stops it between two batches; the report says so.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - type: The type of the records.
  ///   - mapping: How columns become fields; nil matches them by their names, see
  ///     ``ImportMapping/init(matching:of:in:customFields:)``.
  ///   - key: The field by which records that exist are found, among the mapped ones.
  /// - Throws: ``ImportMappingError`` and ``CSVError`` before anything is written; ``ImportInterruption`` when the store
  ///   or the file fails on the way.
  public func `import`(
    _ file: URL, into type: RecordType, mapping: ImportMapping? = nil, key: String? = nil
  ) async throws -> ImportReport {
    try await run(CSVReader(file: file, options: csvOptions), type, mapping, key)
  }

  /// Imports bytes in memory.
  public func `import`(
    _ bytes: [UInt8], into type: RecordType, mapping: ImportMapping? = nil, key: String? = nil
  ) async throws -> ImportReport {
    try await run(CSVReader(bytes: bytes, options: csvOptions), type, mapping, key)
  }

  /// Imports a file.
  public func `import`<R: Record>(
    _ file: URL, into type: R.Type, mapping: ImportMapping? = nil, key: String? = nil
  ) async throws -> ImportReport {
    try await self.import(file, into: R.recordType, mapping: mapping, key: key)
  }

  /// Imports bytes in memory.
  public func `import`<R: Record>(
    _ bytes: [UInt8], into type: R.Type, mapping: ImportMapping? = nil, key: String? = nil
  ) async throws -> ImportReport {
    try await self.import(bytes, into: R.recordType, mapping: mapping, key: key)
  }

  private var csvOptions: CSVReader.Options {
    var csv = options.csv
    csv.hasHeader = true
    return csv
  }

  private func run(
    _ reader: CSVReader, _ type: RecordType, _ mapping: ImportMapping?, _ key: String?
  ) async throws -> ImportReport {
    let createsMissing = options.createsMissing
    let (plan, lookups) = try await target.reading { context in
      let custom = try await context.customFields()
      let mapping =
        mapping
        ?? ImportMapping(
          matching: reader.header, of: type, in: context.catalog, customFields: custom[type.entity] ?? [:])
      var planner = ImportPlanner(
        type, catalog: context.catalog, customFields: custom, header: reader.header,
        zone: context.environment.calendar.timeZone, createsMissing: createsMissing)
      let plan = try planner.plan(mapping, key: key)
      return (plan, FieldLookups(for: plan, customFields: custom))
    }
    return try await ImportRun(plan, lookups, reader, into: target, options: options).run()
  }
}
