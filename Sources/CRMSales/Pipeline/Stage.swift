public import CRMCore

/// One step of a pipeline.
///
/// The stages in use of a pipeline with a process are those of the process, by their names: what changes only one of the two is refused.
public struct Stage: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "stage"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique within the pipeline.
  public var name = ""
  /// The pipeline; nil for a stage that stands alone.
  public var pipeline: Pipeline.ID?
  /// The place among the pipeline's stages, the first is 1.
  public var position = 1
  /// The chance of winning an opportunity in this stage, in percent, which forecasts take when the opportunity names none.
  public var probability: Int?
  /// How sure forecasts are of an opportunity in this stage, when the opportunity says nothing.
  public var forecastCategory: ForecastCategory?
  /// Whether the pipeline still has it; one that it no longer has is kept for the opportunities that were in it.
  public var isInUse = true

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Stage>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Stage> { f in
    f("name", \.name, .required, .indexed, .searchable)
    f("pipeline", \.pipeline, onDelete: .cascade)
    f("position", \.position)
    f("probability", \.probability)
    f("forecastCategory", \.forecastCategory)
    f("isInUse", \.isInUse)
    f.unique("pipeline", "name")
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    probability.map { (0...100).contains($0) } ?? true ? [] : [FieldProblem("probability", "must be from 0 to 100")]
  }

  /// Holds the stages of a pipeline against its process.
  public static func follow(
    _ before: Stage?, _ after: Stage?, in transaction: borrowing StoreTransaction
  ) async throws {
    for pipeline in Set([before?.pipeline, after?.pipeline].compactMap { $0 }) {
      try await transaction.checkStages(of: pipeline)
    }
  }
}

extension StoreTransaction {
  /// Refuses stages that are not those of the pipeline's process.
  fileprivate func checkStages(of id: Pipeline.ID) async throws {
    guard keeps(ProcessDefinition.self), let process = try await find(id)?.process else { return }
    let active: Filter<ProcessDefinition> = \.name == process && \.state == .active
    guard let definition = try await first(where: active)?.process else { throw ProcessError.unknown(process) }
    let steps = definition.stages.filter { !$0.isEnd }.map(\.name)
    let inUse: Filter<Stage> = \.pipeline == id && \.isInUse == true
    let stages = try await fetch(where: inUse, sort: .ascending(\.position)).map(\.name)
    if stages != steps { throw SalesError.pipelineDiverges(id.key, stages: stages, process: steps) }
  }
}
