extension AnyRecord: CustomStringConvertible {
  /// The key, the revision and the values, for logs and failures of tests: `account 018f…, revision 2: employees 12, name Acme`.
  ///
  /// What is personal stays out of it, and so do custom fields, of which nobody said that they are not.
  public var description: String {
    let values = (try? values())?.sorted { $0.key < $1.key } ?? []
    let texts = values.compactMap { name, value -> String? in
      guard let field = type.field(named: name) else { return "\(name) …" }
      return field.isKey ? nil : "\(name) \(field.options.contains(.personal) ? "…" : value.description)"
    }
    return "\(key), revision \(stamp.revision): \(texts.joined(separator: ", "))"
  }
}
