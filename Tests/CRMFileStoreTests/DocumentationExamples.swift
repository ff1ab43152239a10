import CRMCore
import CRMFileStore
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

private struct Machine: Record {
  static let entity = "machine"
  var id: ID
  var stamp = Stamp()
  init(id: RecordID<Machine>) { self.id = id }
  static let schema = Schema<Machine> { _ in }
}

@Suite("The examples of CRMFileStore's documentation")
struct DocumentationExamples {
  @Test("A store is opened, written to, checkpointed and closed as the module's page shows")
  func modulePage() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-example-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let machine = Machine(id: RecordID(Identifier(high: 1, low: 1)))
    let store = try FileStore(at: folder, [Machine.self])
    try await store.insert(machine)
    try await store.checkpoint()
    try await store.close()
    let damage = try FileStore.verify(folder)
    #expect(damage.isEmpty)
  }
}
