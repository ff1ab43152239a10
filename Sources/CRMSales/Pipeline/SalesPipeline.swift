public import CRMCore

/// A pipeline as it is defined: its steps, what must be met in each, and how likely an opportunity is won from there.
///
/// ```swift
/// let machines = SalesPipeline(
///   "Machines", for: ["GTX", "MG"],
///   steps: [
///     .init("Qualify", probability: 20, gates: [.fields(["account", "estimatedValue"])]),
///     .init("Demonstrate", probability: 50, gates: [.tasks(["Show the machine"])], limit: .seconds(30 * 86_400)),
///     .init("Negotiate", probability: 80, forecast: .committed),
///   ])
/// try await crm.sales.define(machines)
/// ```
///
/// It is written once, and becomes two things that stay the same: the records ``Pipeline`` and ``Stage``, by which opportunities are filtered,
/// reported and imported, and a `BusinessProcess`, by which they are moved on.
public struct SalesPipeline: Hashable, Sendable {
  /// The name, unique.
  public var name: String
  /// The families of products whose opportunities take this way when none is said.
  public var families: [String]
  /// Whether opportunities take this way when none is said and no family does.
  public var isDefault: Bool
  /// The steps, in their order.
  public var steps: [Step]

  /// Composes a pipeline.
  public init(_ name: String, for families: [String] = [], isDefault: Bool = false, steps: [Step]) {
    self.name = name
    self.families = families
    self.isDefault = isDefault
    self.steps = steps
  }

  /// The stages of the Common Data Model: Qualify, Develop, Propose, Close.
  public static let standard = SalesPipeline(
    "Standard", isDefault: true,
    steps: [
      Step("Qualify", probability: 10), Step("Develop", probability: 30),
      Step("Propose", probability: 60, forecast: .bestCase), Step("Close", probability: 80, forecast: .committed),
    ])

  /// One step.
  public struct Step: Hashable, Sendable {
    /// The name of the stage, unique within the pipeline.
    public var name: String
    /// The chance of winning from here, in percent.
    public var probability: Int?
    /// How sure forecasts are of what is here.
    public var forecast: ForecastCategory?
    /// The ways out; nil for on to every later step and to the win when the gates are met, and back and to the loss at any time.
    public var exits: [BusinessProcess.Exit]?
    /// What must be met before it goes on.
    public var gates: [BusinessProcess.Gate]
    /// What is done on the way in.
    public var onEntry: [RecordAction]
    /// How long an opportunity should stay; nil for as long as it takes.
    public var limit: Duration?
    /// What is done when one stays longer.
    public var onOverdue: [RecordAction]

    /// Composes a step.
    public init(
      _ name: String, probability: Int? = nil, forecast: ForecastCategory? = nil,
      exits: [BusinessProcess.Exit]? = nil, gates: [BusinessProcess.Gate] = [], onEntry: [RecordAction] = [],
      limit: Duration? = nil, onOverdue: [RecordAction] = []
    ) {
      self.name = name
      self.probability = probability
      self.forecast = forecast
      self.exits = exits
      self.gates = gates
      self.onEntry = onEntry
      self.limit = limit
      self.onOverdue = onOverdue
    }
  }

  /// The way to the win, which is taken by closing the opportunity as won: the gates of the step must be met.
  public static let win = end(.won, isFree: false)
  /// The way to the loss, which is taken by closing the opportunity as lost.
  public static let loss = end(.lost, isFree: true)

  private static func end(_ state: Opportunity.State, isFree: Bool) -> BusinessProcess.Exit {
    .init(to: state.rawValue, when: .compare("state", .equal, .text(state.rawValue)), isFree: isFree)
  }

  /// The process of the steps, which keeps the opportunity's stage by its record.
  func process(named process: String, _ stages: [String: Stage.ID]) -> BusinessProcess {
    let ways = steps.enumerated().map { position, step in
      let exits = step.exits ?? self.exits(at: position)
      let note = stages[step.name].map { RecordAction.set(["stage": .literal(.reference($0.identifier))]) }
      return BusinessProcess.Stage(
        step.name, exits: exits, gates: step.gates, onEntry: [note].compactMap { $0 } + step.onEntry,
        limit: step.limit, onOverdue: step.onOverdue)
    }
    let ends = [Opportunity.State.won, .lost].map { BusinessProcess.Stage($0.rawValue, isEnd: true) }
    return BusinessProcess(process, label: name, of: Opportunity.entity, stages: ways + ends)
  }

  private func exits(at position: Int) -> [BusinessProcess.Exit] {
    let later = steps[(position + 1)...].map { BusinessProcess.Exit(to: $0.name) }
    let earlier = steps[..<position].reversed().map { BusinessProcess.Exit(to: $0.name, isFree: true) }
    return later + [SalesPipeline.win, SalesPipeline.loss] + earlier
  }
}
