/// A report as tables of Markdown whose columns are aligned for reading them as they are.
struct ReportTable {
  let report: Report
  private let subjects: [String]

  init(_ report: Report) {
    self.report = report
    let present = Set(report.rows.map(\.subject))
    let known = SubjectName.allCases.map(\.rawValue)
    subjects = known.filter(present.contains) + present.subtracting(known).sorted()
  }

  /// For each number of records: what each subject takes, and how many times as much the others take as the file store.
  func render() -> String {
    let sizes = Set(report.rows.map(\.records)).sorted()
    return sizes.map { records in
      """
      **\(records) records**: the median, and in brackets the interquartile range divided by it

      \(ReportTable.table(["work"] + subjects, figures(records)))

      **\(records) records**: how many times as much as the file store

      \(ReportTable.table(["work"] + subjects.filter { $0 != SubjectName.file.rawValue }, ratios(records)))
      """
    }.joined(separator: "\n\n")
  }

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

  private func ratios(_ records: Int) -> [[String]] {
    works(records).compactMap { work in
      guard let file = row(work, records, SubjectName.file.rawValue) else { return nil }
      let others = subjects.filter { $0 != file.subject }
      return [work.rawValue] + others.map { file.ratio[$0].map(Quantity.number) ?? "" }
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
