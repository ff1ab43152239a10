public import Foundation

extension RecordReading where Self: ~Copyable {
  /// The record that a person means: ``ReadContext/record(named:of:)`` with its Swift type.
  public func get<R: Record>(_ type: R.Type = R.self, named text: String) async throws -> R {
    try await reading { try R.schema.decode(await $0.record(named: text, of: R.recordType)) }
  }
}

extension ReadContext {
  /// The record that a person means: by its identifier, or by a name, e-mail address or unique text that no other record
  /// of the type has.
  ///
  /// What is written exactly so comes first; where nothing is, letter case and Arabic and Persian letter variants don't
  /// count. The fields are `name` and `email`, and every text that is declared unique, as far as the one who acts may read them.
  ///
  /// - Throws: ``RecordNameError`` when there is none, or when there are several; a record that the one who acts may not
  ///   see is none.
  public func record(named text: String, of type: RecordType) async throws -> AnyRecord {
    if let id = Identifier(text) {
      if let record = try await record(RecordKey(entity: type.entity, id: id)) { return record }
      throw RecordNameError.none(text, entity: type.entity)
    }
    // Exactly as written first, so that “Sara” is not taken for “sara” where both exist.
    let fields = type.namingFields.filter { access(to: $0.name, of: type) >= .read }
    for condition in [type.isNamed(text, by: fields), type.isKnownAs(text, by: fields)]
    where condition != .constant(false) {
      let found = try await records(RecordQuery(type, where: condition, limit: RecordNameError.shown + 1))
      if found.count == 1 { return found[0] }
      if !found.isEmpty { throw RecordNameError.several(text, entity: type.entity, candidates: found.map(\.id)) }
    }
    throw RecordNameError.none(text, entity: type.entity)
  }
}

extension AnyRecord {
  /// What people call the record: its `name`, or its identifier when it has none.
  public var title: String {
    get throws {
      guard type.field(named: "name") != nil, case .text(let name) = try value(of: "name"), !name.isEmpty else {
        return id.description
      }
      return name
    }
  }
}

/// No record, or more than one, is what a person called it.
public enum RecordNameError: Error, Hashable {
  /// There is none of the entity.
  case none(String, entity: String)
  /// There are several of the entity; these are the first.
  case several(String, entity: String, candidates: [Identifier])

  /// How many candidates the description shows.
  fileprivate static let shown = 5
}

extension RecordNameError: CustomStringConvertible, LocalizedError {
  /// What there is, and what to do.
  public var description: String {
    switch self {
    case .none(let text, let entity): "there is no \(entity) \(Identifier(text)?.description ?? "“\(text)”")"
    case .several(let text, let entity, let candidates):
      "several records of \(entity) are “\(text)”; name one by its identifier: "
        + (candidates.prefix(Self.shown).map(\.description) + (candidates.count > Self.shown ? ["…"] : []))
        .joined(separator: ", ")
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}

extension RecordType {
  /// The fields by which people tell records apart.
  fileprivate var namingFields: [FieldDescription] {
    let unique = indexes.filter { $0.isUnique && $0.fields.count == 1 }.flatMap(\.fields)
    return fields.filter { ["name", "email"].contains($0.name) || unique.contains($0.name) }.filter { $0.type == .text }
  }

  fileprivate func isNamed(_ text: String, by fields: [FieldDescription]) -> FilterExpression {
    fields.filter { !$0.isKey }.reduce(.constant(false)) {
      $0 || .compare(FieldPath($1.name), .equal, .text(text))
    }
  }

  /// The same by the keys in which letter case and Arabic and Persian variants don't differ.
  fileprivate func isKnownAs(_ text: String, by fields: [FieldDescription]) -> FilterExpression {
    let keys = fields.map { $0.isKey ? $0.name : $0.name + ".key" }.filter { field(named: $0) != nil }
    return Set(keys).sorted().reduce(.constant(false)) {
      $0 || .compare(FieldPath($1), .equal, .text(TextKey.fold(text)))
    }
  }
}
