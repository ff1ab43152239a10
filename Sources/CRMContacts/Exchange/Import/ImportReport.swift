public import Foundation

/// What an import did, or what a dry run would have done.
public struct ImportReport: Hashable, Sendable, Codable {
  /// How many rows were dealt with: the sum of the five figures below.
  public var rows = 0
  /// How many rows became new records.
  public var created = 0
  /// How many rows changed a record.
  public var updated = 0
  /// How many rows said nothing new of a record.
  public var unchanged = 0
  /// How many rows held nothing at all.
  public var blank = 0
  /// How many rows were not taken.
  public var failed = 0
  /// How many records were created because references named them, by entity.
  public var createdByReference: [String: Int] = [:]
  /// How many cells were left out because they could not be read or led nowhere, by field and column; only where the
  /// mapping allows it.
  public var leftOut: [String: Int] = [:]
  /// The columns that no field took.
  public var unmappedColumns: [String] = []
  /// The rows that were not taken, in the order in which it was found out: the first
  /// ``Importer/Options/reportedFailures``.
  public var failures: [ImportFailure] = []
  /// Whether nothing was kept.
  public var isDryRun = false
  /// Whether the file came to its end; not when the import was cancelled.
  public var isComplete = false

  /// Creates an empty report.
  public init() {}

  /// How many rows changed nothing.
  public var skipped: Int { unchanged + blank }
}

/// A row that was not taken, and why.
public struct ImportFailure: Hashable, Sendable, Codable {
  /// The line of the file where the row begins, from 1.
  public let line: Int
  /// The row's values, as they stand in the file.
  public let values: [String]
  /// Everything that stands against it.
  public let reasons: [String]

  /// Describes a row that was not taken.
  public init(line: Int, values: [String], reasons: [String]) {
    self.line = line
    self.values = values
    self.reasons = reasons
  }
}

/// How far an import has come.
public struct ImportProgress: Hashable, Sendable {
  /// How many rows were read.
  public let rows: Int
  /// How many of them failed so far.
  public let failed: Int
  /// How many bytes were read.
  public let bytes: Int
  /// How many bytes there are; nil for a pipe.
  public let totalBytes: Int?
}

/// An import that could not go on.
///
/// What its report counts was kept; run it again with a key to go on from there.
public struct ImportInterruption: Error {
  /// What was done until then.
  public let report: ImportReport
  /// What stopped it: an error of the store or of the file.
  public let cause: any Error
}

extension ImportInterruption: CustomStringConvertible, LocalizedError {
  /// What stopped it, and what was done until then.
  public var description: String {
    "\(cause); until then \(report.created) records were created and \(report.updated) updated of \(report.rows) rows"
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
