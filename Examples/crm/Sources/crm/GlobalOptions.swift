import ArgumentParser
import CRMKit
import Foundation

/// What can be said before and after every command.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp("Where the store is: \(StoreAddress.forms).", valueName: "store"), completion: .directory)
  var storeAddress: StoreAddress?

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
    _ body: (any Store) async throws -> T
  ) async throws -> T {
    try await address.withStore(creating: mayCreate, in: environment, body)
  }

  /// The place that was named.
  var address: StoreAddress {
    get throws {
      guard let storeAddress else { throw ValidationError("Name the store with --store \(StoreAddress.forms).") }
      return storeAddress
    }
  }

  /// The folder that was named, for work on the files of a store.
  func folder(for work: String) throws -> String {
    guard case .folder(let path) = try address else {
      throw CommandError("\(work) works on the files of a store in a folder, and \(try address) is a database")
    }
    return path
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
