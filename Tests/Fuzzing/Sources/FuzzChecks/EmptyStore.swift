import CRMCore
import CRMFileStore

/// A store without content, of which the checks replace one kind of file.
struct EmptyStore {
  static let path = "/crm"
  static let checkpoint = path + "/checkpoint-" + String(repeating: "0", count: 20)
  static let records: [any Record.Type] = [Maker.self, Sample.self]

  private let files: [String: [UInt8]]
  /// The bytes that all of its files name.
  let identity: [UInt8]

  static let shared: EmptyStore = {
    do { return try EmptyStore() } catch { fail("no store is created: \(error)") }
  }()

  private init() throws {
    let disk = MemoryDisk()
    _ = try FileStore(at: Self.path, Self.records, environment: .replayable(seed: 1), options: .init(fileSystem: disk))
    files = disk.contents
    identity = Array(files[Self.checkpoint]?[16..<32] ?? [])
  }

  static func journal(_ number: Int) -> String {
    let digits = String(number)
    return path + "/journal-" + String(repeating: "0", count: 20 - digits.count) + digits
  }

  /// The store with other files in place of its own.
  func replacing(_ others: [String: [UInt8]]) -> MemoryDisk { MemoryDisk(files.merging(others) { _, new in new }) }
}
