public import CRMCore

extension SalesService where Scope: ~Copyable {
  /// The stays of an opportunity or a lead in the stages that it went through, the oldest first, each with how long it took.
  public func stageHistory<R: Record>(of id: RecordID<R>) async throws -> [StageVisit] {
    try await scope.stageVisits(of: id.key)
  }
}

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Makes a pipeline what opportunities go through from now on; those under way stay on the steps that they began with.
  ///
  /// A pipeline of that name is changed; steps that it no longer has are kept, out of use. When it is the default, no other is any more.
  ///
  /// - Throws: `ProcessError.invalid` with everything that is wrong with it.
  @discardableResult
  public func define(_ pipeline: SalesPipeline) async throws -> Pipeline {
    try await scope.writing { try await StoreTransaction(sharing: $0).define(pipeline) }
  }
}

extension StoreTransaction {
  /// Writes a pipeline's records and its process.
  func define(_ definition: SalesPipeline) async throws -> Pipeline {
    if definition.isDefault {
      let others: Filter<Pipeline> = \.isDefault == true && \.name != definition.name
      for other in try await fetch(where: others) { try await update(other.id) { $0.isDefault = false } }
    }
    let known = try await first(Pipeline.self, where: \.name == definition.name)
    var pipeline = known ?? Pipeline(id: newID())
    pipeline.name = definition.name
    pipeline.isDefault = definition.isDefault
    pipeline.families = definition.families
    // The process keeps its name when people call the pipeline something else.
    let process = pipeline.process ?? "sale \(pipeline.id)"
    pipeline.process = process
    pipeline = known == nil ? try await insert(pipeline) : try await update(pipeline)
    let stages = try await write(definition.steps, of: pipeline.id)
    try await define(definition.process(named: process, stages))
    return pipeline
  }

  /// Writes a pipeline's stages.
  private func write(_ steps: [SalesPipeline.Step], of pipeline: Pipeline.ID) async throws -> [String: Stage.ID] {
    var former: [String: Stage] = [:]
    for stage in try await fetch(Stage.self, where: \.pipeline == pipeline) { former[stage.name] = stage }
    var stages: [String: Stage.ID] = [:]
    for (place, step) in steps.enumerated() where stages[step.name] == nil {
      let known = former.removeValue(forKey: step.name)
      var stage = known ?? Stage(id: newID())
      stage.name = step.name
      stage.pipeline = pipeline
      stage.position = place + 1
      stage.probability = step.probability
      stage.forecastCategory = step.forecast
      stage.isInUse = true
      stages[step.name] = (known == nil ? try await insert(stage) : try await update(stage)).id
    }
    for stage in former.values.sorted(by: { $0.id < $1.id }) { try await update(stage.id) { $0.isInUse = false } }
    return stages
  }

  /// The pipeline that opportunities of a family take when none is said, defined now when nobody has defined any.
  ///
  /// For transactions that no rights limit.
  func pipeline(for family: String?) async throws -> Pipeline {
    let pipelines = try await fetch(Pipeline.self)
    if let family, let own = pipelines.first(where: { $0.families.contains(family) }) { return own }
    if let standard = pipelines.first(where: \.isDefault) { return standard }
    return try await define(environment.sales.pipeline)
  }

  /// The first stage in use of a pipeline; nil when it has none.
  func firstStage(of pipeline: Pipeline.ID) async throws -> Stage? {
    let inUse: Filter<Stage> = \.pipeline == pipeline && \.isInUse == true
    return try await first(where: inUse, sort: .ascending(\.position))
  }
}
