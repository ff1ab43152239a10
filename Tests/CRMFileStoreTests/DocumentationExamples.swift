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
  var weight = 0
  static let schema = Schema<Machine> { f in
    f("weight", \.weight, .formerly("mass"))
    f.convert("weight") { (text: String) in Int(text) ?? 0 }
  }
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
  }

  @Test("A store is sealed, its key changed, and a sealed copy made of one that is not, as the module's page shows")
  func sealing() async throws {
    let base = NSTemporaryDirectory() + "crmkit-sealing-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: base) }
    let (folder, vault, sealedCopy) = (base + "/folder", base + "/vault", base + "/copy")
    let sealer = ToySealer([1])
    let bothKeys = ToySealer(current: 2)
    let machine = Machine(id: RecordID(Identifier(high: 1, low: 1)))
    var reports: [String] = []
    func report(_ text: String) { reports.append(text) }
    let options = FileStore.Options(sealer: sealer)
    let sealed = try FileStore(at: vault, [Machine.self], options: options)
    try await sealed.insert(machine)
    try await sealed.close()
    for damage in try FileStore.verify(vault, sealer: sealer) { report(damage.description) }
    #expect(reports.isEmpty)
    let rotating = try FileStore(at: vault, [Machine.self], options: FileStore.Options(sealer: bothKeys))
    try await rotating.checkpoint()
    try await rotating.close()
    let newKey = FileStore.Options(sealer: ToySealer([2], current: 2))
    #expect(try FileStore(at: vault, [Machine.self], options: newKey).statistics().records["machine"] == 1)
    let store = try FileStore(at: folder, [Machine.self])
    try await store.backup(to: sealedCopy, sealer: sealer)
    #expect(try FileStore.verify(sealedCopy, sealer: sealer).isEmpty)
  }

  @Test("A backup is made and restored, and a store verified and repaired, as the module's page shows")
  func copies() async throws {
    let base = NSTemporaryDirectory() + "crmkit-copies-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: base) }
    let (folder, copy, other, saved) = (base + "/folder", base + "/copy", base + "/other", base + "/saved")
    var reports: [String] = []
    func report(_ text: String) { reports.append(text) }
    let store = try FileStore(at: folder, [Machine.self])
    try await store.insert(Machine(id: store.newID()))
    try await store.backup(to: copy)
    try await FileStore.restore(other, from: copy)
    for damage in try FileStore.verify(folder) { report(damage.description) }
    let repair = try await FileStore.repair(folder, into: saved, catalog: Catalog([Machine.self]))
    #expect(reports.isEmpty && repair.records["machine"] == 1)
    let view = try ReadOnlyFileStore(at: folder, [Machine.self])
    try await view.refresh()
    #expect(view.lastCommit == 1)
    #expect(try FileStore(at: other, [Machine.self]).statistics().records["machine"] == 1)
  }
}
