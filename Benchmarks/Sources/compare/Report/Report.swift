import Foundation

/// The figures of a run.
struct Report: Codable {
  struct Row: Codable, Hashable {
    var work: Work
    var records: Int
    var subject: String
    /// A work's time, or nothing for one that is about bytes.
    var medianNanoseconds: Double?
    /// Bytes a record.
    var medianBytes: Double?
    var spread: Double
    /// The most memory that the subject's own process took, for the work that is about memory.
    var peakBytes: Int?
    /// How many times as much each other subject takes.
    var ratio: [String: Double] = [:]

    enum CodingKeys: String, CodingKey {
      case work, records, subject
      case medianNanoseconds = "median_ns"
      case medianBytes = "median_bytes"
      case spread
      case peakBytes = "peak_bytes"
      case ratio
    }

    /// The time or the bytes.
    var value: Double { medianNanoseconds ?? medianBytes ?? 0 }
  }

  var machine: Machine
  /// The machine's load when the run began, and when it ended; nil for a report that does not say.
  var loadBefore: Double? = Machine.load
  var loadAfter: Double?
  var rows: [Row]

  enum CodingKeys: String, CodingKey {
    case machine
    case loadBefore = "load_before"
    case loadAfter = "load_after"
    case rows
  }

  /// Where and when the figures were taken, and what else the machine did then.
  var circumstances: String {
    guard let loadBefore, let loadAfter else { return machine.description }
    return
      "\(machine.description), load \(Quantity.number(loadBefore)) before and \(Quantity.number(loadAfter)) after"
  }

  /// Says for each row how it stands to the other subjects' at the same work.
  mutating func fillRatios() {
    let rows = rows
    for position in rows.indices {
      let row = rows[position]
      let others = rows.filter { $0.work == row.work && $0.records == row.records && $0.subject != row.subject }
      let ratios = others.map { ($0.subject, Report.rounded($0.value / row.value)) }
      self.rows[position].ratio = Dictionary(ratios, uniquingKeysWith: { first, _ in first })
    }
  }

  init(machine: Machine, rows: [Row]) {
    self.machine = machine
    self.rows = rows
  }

  init(contentsOf path: String) throws {
    self = try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// The rows of a report in a file, this program's or one of another that measures a peer.
  static func rows(contentsOf path: String) throws -> [Row] {
    struct Rows: Decodable { let rows: [Row] }
    return try JSONDecoder().decode(Rows.self, from: Data(contentsOf: URL(filePath: path))).rows
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// Four significant digits.
  static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return 0 }
    let scale = pow(10, 3 - floor(log10(abs(value))))
    return (value * scale).rounded() / scale
  }
}
