import CRMKit

/// What an import did, for people and for scripts.
struct ImportResult {
  /// How many failed rows are shown; the others are in the file.
  private static let shownFailures = 20
  /// How many of the columns that no field took are shown.
  private static let shownColumns = 20

  let report: ImportReport
  let entity: String
  /// Where the failed rows were written to.
  let failureFile: String?

  func print(on console: Console) throws {
    try console.print(lines.joined(separator: "\n").terminalSafeLines)
    guard report.failed > 0 else { return }
    let shown = report.failures.prefix(ImportResult.shownFailures)
    let rows = shown.flatMap { failure in
      failure.reasons.enumerated().map { [$0 == 0 ? "\(failure.line)" : "", $1] }
    }
    try console.print("")
    try console.print(TextTable(columns: [.init("line", .right), .init("why it was not taken")], rows: rows))
    if report.failed > shown.count { try console.print("… and \(report.failed - shown.count) more rows") }
    if let failureFile {
      try console.print("\nThe failed rows are in \(failureFile.terminalSafe); mend them there and import that file.")
    }
  }

  private var lines: [String] {
    let counts = [
      "\(report.created) created", "\(report.updated) updated", "\(report.skipped) skipped", "\(report.failed) failed",
    ].joined(separator: ", ")
    let remark = report.isDryRun ? "; nothing was kept, since this was a dry run" : ""
    var lines = ["\(report.rows) rows of \(entity): \(counts)\(remark)"]
    if !report.createdByReference.isEmpty {
      lines.append("created because rows name them: \(list(report.createdByReference))")
    }
    if !report.leftOut.isEmpty { lines.append("cells left out, as the mapping allows: \(list(report.leftOut))") }
    if !report.unmappedColumns.isEmpty {
      let shown = report.unmappedColumns.prefix(ImportResult.shownColumns)
      let rest = report.unmappedColumns.count - shown.count
      lines.append(
        "columns that no field took: \(shown.joined(separator: ", "))\(rest > 0 ? " and \(rest) more" : "")")
    }
    return lines
  }

  private func list(_ counts: [String: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  var json: JSONValue {
    .object([
      "rows": .number(report.rows), "created": .number(report.created), "updated": .number(report.updated),
      "skipped": .number(report.skipped), "failed": .number(report.failed), "dryRun": .boolean(report.isDryRun),
      "createdByReference": json(report.createdByReference), "leftOut": json(report.leftOut),
      "unmappedColumns": .array(report.unmappedColumns.map { .string($0) }),
      "failures": .array(
        report.failures.map { failure in
          .object([
            "line": .number(failure.line), "reasons": .array(failure.reasons.map { .string($0) }),
            "values": .array(failure.values.map { .string($0) }),
          ])
        }),
      "failureFile": .string(failureFile),
    ])
  }

  private func json(_ counts: [String: Int]) -> JSONValue {
    .object(counts.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .number($0.value)) })
  }
}
