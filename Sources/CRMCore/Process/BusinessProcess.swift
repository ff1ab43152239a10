/// A way that records of a kind go, stage by stage: the qualification of leads, the stages of a sale, the handling of a case.
///
/// ```swift
/// let sale = BusinessProcess(
///   "sale", of: "opportunity", keepingStageIn: "progress",
///   stages: [
///     .init("qualify", exits: [.init(to: "develop")], gates: [.fields(["account", "estimatedValue"])]),
///     .init("develop", exits: [.init(to: "propose")], gates: [.tasks(["Visit the customer"])]),
///     .init("propose", exits: [.init(to: "won"), .init(to: "lost")],
///       gates: [.approval("discount", by: "salesManager", within: .seconds(48 * 3600))]),
///     .init("won", isEnd: true), .init("lost", isEnd: true),
///   ])
/// try await crm.define(sale)
/// ```
///
/// A definition is a value: it is kept as JSON in a ``ProcessDefinition``, edited while the program runs, and drawn by ``mermaid`` and
/// ``svg(rightToLeft:)``. Each change makes a new version; what is under way stays on the version that it was started with.
public struct BusinessProcess: Codable, Hashable, Sendable {
  /// The stable name.
  public var name: String
  /// What people see instead of the name; empty for the name itself.
  public var label: String
  /// The entity of the records that go this way.
  public var entity: String
  /// The stages; the first is where everything begins.
  public var stages: [Stage]
  /// A text field of the records in which the name of their stage is kept; nil for none.
  public var stageField: String?

  /// Composes a process.
  ///
  /// What contradicts itself in it is found when it is defined: ``problems(in:)``.
  public init(
    _ name: String, label: String = "", of entity: String, keepingStageIn stageField: String? = nil, stages: [Stage]
  ) {
    self.name = name
    self.label = label
    self.entity = entity
    self.stageField = stageField
    self.stages = stages
  }

  /// The stage of that name.
  public func stage(_ name: String) -> Stage? { stages.first { $0.name == name } }

  /// A part of the way.
  public struct Stage: Codable, Hashable, Sendable {
    /// The stable name, unique within the process.
    public var name: String
    /// What people see instead of the name; empty for the name itself.
    public var label: String
    /// Whether the process ends here.
    public var isEnd: Bool
    /// The ways out, the preferred first.
    public var exits: [Exit]
    /// What must be met before any of the ways out is open.
    public var gates: [Gate]
    /// What is done on the way in.
    public var onEntry: [RecordAction]
    /// What is done on the way out.
    public var onExit: [RecordAction]
    /// What is done when a record stays longer than ``limit``, from the agenda.
    public var onOverdue: [RecordAction]
    private var limitInSeconds: Int64?

    /// How long a record should stay, in whole seconds; nil for as long as it takes.
    public var limit: Duration? {
      get { limitInSeconds.map { .seconds($0) } }
      set { limitInSeconds = newValue?.components.seconds }
    }

    /// Composes a stage.
    public init(
      _ name: String, label: String = "", isEnd: Bool = false, exits: [Exit] = [], gates: [Gate] = [],
      onEntry: [RecordAction] = [], onExit: [RecordAction] = [], limit: Duration? = nil,
      onOverdue: [RecordAction] = []
    ) {
      self.name = name
      self.label = label
      self.isEnd = isEnd
      self.exits = exits
      self.gates = gates
      self.onEntry = onEntry
      self.onExit = onExit
      self.onOverdue = onOverdue
      self.limit = limit
    }

    /// The names of the tasks that are to be done in the stage.
    var tasks: [String] { gates.flatMap { if case .tasks(let names) = $0 { names } else { [] as [String] } } }

    /// What people see.
    var title: String { label.isEmpty ? name : label }
  }

  /// A way out of a stage.
  public struct Exit: Codable, Hashable, Sendable {
    /// The name of the stage that it leads to.
    public var stage: String
    /// The condition under which it is open; nil for always.
    public var condition: FilterExpression?
    /// Whether the stage's gates need not be met for it, as for giving up.
    public var isFree: Bool

    /// A way to a stage.
    public init(to stage: String, when condition: FilterExpression? = nil, isFree: Bool = false) {
      self.stage = stage
      self.condition = condition
      self.isFree = isFree
    }
  }
}
