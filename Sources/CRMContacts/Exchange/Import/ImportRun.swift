import CRMCore

/// One import on its way: takes the rows batch by batch, then the ones that wait for others, and counts.
final class ImportRun {
  /// What one transaction did to its rows.
  struct Outcome {
    var report = ImportReport()
    var failures: [ImportFailure] = []
    var waiting: [WaitingRow] = []
    /// The keys of rows that wait, behind which later rows of the same key wait too.
    var waitingKeys: Set<String> = []
  }

  /// A row whose references lead to rows that have not come yet.
  struct WaitingRow {
    let row: CSVRow
    /// What the row will be found by, for each look-up among its own type.
    let names: Set<ReferenceName>
  }

  /// A text that a look-up finds a record by, folded and without spaces.
  struct ReferenceName: Hashable {
    let lookup: Int
    let text: String
  }

  /// How references to records are treated that don't exist.
  enum Stage {
    /// Rows are still to be read, which may be the ones.
    case reading
    /// All were read; only those that wait and have these names may still come.
    case settling(Set<ReferenceName>)
    /// Those that wait refer to one another in a circle: all are written without such references, and then with them.
    case circle(Set<ReferenceName>)
  }

  private struct Step {
    let rows: [DraftedRow]
    let stage: Stage
  }

  /// Thrown to take a dry run's transaction back.
  private struct DryRunEnd: Error {}

  let plan: ImportPlan
  let lookups: FieldLookups
  let options: Importer.Options
  private let batchSize: Int
  private let target: any RecordWriting
  private let reader: CSVReader
  private let failureLog: ImportFailureLog?
  private var report = ImportReport()
  private var rowsRead = 0
  private var isReading = true
  private var readError: CSVError?
  private var waiting: [WaitingRow] = []
  /// The rest of the rows that waited when the present round began, and what was to be found then.
  private var round: ArraySlice<WaitingRow> = []
  private var names: Set<ReferenceName> = []
  private var roundCount = Int.max
  private var waitingKeys: Set<String> = []
  private var hasUncommitted = false

  init(
    _ plan: ImportPlan, _ lookups: FieldLookups, _ reader: CSVReader, into target: any RecordWriting,
    options: Importer.Options
  ) {
    self.plan = plan
    self.lookups = lookups
    self.reader = reader
    self.target = target
    self.options = options
    batchSize = max(1, options.batchSize)
    failureLog = options.failureFile.map { ImportFailureLog($0, header: plan.header, delimiter: reader.delimiter) }
    report.unmappedColumns = plan.unmappedColumns
    report.isDryRun = options.isDryRun
  }

  func run() async throws -> ImportReport {
    do {
      if options.isDryRun { try await runDry() } else { try await runForGood() }
      try failureLog?.close()
    } catch {
      try? failureLog?.close()
      throw ImportInterruption(report: report, cause: error)
    }
    return report
  }

  private func runForGood() async throws {
    while let step = try nextStep() {
      do {
        try absorb(try await target.writing { try await self.process(step, in: $0) })
      } catch let failure as BrokenCircle {
        try absorb(failure)
      }
    }
  }

  private func runDry() async throws {
    do {
      try await target.writing { context in
        while let step = try self.nextStep() { try self.absorb(try await self.process(step, in: context)) }
        throw DryRunEnd()
      }
    } catch is DryRunEnd {}
  }

  // MARK: What comes next

  /// The next rows; nil at the end, and when the task was cancelled.
  private func nextStep() throws -> Step? {
    if Task.isCancelled { return nil }
    if isReading {
      let rows = try nextRows()
      if !rows.isEmpty { return step(rows, .reading) }
      isReading = false
    }
    if round.isEmpty {
      guard !waiting.isEmpty else {
        report.isComplete = true
        return nil
      }
      round = waiting[...]
      waiting = []
      waitingKeys = []
      names = round.reduce(into: []) { $0.formUnion($1.names) }
      let isStuck = round.count >= roundCount
      roundCount = round.count
      if isStuck {
        defer { round = [] }
        return step(round.map(\.row), .circle(names))
      }
    }
    defer { round = round.dropFirst(batchSize) }
    return step(round.prefix(batchSize).map(\.row), .settling(names))
  }

  private func step(_ rows: [CSVRow], _ stage: Stage) -> Step {
    Step(rows: rows.map { DraftedRow(row: $0, draft: plan.draft(of: $0)) }, stage: stage)
  }

  private func nextRows() throws -> [CSVRow] {
    if let readError { throw readError }
    var rows: [CSVRow] = []
    do throws(CSVError) {
      while rows.count < batchSize, let row = try reader.next() { rows.append(row) }
    } catch {
      // What was read before the damage is imported first.
      readError = error
      if rows.isEmpty { throw error }
    }
    rowsRead += rows.count
    return rows
  }

  // MARK: What was done

  private func absorb(_ outcome: Outcome) throws {
    hasUncommitted = false
    report.add(outcome.report)
    waiting += outcome.waiting
    waitingKeys = outcome.waitingKeys
    try absorb(outcome.failures)
    options.progress?(
      ImportProgress(
        rows: rowsRead, failed: report.failed, bytes: reader.bytesRead, totalBytes: reader.byteCount))
  }

  private func absorb(_ failures: [ImportFailure]) throws {
    report.rows += failures.count
    report.failed += failures.count
    report.failures += failures.prefix(max(0, options.reportedFailures - report.failures.count))
    for failure in failures { try failureLog?.write(failure) }
  }

  /// One row of a circle failed, and all were taken back: the others try again without it.
  private func absorb(_ circle: BrokenCircle) throws {
    waiting = circle.others
    roundCount = .max
    try absorb([circle.failure])
  }

  // MARK: One transaction

  private func process(_ step: Step, in context: borrowing WriteContext) async throws -> Outcome {
    // The transaction before this one was not committed, or this one is run again.
    if hasUncommitted { lookups.reset() }
    hasUncommitted = true
    try await lookups.begin(with: step.rows.map(\.draft), in: context.reading)
    var writer = ImportRowWriter(plan, lookups, step.stage, waitingKeys: waitingKeys)
    if case .circle = step.stage {
      try await writer.writeCircle(step.rows, in: context, isDryRun: options.isDryRun)
    } else {
      for row in step.rows { try await writer.write(row, in: context) }
    }
    return writer.outcome
  }
}

/// One row of a circle failed, so that all of them have to be taken back.
struct BrokenCircle: Error {
  let failure: ImportFailure
  let others: [ImportRun.WaitingRow]
}

extension ImportReport {
  /// Adds another report's figures of rows that were taken.
  mutating func add(_ other: ImportReport) {
    rows += other.created + other.updated + other.unchanged + other.blank
    created += other.created
    updated += other.updated
    unchanged += other.unchanged
    blank += other.blank
    createdByReference.merge(other.createdByReference, uniquingKeysWith: +)
    leftOut.merge(other.leftOut, uniquingKeysWith: +)
  }
}
