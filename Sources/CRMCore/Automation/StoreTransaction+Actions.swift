import Foundation

extension StoreTransaction {
  /// How often actions may bring each other about within one transaction.
  static let deepestAction = 16

  /// Does actions to a record, one after the other, as the engine itself.
  func perform(_ actions: [RecordAction], on key: RecordKey, depth: Int = 0) async throws {
    guard depth < Self.deepestAction else { throw AutomationError.tooDeep(key, limit: Self.deepestAction) }
    for action in actions {
      guard let record = try await context.record(key) else { return }
      switch action {
      case .set(let values):
        let found = try await self.values(of: values, for: record, as: record.type)
        _ = try await context.update(record.changed(by: found))
      case .create(let entity, let values):
        let type = try context.reading.catalog.type(of: entity)
        let found = try await self.values(of: values, for: record, as: type)
        _ = try await context.insert(AnyRecord(type: type, id: environment.newIdentifier(), values: found))
      case .start(let process):
        _ = try await start(process, for: key, depth: depth + 1)
      case .post(let channel, let recipient, let message):
        try await post(message, over: channel, to: recipient, about: record)
      case .later(let duration, let actions):
        try await schedule(DeferredActions(actions: actions, record: key), due: .after(duration), regarding: key)
      case .call(let name, let arguments):
        var found: [String: AnyValue] = [:]
        for (argument, value) in arguments { found[argument] = try await self.value(of: value, for: record) }
        try await schedule(HostCall(name: name, arguments: found), due: .after(.zero), regarding: key)
      }
    }
  }

  /// The values that fields are given, each in its field's type.
  private func values(
    of values: [String: ActionValue], for record: AnyRecord, as type: RecordType
  ) async throws -> [String: AnyValue] {
    var found: [String: AnyValue] = [:]
    for (name, source) in values.sorted(by: { $0.key < $1.key }) {
      let value = try await value(of: source, for: record)
      guard let field = type.field(named: name) else {
        guard type.allowsCustomFields else { throw AutomationError.noSuchField(entity: type.entity, field: name) }
        found[name] = value
        continue
      }
      guard type.writableFields.contains(field) else {
        throw AutomationError.noSuchField(entity: type.entity, field: name)
      }
      found[name] = try value.typed(as: field.type)
    }
    return found
  }

  private func value(of source: ActionValue, for record: AnyRecord) async throws -> AnyValue {
    switch source {
    case .literal(let value): return value
    case .field(let path): return try await value(at: path, of: record)
    case .record: return .reference(record.id)
    case .actor: return environment.actor.map(AnyValue.reference) ?? .null
    case .now(let duration): return .instant(try instant.advanced(by: duration))
    case .today(let days): return .date(try environment.calendar.date(of: instant).adding(days: days))
    }
  }

  private func value(at path: FieldPath, of record: AnyRecord) async throws -> AnyValue {
    var reader = try await PathReader([path], of: record.type, in: context.reading)
    return try await reader.values(of: record, in: context.reading).first ?? .null
  }

  private func post(
    _ template: String, over channel: String, to recipient: ActionValue, about record: AnyRecord
  ) async throws {
    guard let recipient = try await value(of: recipient, for: record).text, !recipient.isEmpty else {
      throw AutomationError.noRecipient(record.key, channel: channel)
    }
    let template = TextTemplate(template)
    let paths = template.placeholders.map(\.path)
    var reader = try await PathReader(paths, of: record.type, in: context.reading)
    let found = Dictionary(
      zip(paths, try await reader.values(of: record, in: context.reading)), uniquingKeysWith: { first, _ in first })
    let message = try template.filled { try found[$0.path]?.text.map(JSONText.escaped) }
    try await post(json: message, over: channel, to: recipient, key: nil, due: nil, regarding: record.key)
  }
}

extension AnyRecord {
  /// The record with other values in some fields.
  fileprivate func changed(by values: [String: AnyValue]) throws -> AnyRecord {
    try AnyRecord(type: type, id: id, stamp: stamp, values: self.values().merging(values) { $1 })
  }
}

extension AnyValue {
  /// The value in a field's type: text is read as people type it, and a text field takes the text of anything.
  fileprivate func typed(as type: FieldType) throws -> AnyValue {
    if case .text(let text) = self { return try AnyValue(typed: text, as: type) }
    return type == .text ? text.map(AnyValue.text) ?? .null : self
  }
}
