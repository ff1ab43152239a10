/// Something to be done to a record, or because of it, as data: what processes do on the way and workflows when they are triggered.
///
/// Actions are part of definitions that people edit while the program runs, so they are values, encoded as JSON. They are done in the
/// transaction that brought them about, by the engine itself and in the actor's name: whoever may define them decides what they may do.
@nonexhaustive
public indirect enum RecordAction: Hashable, Sendable {
  /// Gives fields of the record values.
  case set([String: ActionValue])
  /// Creates another record.
  case create(entity: String, [String: ActionValue])
  /// Starts a process for the record.
  case start(process: String)
  /// Puts a message into the outbox. The message is JSON of the channel's message type, and a ``TextTemplate`` for the record.
  case post(channel: String, to: ActionValue, message: String)
  /// Does other actions later, when the record is still there.
  case later(Duration, [RecordAction])
  /// Lets the host program do something, by the agenda and so after the commit: see ``HostCall``.
  case call(String, [String: ActionValue])
}

/// A value that an action gives to a field.
@nonexhaustive
public enum ActionValue: Hashable, Sendable {
  /// Always the same.
  case literal(AnyValue)
  /// What the record holds at the end of a path.
  case field(FieldPath)
  /// The record's own identifier.
  case record
  /// The one who acts; nothing for the program itself.
  case actor
  /// The instant of the transaction, and so much later.
  case now(plus: Duration)
  /// The day of the transaction in the environment's calendar and zone, and so many days later.
  case today(plusDays: Int)
}

extension RecordAction: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case set, create, start, post, later, call }
  private enum PartKeys: String, CodingKey {
    case entity, values, channel, to, message, after, actions, name, arguments
  }

  /// Decodes an object with one key, the action's name.
  public init(from decoder: any Decoder) throws {
    let (container, key) = try decoder.onlyKey(CodingKeys.self, of: "an action")
    func parts() throws -> KeyedDecodingContainer<PartKeys> {
      try container.nestedContainer(keyedBy: PartKeys.self, forKey: key)
    }
    switch key {
    case .set: self = .set(try container.decode([String: ActionValue].self, forKey: key))
    case .start: self = .start(process: try container.decode(String.self, forKey: key))
    case .create:
      self = .create(
        entity: try parts().decode(String.self, forKey: .entity),
        try parts().decode([String: ActionValue].self, forKey: .values))
    case .post:
      self = .post(
        channel: try parts().decode(String.self, forKey: .channel),
        to: try parts().decode(ActionValue.self, forKey: .to),
        message: try parts().decode(String.self, forKey: .message))
    case .later:
      let seconds = try parts().decode(Int64.self, forKey: .after)
      self = .later(.seconds(seconds), try parts().decode([RecordAction].self, forKey: .actions))
    case .call:
      self = .call(
        try parts().decode(String.self, forKey: .name),
        try parts().decode([String: ActionValue].self, forKey: .arguments))
    }
  }

  /// Encodes an object with one key, the action's name.
  ///
  /// What is to be done later is told in whole seconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .set(let values): try container.encode(values, forKey: .set)
    case .start(let process): try container.encode(process, forKey: .start)
    case .create(let entity, let values):
      var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .create)
      try parts.encode(entity, forKey: .entity)
      try parts.encode(values, forKey: .values)
    case .post(let channel, let recipient, let message):
      var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .post)
      try parts.encode(channel, forKey: .channel)
      try parts.encode(recipient, forKey: .to)
      try parts.encode(message, forKey: .message)
    case .later(let duration, let actions):
      var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .later)
      try parts.encode(duration.components.seconds, forKey: .after)
      try parts.encode(actions, forKey: .actions)
    case .call(let name, let arguments):
      var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .call)
      try parts.encode(name, forKey: .name)
      try parts.encode(arguments, forKey: .arguments)
    }
  }
}

extension ActionValue: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case value, field, record, actor, now, today }

  /// Decodes an object with one key, the name of the value's source.
  public init(from decoder: any Decoder) throws {
    let (container, key) = try decoder.onlyKey(CodingKeys.self, of: "an action's value")
    switch key {
    case .value: self = .literal(try container.decode(AnyValue.self, forKey: key))
    case .field: self = .field(try container.decode(FieldPath.self, forKey: key))
    case .record: self = .record
    case .actor: self = .actor
    case .now: self = .now(plus: .seconds(try container.decode(Int64.self, forKey: key)))
    case .today: self = .today(plusDays: try container.decode(Int.self, forKey: key))
    }
  }

  /// Encodes an object with one key, the name of the value's source.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .literal(let value): try container.encode(value, forKey: .value)
    case .field(let path): try container.encode(path, forKey: .field)
    case .record: try container.encode(true, forKey: .record)
    case .actor: try container.encode(true, forKey: .actor)
    case .now(let duration): try container.encode(duration.components.seconds, forKey: .now)
    case .today(let days): try container.encode(days, forKey: .today)
    }
  }
}
