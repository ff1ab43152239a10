import ArgumentParser
import CRMKit

/// The way of a record through a process that a command is about.
struct WayOptions: ParsableArguments {
  @Argument(help: "The name of the process.")
  var process: String

  @OptionGroup var subject: RecordOptions

  /// The way of the record, the newest when it went it several times.
  ///
  /// - Throws: ``CommandError`` when it never did.
  func way<Reading: RecordReading & ~Copyable>(in crm: borrowing Reading) async throws -> ProcessInstance {
    let record = try await crm.reading { try await subject.record(in: $0) }
    guard let way = try await crm.way(of: record.key, through: process) else {
      throw CommandError("\(record.key) was never sent through “\(process)”; `process start` does")
    }
    return way
  }
}
