import Synchronization

/// The definitions of custom fields as one view of a store has them, read when first needed.
struct CustomFieldDefinitions: ~Copyable, Sendable {
  private let cached = Mutex<[String: [String: CustomField]]?>(nil)

  /// The definitions by entity and name.
  func all(read: () async throws -> [AnyRecord]) async throws -> [String: [String: CustomField]] {
    if let known = cached.withLock({ $0 }) { return known }
    var definitions: [String: [String: CustomField]] = [:]
    for record in try await read() {
      let definition = try CustomField.schema.decode(record)
      definitions[definition.subject, default: [:]][definition.name] = definition
    }
    cached.withLock { $0 = definitions }
    return definitions
  }

  /// Forgets what was read, since a definition was written.
  func invalidate() { cached.withLock { $0 = nil } }
}

extension CustomField {
  /// What stands against this definition in a store with these types.
  func problems(in catalog: Catalog) -> [FieldProblem] {
    guard let type = try? catalog.type(of: subject) else {
      return [FieldProblem("subject", "names “\(subject)”, which is no kind of record")]
    }
    guard type.allowsCustomFields else {
      return [FieldProblem("subject", "names \(subject), which has no place for custom fields")]
    }
    let isTaken = type.field(named: name) != nil || type.fields.contains { $0.name.hasPrefix(name + ".") }
    return isTaken ? [FieldProblem("name", "is taken: \(subject) has a field “\(name)”")] : []
  }

  /// Whether a custom field accepts a value, and what it says otherwise.
  func problem(with value: AnyValue) -> FieldProblem? {
    if value.isNull { return isRequired ? FieldProblem(name, "is required") : nil }
    var bytes: [UInt8] = []
    do {
      try ValueCoding.append(value, as: fieldType, to: &bytes)
    } catch {
      return FieldProblem(name, "\(error)")
    }
    if kind == .choice, case .text(let choice) = value, !choices.contains(choice) {
      return FieldProblem(name, "“\(choice)” is not one of \(choices.joined(separator: ", "))")
    }
    return nil
  }
}
