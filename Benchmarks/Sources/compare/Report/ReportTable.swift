/// A report as tables of Markdown whose columns are aligned for reading them as they are.
struct ReportTable {
  let report: Report
  private let subjects: [String]

  /// The subjects in the order of the columns, whatever the program that shows their figures was built with.
  private static let order = [
    "memory", "file", "file-no-history", "sqlite-store", "postgres-store", "grdb-tuned", "grdb-plain", "sqlite",
    "postgres", "limit",
  ]

  /// What a store in a database is to be held against: the database itself.
  private static let peers = ["sqlite-store": "sqlite", "postgres-store": "postgres"]

  init(_ report: Report) {
    self.report = report
    let present = Set(report.rows.map(\.subject))
    subjects = Self.order.filter(present.contains) + present.subtracting(Self.order).sorted()
  }

  /// For each number of records: what each subject takes, how many times as much the others take as the file store, and how many times as much
  /// each store in a database as the database by itself.
  func render() -> String {
    let sizes = Set(report.rows.map(\.records)).sorted()
    return sizes.map { records in
      let tables = [
        ("the median, and in brackets the interquartile range divided by it", subjects, figures(records)),
        ("how many times as much as the file store", subjects.filter { $0 != file }, ratiosToFile(records)),
        ("how many times as much as the database by its own interface", stores, ratiosToPeers(records)),
      ]
      return tables.filter { !$0.2.isEmpty }.map { title, columns, lines in
        "**\(records) records**: \(title)\n\n\(ReportTable.table(["work"] + columns, lines))"
      }.joined(separator: "\n\n")
    }.joined(separator: "\n\n")
  }

  private var file: String { SubjectName.file.rawValue }

  /// The stores whose databases are among the subjects.
  private var stores: [String] { subjects.filter { ReportTable.peers[$0].map(subjects.contains) ?? false } }

  private func figures(_ records: Int) -> [[String]] {
    let works = works(records)
    let lines = works.map { work in
      [work.rawValue]
        + subjects.map { subject in
          guard let row = row(work, records, subject) else { return "" }
          let value = work.isSize ? Quantity.bytes(row.value) : Quantity.time(row.value)
          return "\(value) (\(Quantity.percent(row.spread)))"
        }
    }
    guard works.contains(.memoryBytes) else { return lines }
    let peaks = subjects.map { row(.memoryBytes, records, $0)?.peakBytes.map { "\($0 >> 20) MiB" } ?? "" }
    return lines + [["process at most"] + peaks]
  }

  private func ratiosToFile(_ records: Int) -> [[String]] {
    works(records).compactMap { work in
      guard let row = row(work, records, file) else { return nil }
      return [work.rawValue] + subjects.filter { $0 != file }.map { row.ratio[$0].map(Quantity.number) ?? "" }
    }
  }

  private func ratiosToPeers(_ records: Int) -> [[String]] {
    works(records).compactMap { work in
      let ratios = stores.map { store in
        ReportTable.peers[store].flatMap { row(work, records, $0)?.ratio[store] }
      }
      guard ratios.contains(where: { $0 != nil }) else { return nil }
      return [work.rawValue] + ratios.map { $0.map(Quantity.number) ?? "" }
    }
  }

  private func works(_ records: Int) -> [Work] {
    Work.allCases.filter { work in report.rows.contains { $0.work == work && $0.records == records } }
  }

  private func row(_ work: Work, _ records: Int, _ subject: String) -> Report.Row? {
    report.rows.first { $0.work == work && $0.records == records && $0.subject == subject }
  }

  /// The first column to the left, the others to the right.
  static func table(_ titles: [String], _ rows: [[String]]) -> String {
    let lines = [titles] + rows
    let widths = titles.indices.map { column in max(3, lines.map { $0[column].count }.max() ?? 0) }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return column == 0 ? cells[column] + space : space + cells[column]
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.indices.map {
      String(repeating: "-", count: widths[$0] - ($0 == 0 ? 0 : 1)) + ($0 == 0 ? "" : ":")
    }
    return ([line(titles), line(rule)] + rows.map(line)).joined(separator: "\n")
  }
}
