import Foundation
import Synchronization

@testable import crm

/// The program over a store in a folder of its own, which goes when the test ends.
final class Workbench: Sendable {
  let folder: URL
  private let name: String

  init() throws {
    name = "crm-test-\(ProcessInfo.processInfo.globallyUniqueString)"
    folder = FileManager.default.temporaryDirectory.appending(component: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The folder of the store, which is created by the commands that write.
  var store: String { folder.appending(component: "store").path(percentEncoded: false) }

  /// Writes a value as JSON to a file beside the store, and returns its path.
  func file(_ name: String, _ value: some Encodable) throws -> String {
    let file = folder.appending(component: name)
    try JSONEncoder().encode(value).write(to: file)
    return file.path(percentEncoded: false)
  }

  /// What a run printed, and its exit code.
  struct Outcome: Sendable {
    var status: Int32
    var output = ""
    var notes = ""

    /// The output as JSON, with its objects' keys sorted.
    var json: any Equatable {
      get throws { try JSONSerialization.jsonObject(with: Data(output.utf8)) as? NSDictionary ?? NSDictionary() }
    }
  }

  /// Runs a command on the store, as if at a terminal when a width is given.
  func run(_ arguments: String..., width: Int? = nil) async -> Outcome {
    await Workbench.run(["--store", store] + arguments, width: width)
  }

  static func run(_ arguments: [String], width: Int? = nil) async -> Outcome {
    let text = Captured()
    let console = Console(
      width: width, output: { text.append($0, toNotes: false) }, error: { text.append($0, toNotes: true) })
    let status = await Program.run(arguments, on: console)
    return text.outcome(status)
  }

  private final class Captured: Sendable {
    private let outcome = Mutex(Outcome(status: 0))

    func append(_ bytes: Data, toNotes: Bool) {
      let text = String(decoding: bytes, as: UTF8.self)
      outcome.withLock { if toNotes { $0.notes += text } else { $0.output += text } }
    }

    func outcome(_ status: Int32) -> Outcome {
      outcome.withLock {
        $0.status = status
        return $0
      }
    }
  }
}
