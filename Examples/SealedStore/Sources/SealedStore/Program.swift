import CRMCore
import CRMFileStore
import Crypto
import Foundation

/// `SealedStore [FOLDER]`: keeps notes in a store that nobody can read without the key, and changes the key.
@main
enum Program {
  static func main() async {
    let folder = CommandLine.arguments.dropFirst().first ?? NSTemporaryDirectory() + "sealed-store-\(UUID())"
    do {
      try await tour(folder) { print($0) }
    } catch {
      FileHandle.standardError.write(Data("SealedStore: \(error)\n".utf8))
      exit(1)
    }
  }

  static func tour(_ folder: String, say: (String) -> Void) async throws {
    // A key and a name for it, which anybody may read. A real program keeps the key outside the folder.
    let (first, second) = (SealingKeyID(1), SealingKeyID(2))
    let oldKey = SymmetricKey(size: .bits256)
    let sealer = AESGCMSealer([first: oldKey], current: first)

    // A store is sealed from its creation on. Nothing else about it changes.
    var store = try open(folder, sealer)
    var note = Note(id: store.newID())
    note.text = "The merger is called Bluebird."
    try await store.insert(note)
    try await store.checkpoint()
    try await store.update(note.id) { $0.text += " It closes in March." }
    try await store.close()
    say("Written and closed. Files that hold “Bluebird”: \(try files(in: folder, holding: "Bluebird"))")
    say("Files that hold the field's name: \(try files(in: folder, holding: "text"))")

    // Without a sealer, and with another key of the same name, it is refused, and nothing is changed.
    say(await refusal { try open(folder, nil) })
    say(await refusal { try open(folder, AESGCMSealer([first: SymmetricKey(size: .bits256)], current: first)) })

    // A new key: both are at hand until a checkpoint has written everything anew.
    let newKey = SymmetricKey(size: .bits256)
    store = try open(folder, AESGCMSealer([first: oldKey, second: newKey], current: second))
    try await store.checkpoint()
    try await store.close()

    // From here on the old key opens nothing, and the new one everything.
    say(await refusal { try open(folder, sealer) })
    let rotated = AESGCMSealer([second: newKey], current: second)
    say("Damaged places: \(try FileStore.verify(folder, sealer: rotated).count)")
    store = try open(folder, rotated)
    say("Read with the new key: \(try await store.get(note.id).text)")

    // A backup can have a key of its own, kept elsewhere.
    let offsite = AESGCMSealer([first: SymmetricKey(size: .bits256)], current: first)
    try await store.backup(to: folder + "-backup", sealer: offsite)
    try await store.close()
    try await FileStore.restore(folder + "-restored", from: folder + "-backup", sealer: offsite)
    say("Backed up and restored under another key.")
  }

  private static func open(_ folder: String, _ sealer: AESGCMSealer?) throws -> FileStore {
    try FileStore(at: folder, [Note.self], options: FileStore.Options(sealer: sealer))
  }

  /// Why a store does not open.
  private static func refusal(_ open: () throws -> FileStore) async -> String {
    do {
      try await open().close()
      return "It opened."
    } catch {
      return "Refused: \(error)"
    }
  }

  /// How many files of a folder have the text in their bytes.
  private static func files(in folder: String, holding text: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: folder).count { name in
      let content = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
      return content.range(of: Data(text.utf8)) != nil
    }
  }
}
