extension TransferContest {
  /// What a writer has to tell, which it writes to its standard output line by line.
  package struct Report: Sendable {
    /// The names of the transfers that were acknowledged.
    package private(set) var acknowledged: [String] = []
    /// How often a transfer was refused because of others, or came too late for what it had read.
    package private(set) var collisions = 0

    private static let transfer = "transferred "
    private static let collision = "collided "

    /// Nothing to tell.
    package init() {}

    /// Reads what a writer wrote, among whatever else.
    package init(output: [UInt8]) {
      for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
        if line.hasPrefix(Report.transfer) { acknowledged.append(String(line.dropFirst(Report.transfer.count))) }
        if line.hasPrefix(Report.collision) { collisions += 1 }
      }
    }

    /// Adds what another has to tell.
    package static func += (report: inout Report, other: Report) {
      report.acknowledged += other.acknowledged
      report.collisions += other.collisions
    }

    /// The line of a transfer that was acknowledged.
    static func line(of transfer: Transfer) -> String { "\(Report.transfer)\(transfer.code)\n" }

    /// The line of a transfer that is to be repeated.
    static func line(ofCollision transfer: Transfer) -> String { "\(collision)\(transfer.code)\n" }
  }
}
