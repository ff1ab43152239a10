import ArgumentParser
import CRMKit
import Foundation

/// What can be said before and after every command.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .customLong("store"), help: ArgumentHelp("The folder of the store.", valueName: "dir"),
    completion: .directory)
  var folder: String?

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Act as this user: an identifier, a name or an e-mail address. Only what they may see and do is there.",
      valueName: "user"))
  var actor: String?

  /// Runs a body on the CRM in the folder, as the user named sees it, and closes the store.
  ///
  /// - Parameter mayCreate: Whether a store is created when the folder holds none; commands that only read don't.
  func withCRM<T>(
    creating mayCreate: Bool = false, in environment: CRMEnvironment = .system(), _ body: (CRM) async throws -> T
  ) async throws -> T {
    try await withStore(creating: mayCreate, in: environment) {
      try await body(acting(on: CRM($0, rights: RolePolicy.company(notesRefusals: true))))
    }
  }

  /// Does something in one transaction, and prints the record that came of it.
  ///
  /// - Parameter mayCreate: Whether a store is created when the folder holds none.
  func printOutcome<R: Record>(
    _ deed: String, creating mayCreate: Bool = false, on console: Console,
    of body: (inout StoreTransaction) async throws -> R
  ) async throws {
    let record = try await withCRM(creating: mayCreate) { try await $0.transaction(body) }
    try console.print(R.schema.encode(record), after: deed, asJSON: json)
  }

  /// Runs a body on the store itself, without the limits of a user, and closes it.
  func withStore<T>(
    creating mayCreate: Bool = false, in environment: CRMEnvironment = .system(),
    _ body: (FileStore) async throws -> T
  ) async throws -> T {
    let path = try path
    var environment = environment
    CRM.contribute(to: &environment)
    let open = { [environment] in
      try FileStore(at: path, CRM.recordTypes, environment: environment, mayCreate: mayCreate)
    }
    let store = try mayCreate ? open() : existing(open)
    do {
      let result = try await body(store)
      try await store.close()
      return result
    } catch {
      try? await store.close()
      throw error
    }
  }

  /// Opens something of a store, and says which commands make one when there is none.
  func existing<T>(_ open: () throws -> T) throws -> T {
    do {
      return try open()
    } catch FileStoreError.noStore, FileStoreError.missing {
      throw CommandError("there is no store in \(try path); `import`, `create`, `demo` and the commands `add` make one")
    }
  }

  /// The folder that was named.
  var path: String {
    get throws {
      guard let folder, !folder.isEmpty else { throw ValidationError("Name the store's folder with --store DIR.") }
      return folder
    }
  }

  /// The CRM as the user that was named sees it.
  func acting(on crm: CRM) async throws -> CRM {
    guard let actor else { return crm }
    return crm.acting(as: try await crm.get(User.self, named: actor).id)
  }

  /// Refuses work on the files themselves to a user, whose rights are to records.
  func requireNoActor(for work: String) throws {
    guard actor == nil else { throw CommandError("\(work) works on the whole store; leave out --as") }
  }
}
