import ArgumentParser
import CRMKit

/// Which records of an entity a command is about.
struct FilterOptions: ParsableArguments {
  @Argument(help: "The kind of record, such as account; `describe` lists them.")
  var entity: String

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      #"A condition, such as: state == "won" and account.country == "Kenya""#, valueName: "condition"))
  var filter: String?

  /// The entity's type and the condition on it.
  ///
  /// - Throws: `FilterSyntaxError`, which shows the place in the condition; `StoreError.unknownEntity`.
  func resolved(in context: borrowing ReadContext) async throws -> (type: RecordType, filter: FilterExpression) {
    let type = try context.catalog.type(of: entity)
    guard let filter else { return (type, .constant(true)) }
    let scope = try await context.scope()
    return (type, try FilterExpression(parsing: filter, for: type, in: context.catalog, scope: scope))
  }
}
