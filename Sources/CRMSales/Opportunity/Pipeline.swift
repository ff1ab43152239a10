public import CRMCore

/// The way that opportunities of a kind go: named stages in an order.
public struct Pipeline: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "pipeline"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// Whether opportunities take this way when none is said.
  public var isDefault = false

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Pipeline>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Pipeline> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable)
    f("isDefault", \.isDefault)
  }
}

/// One step of a pipeline.
public struct Stage: Record {
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

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Stage>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Stage> { f in
    f("name", \.name, .required, .indexed, .searchable)
    f("pipeline", \.pipeline, onDelete: .cascade)
    f("position", \.position)
    f("probability", \.probability)
    f.unique("pipeline", "name")
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    probability.map { (0...100).contains($0) } ?? true ? [] : [FieldProblem("probability", "must be from 0 to 100")]
  }
}
