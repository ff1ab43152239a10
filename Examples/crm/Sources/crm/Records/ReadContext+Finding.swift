import CRMKit

extension ReadContext {
  /// The record that a person means: by its identifier, or by a name, number or address that no other record of the
  /// type has.
  ///
  /// - Throws: ``CommandError`` when there is none, or several; a record that the one who acts may not see is none.
  func find(_ text: String, _ type: RecordType) async throws -> AnyRecord {
    if let id = Identifier(text) {
      guard let record = try await record(RecordKey(entity: type.entity, id: id)) else {
        throw CommandError("there is no \(type.entity) \(id)")
      }
      return record
    }
    // Exactly as written first, so that “Sara” is not taken for “sara” where both exist.
    for condition in [type.isNamed(text), type.isKnownAs(text)] where condition != .constant(false) {
      let found = try await records(RecordQuery(type, where: condition, limit: 6))
      if let record = found.first, found.count == 1 { return record }
      if !found.isEmpty {
        let ids = found.prefix(5).map(\.id.description) + (found.count > 5 ? ["…"] : [])
        throw CommandError(
          "several records of \(type.entity) are “\(text)”; name one by its identifier: \(ids.joined(separator: ", "))")
      }
    }
    throw CommandError("there is no \(type.entity) “\(text)”")
  }
}

extension RecordType {
  /// The fields by which people tell records apart.
  private var namingFields: [FieldDescription] {
    let unique = indexes.filter { $0.isUnique && $0.fields.count == 1 }.flatMap(\.fields)
    return fields.filter { ["name", "email"].contains($0.name) || unique.contains($0.name) }.filter { $0.type == .text }
  }

  fileprivate func isNamed(_ text: String) -> FilterExpression {
    namingFields.filter { !isKey($0) }.reduce(.constant(false)) {
      $0 || .compare(FieldPath($1.name), .equal, .text(text))
    }
  }

  /// The same by the keys in which letter case and Arabic and Persian variants don't differ.
  fileprivate func isKnownAs(_ text: String) -> FilterExpression {
    let keys = namingFields.map { isKey($0) ? $0.name : $0.name + ".key" }.filter { field(named: $0) != nil }
    return Set(keys).sorted().reduce(.constant(false)) {
      $0 || .compare(FieldPath($1), .equal, .text(TextKey.fold(text)))
    }
  }
}
