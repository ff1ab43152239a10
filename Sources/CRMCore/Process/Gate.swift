extension BusinessProcess {
  /// What must be met before a record leaves a stage.
  @nonexhaustive
  public enum Gate: Hashable, Sendable {
    /// These fields of the record hold something.
    case fields([String])
    /// The record meets a condition; the text says what to do where it does not.
    case condition(FilterExpression, String)
    /// These tasks, which are created on the way in, are done.
    case tasks([String])
    /// Somebody with a role has approved, after having been asked; an approval that is not given in time must be asked for anew.
    case approval(String, by: String, within: Duration?)
  }
}

extension BusinessProcess.Gate: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case fields, condition, tasks, approval }
  private enum PartKeys: String, CodingKey { case filter, advice, name, role, seconds }

  /// Decodes an object with one key, the kind of the gate.
  public init(from decoder: any Decoder) throws {
    let (container, key) = try decoder.onlyKey(CodingKeys.self, of: "a gate")
    switch key {
    case .fields: self = .fields(try container.decode([String].self, forKey: key))
    case .tasks: self = .tasks(try container.decode([String].self, forKey: key))
    case .condition:
      let parts = try container.nestedContainer(keyedBy: PartKeys.self, forKey: key)
      self = .condition(
        try parts.decode(FilterExpression.self, forKey: .filter), try parts.decode(String.self, forKey: .advice))
    case .approval:
      let parts = try container.nestedContainer(keyedBy: PartKeys.self, forKey: key)
      self = .approval(
        try parts.decode(String.self, forKey: .name), by: try parts.decode(String.self, forKey: .role),
        within: try parts.decodeIfPresent(Int64.self, forKey: .seconds).map { .seconds($0) })
    }
  }

  /// Encodes an object with one key, the kind of the gate.
  ///
  /// Times are told in whole seconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .fields(let names): try container.encode(names, forKey: .fields)
    case .tasks(let names): try container.encode(names, forKey: .tasks)
    case .condition(let filter, let advice):
      var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .condition)
      try parts.encode(filter, forKey: .filter)
      try parts.encode(advice, forKey: .advice)
    case .approval(let name, let role, let limit):
      var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .approval)
      try parts.encode(name, forKey: .name)
      try parts.encode(role, forKey: .role)
      try parts.encodeIfPresent(limit?.components.seconds, forKey: .seconds)
    }
  }
}
