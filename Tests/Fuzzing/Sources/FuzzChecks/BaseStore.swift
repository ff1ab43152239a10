import CRMCore
import CRMFileStore
import Dispatch

/// A small store, of which the checks replace one kind of file.
struct BaseStore {
  static let path = "/crm"
  static let records: [any Record.Type] = [Maker.self, Sample.self]
  /// The commit that the checkpoint covers, and the first journal behind it.
  static let (covered, firstJournal): (UInt64, UInt64) = (1, 2)
  static let checkpoint = path + "/checkpoint-" + digits(covered)

  private let files: [String: [UInt8]]
  /// The bytes that all of its files name.
  let identity: [UInt8]
  /// What its checkpoint says of the records' fields.
  let layouts: [UInt8]

  /// What it is sealed with; nil when it is not.
  let sealer: ChalkSealer?

  static let shared = BaseStore(sealer: nil)
  private static let sealed = BaseStore(sealer: ChalkSealer())

  /// The one of which a script makes a file.
  static func of(_ script: FrameScript) -> BaseStore { script.flags.contains(.isSealed) ? sealed : shared }

  private init(sealer: ChalkSealer?) {
    do { try self.init(sealedBy: sealer) } catch { fail("no store is created: \(error)") }
  }

  private init(sealedBy sealer: ChalkSealer?) throws {
    self.sealer = sealer
    let disk = MemoryDisk()
    let store = try FileStore(
      at: Self.path, Self.records, environment: .replayable(seed: 1), options: .init(fileSystem: disk, sealer: sealer))
    wait {
      do {
        var maker = Maker(id: Maker.ID(Identifier(high: 1, low: 1)))
        maker.name = "first"
        try await store.insert(maker)
        try await store.checkpoint()
        try await store.close()
      } catch {
        fail("no store is filled: \(error)")
      }
    }
    files = disk.contents
    let checkpoint = files[Self.checkpoint] ?? []
    identity = Array(checkpoint[16..<32])
    // They are the same in a sealed store, where they can't be read.
    guard sealer == nil else {
      layouts = Self.shared.layouts
      return
    }
    // Behind the file's header: the section's frame with its name, the header of a block, that of a piece.
    let start = 64 + 32 + "layouts".utf8.count + 32 + 8
    let length = checkpoint[start - 8..<start - 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    layouts = Array(checkpoint[start..<start + length])
  }

  static func journal(_ number: UInt64) -> String { path + "/journal-" + digits(number) }

  private static func digits(_ number: UInt64) -> String {
    let text = String(number)
    return String(repeating: "0", count: 20 - text.count) + text
  }

  /// The store with other files in place of its own.
  func replacing(_ others: [String: [UInt8]]) -> MemoryDisk { MemoryDisk(files.merging(others) { _, new in new }) }
}

/// Waits for a task.
func wait(_ body: @escaping @Sendable () async -> Void) {
  let isDone = DispatchSemaphore(value: 0)
  Task.detached {
    await body()
    isDone.signal()
  }
  isDone.wait()
}
