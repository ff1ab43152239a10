import ArgumentParser
import Foundation

/// Measures the memory of one subject; the program calls itself with it.
struct MemoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "memory", shouldDisplay: false)

  @Option var subject: SubjectName
  @Option var records: Int
  @Option var folder: String
  @Option var seed: UInt64

  func run() async throws {
    let growth = try await MemoryProbe(subject: subject, records: records, folder: folder, seed: seed).run()
    print(String(decoding: try JSONEncoder().encode(growth), as: UTF8.self))
  }
}
