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

  /// Does something to the record's way, and prints where the record stands then.
  func printStanding(
    on console: Console, _ options: GlobalOptions,
    after deed: (inout StoreTransaction, ProcessInstance) async throws -> Void
  ) async throws {
    try await printStanding(
      on: console, options,
      afterBeginning: { crm in
        let way = try await way(in: crm)
        try await deed(&crm, way)
        return way.id
      })
  }

  /// Does something that gives the record a way, and prints where the record stands then.
  func printStanding(
    on console: Console, _ options: GlobalOptions,
    afterBeginning deed: (inout StoreTransaction) async throws -> ProcessInstance.ID
  ) async throws {
    let standing = try await options.withCRM { crm in
      try await crm.transaction { crm in
        let id = try await deed(&crm)
        return try await ProcessStanding(of: crm.get(id), in: crm)
      }
    }
    try standing.print(on: console, asJSON: options.json)
  }
}
