import ArgumentParser
import CRMKit

/// One record that a command is about, of the kind that the command is for.
struct NameOptions: ParsableArguments {
  @Argument(help: "Its identifier, or a name, e-mail address or number that only it has.")
  var name: String

  /// The record's identifier.
  ///
  /// - Throws: `RecordNameError` when there is none or there are several.
  func id<R: Record, Reading: RecordReading & ~Copyable>(
    of type: R.Type, in crm: borrowing Reading
  ) async throws -> RecordID<R> {
    try await crm.get(R.self, named: name).id
  }
}

/// One record that a command is about.
struct RecordOptions: ParsableArguments {
  @Argument(help: "The kind of record, such as account.")
  var entity: String

  @Argument(help: "Its identifier, or a name, e-mail address or number that only it has.")
  var id: String

  /// The record.
  ///
  /// - Throws: `RecordNameError` when there is none or there are several.
  func record(in context: borrowing ReadContext) async throws -> AnyRecord {
    try await context.record(named: id, of: context.catalog.type(of: entity))
  }

  /// The key of a record that may have been deleted, which is known by its identifier alone.
  func key(in context: borrowing ReadContext) async throws -> RecordKey {
    let type = try context.catalog.type(of: entity)
    if let id = Identifier(id) { return RecordKey(entity: type.entity, id: id) }
    return try await context.record(named: id, of: type).key
  }
}
