public import CRMCore

/// The way that opportunities of a kind go: named stages in an order.
public struct Pipeline: Record {
  public static let entity = "pipeline"

  public var id: ID
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// Whether opportunities take this way when none is said.
  public var isDefault = false

  public init(id: RecordID<Pipeline>) { self.id = id }

  public static let schema = Schema<Pipeline> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable)
    f("isDefault", \.isDefault)
  }
}

/// One step of a pipeline.
public struct Stage: Record {
  public static let entity = "stage"

  public var id: ID
  public var stamp = Stamp()
  /// The name, unique within the pipeline.
  public var name = ""
  /// The pipeline; nil for a stage that stands alone.
  public var pipeline: Pipeline.ID?
  /// The place among the pipeline's stages, the first is 1.
  public var position = 1
  /// The chance of winning an opportunity in this stage, in percent, which forecasts take when the opportunity names none.
  public var probability: Int?

  public init(id: RecordID<Stage>) { self.id = id }

  public static let schema = Schema<Stage> { f in
    f("name", \.name, .required, .indexed, .searchable)
    f("pipeline", \.pipeline, onDelete: .cascade)
    f("position", \.position)
    f("probability", \.probability)
    f.unique("pipeline", "name")
  }

  public func problems() -> [FieldProblem] {
    probability.map { (0...100).contains($0) } ?? true ? [] : [FieldProblem("probability", "must be from 0 to 100")]
  }
}
