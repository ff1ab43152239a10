import CRMKit
import Foundation

/// Measures what a subject takes of memory, in a process of its own.
///
/// The process first lets a small store live and die, so that code and tables that every program has once are not counted; then it notes its
/// resident memory, opens the store (the memory store is filled, in small parts), reads some records and groups all, and notes it again.
struct MemoryProbe {
  let subject: SubjectName
  let records: Int
  let folder: String
  let seed: UInt64

  struct Growth: Codable {
    /// What the process grew by.
    let growth: Int
    /// The most that it ever took in all.
    let peak: Int
  }

  struct Failed: Error {}

  /// Runs this program once more for the measurement.
  func measure() throws -> Growth {
    let process = Process()
    process.executableURL = URL(filePath: MemoryProbe.program)
    process.arguments = [
      "memory", "--subject", subject.rawValue, "--records", "\(records)", "--folder", folder, "--seed", "\(seed)",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
    return try JSONDecoder().decode(Growth.self, from: data)
  }

  private static var program: String {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return link ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
  }

  /// The measurement itself, in this process.
  func run() async throws -> Growth {
    let source = PersonSource(seed: seed)
    let warmUp = folder + "-warm-up"
    try? FileManager.default.removeItem(atPath: warmUp)
    try FileManager.default.createDirectory(atPath: warmUp, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: warmUp) }
    try await MemoryProbe.use(subject.subject(in: warmUp, opening: nil), source, count: 200, isNew: true)
    let before = ProcessMemory.now()
    let subject = subject.subject(in: folder, opening: nil)
    try await MemoryProbe.use(subject, source, count: records, isNew: subject.folder == nil)
    let after = ProcessMemory.now()
    // What is measured must not be let go before.
    try await subject.close()
    return Growth(growth: max(0, after.resident - before.resident), peak: after.peak)
  }

  private static func use<S: Subject>(_ subject: S, _ source: PersonSource, count: Int, isNew: Bool) async throws {
    if isNew {
      try await subject.create()
      for start in stride(from: 0, to: count, by: 500) {
        try await subject.load((start..<min(start + 500, count)).map { S.Item(source.person($0)) })
      }
      try await subject.close()
    }
    try await subject.open(.unsynced)
    var sink = Sink(.glance)
    try await subject.get(source.places(1000, below: count, seed: 5).map(source.id), &sink)
    sink.note(UInt32(try await subject.groups().count))
  }
}
