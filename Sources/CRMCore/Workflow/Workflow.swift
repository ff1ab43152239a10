/// A rule of the form “when this happens to a record, and it meets this, do that”, as data that people edit while the program runs.
///
/// ```swift
/// try await crm.define(
///   Workflow(
///     "greet new customers", on: "contact", when: .created, if: .compare("email", .notEqual, .null),
///     do: [.post(channel: "email", to: .field("email"), message: #"{"subject": "Welcome, {name}"}"#)]))
/// ```
///
/// Workflows are carried out by an ``AutomatedStore``, whoever writes to it and by whatever way.
public struct Workflow: Codable, Hashable, Sendable {
  /// What sets a workflow off.
  @nonexhaustive
  public enum Trigger: Hashable, Sendable {
    /// A record was created.
    case created
    /// A record was changed in one of these fields; in any, when there are none.
    case changed([String])
    /// A record meets a condition on its own fields that it did not meet before, or was created so.
    case entered(FilterExpression)
    /// The time in a field has come, or so long before or after it. Of a day, its beginning counts, in the environment's time zone.
    case time(field: String, offset: Duration)
    /// The program has told of something: ``RecordWriting/signal(_:about:)``.
    case event(String)
  }

  /// When the actions are done.
  public enum Timing: String, Codable, Hashable, Sendable {
    /// As a part of the transaction that sets the workflow off: when an action fails, nothing of it happens.
    case inTransaction
    /// After it, from the agenda, as often as it takes.
    case afterwards
  }

  /// The stable name.
  public var name: String
  /// The entity of the records.
  public var entity: String
  /// What sets it off.
  public var trigger: Trigger
  /// What the record has to meet besides.
  public var condition: FilterExpression?
  /// What is done to the record.
  public var actions: [RecordAction]
  /// When.
  public var timing: Timing

  /// Composes a workflow.
  ///
  /// What contradicts itself in it is found when it is defined: ``problems(in:)``.
  public init(
    _ name: String, on entity: String, when trigger: Trigger, if condition: FilterExpression? = nil,
    timing: Timing = .inTransaction, do actions: [RecordAction]
  ) {
    self.name = name
    self.entity = entity
    self.trigger = trigger
    self.condition = condition
    self.timing = timing
    self.actions = actions
  }

  /// What contradicts itself in the workflow, or names what there is not; empty when it can be used.
  ///
  /// - Parameter catalog: The record types of the store that it is for.
  public func problems(in catalog: Catalog) -> [String] {
    guard let type = try? catalog.type(of: entity) else { return ["there is no kind of record “\(entity)”"] }
    var problems = name.isEmpty ? ["it has no name"] : []
    if actions.isEmpty { problems.append("it does nothing") }
    problems += condition?.problems(of: type, in: catalog) ?? []
    problems += actions.flatMap { $0.problems(of: type, in: catalog) }
    switch trigger {
    case .created, .event: break
    case .changed(let names):
      for name in names where type.field(named: name) == nil && !type.allowsCustomFields {
        problems.append("\(entity) has no field “\(name)”")
      }
    case .entered(let filter):
      let found = filter.problems(of: type, in: catalog)
      problems += found
      if found.isEmpty, !filter.isOfOwnFields(of: type, in: catalog) {
        problems.append("a condition that is entered looks at the record's own fields only, and at no period")
      }
    case .time(let name, _):
      switch type.field(named: name)?.type {
      case .instant, .date: break
      default: problems.append("\(entity) has no time “\(name)”")
      }
    }
    return problems
  }
}

extension FilterExpression {
  /// Whether it can be told of a record alone, at any time.
  func isOfOwnFields(of type: RecordType, in catalog: Catalog) -> Bool {
    guard !hasAPeriod, let own = try? withoutReferences(on: type, in: catalog) else { return false }
    return own == self
  }
}

extension Workflow.Trigger: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case created, changed, entered, time, event }
  private enum PartKeys: String, CodingKey { case field, seconds }

  /// Decodes an object with one key, the kind of the trigger.
  public init(from decoder: any Decoder) throws {
    let (container, key) = try decoder.onlyKey(CodingKeys.self, of: "a trigger")
    switch key {
    case .created: self = .created
    case .changed: self = .changed(try container.decode([String].self, forKey: key))
    case .entered: self = .entered(try container.decode(FilterExpression.self, forKey: key))
    case .event: self = .event(try container.decode(String.self, forKey: key))
    case .time:
      let parts = try container.nestedContainer(keyedBy: PartKeys.self, forKey: key)
      self = .time(
        field: try parts.decode(String.self, forKey: .field),
        offset: .seconds(try parts.decode(Int64.self, forKey: .seconds)))
    }
  }

  /// Encodes an object with one key, the kind of the trigger.
  ///
  /// Times are told in whole seconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .created: try container.encode(true, forKey: .created)
    case .changed(let names): try container.encode(names, forKey: .changed)
    case .entered(let filter): try container.encode(filter, forKey: .entered)
    case .event(let name): try container.encode(name, forKey: .event)
    case .time(let field, let offset):
      var parts = container.nestedContainer(keyedBy: PartKeys.self, forKey: .time)
      try parts.encode(field, forKey: .field)
      try parts.encode(offset.components.seconds, forKey: .seconds)
    }
  }
}
