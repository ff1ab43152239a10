extension RecordWriting where Self: ~Copyable {
  /// Makes a workflow one that is carried out, in place of the one of that name.
  ///
  /// What workflows do, no rights limit: who may define one may do everything by it.
  ///
  /// One that waits for a time is planned for the records that there are.
  ///
  /// - Throws: ``AutomationError/invalid(_:_:)`` with everything that is wrong with it.
  /// - Complexity: O(*n*) of the entity's records for one that waits for a time.
  @discardableResult
  public func define(_ workflow: Workflow) async throws -> WorkflowDefinition {
    try await writing { context in
      let problems = workflow.problems(in: context.reading.catalog)
      guard problems.isEmpty else { throw AutomationError.invalid(workflow.name, problems) }
      let transaction = StoreTransaction(sharing: context)
      let known = try await transaction.first(WorkflowDefinition.self, where: \.name == workflow.name)
      var definition = known ?? WorkflowDefinition(id: transaction.newID())
      definition.name = workflow.name
      definition.subject = workflow.entity
      definition.definition = try JSONText.encode(workflow)
      definition.isEnabled = true
      definition = known == nil ? try await transaction.insert(definition) : try await transaction.update(definition)
      try await StoreTransaction(unrestricting: context).planForAll(workflow)
      return definition
    }
  }

  /// Tells of something that happened to a record, and sets off the workflows that wait for it.
  ///
  /// - Throws: ``StoreError/notFound(_:)`` when there is no such record, or none that the actor may see;
  ///   ``StoreError/notAllowed(_:_:)`` when they may not change it.
  public func signal(_ event: String, about key: RecordKey) async throws {
    try await writing { context in
      try await context.reading.require([.update], key)
      guard let record = try await context.record(key) else { throw StoreError.notFound(key) }
      let rules = try await StandingOrders.read(in: context).rules[key.entity] ?? []
      let engine = StoreTransaction(unrestricting: context)
      for rule in rules where rule.workflow.trigger == .event(event) {
        try await engine.setOff(rule.workflow, on: record, because: "event \(event)")
      }
    }
  }
}

extension StoreTransaction {
  fileprivate func planForAll(_ workflow: Workflow) async throws {
    guard case .time(let field, let offset) = workflow.trigger else { return }
    let type = try context.reading.catalog.type(of: workflow.entity)
    var query = RecordQuery(type, where: .compare(FieldPath(field), .notEqual, .null), limit: 1000)
    while true {
      let records = try await context.reading.records(query)
      for record in records { try await plan(workflow, for: record.key, at: record.value(of: field), offset) }
      guard records.count == 1000, let last = records.last else { return }
      query.after = try await context.reading.cursor(after: last, in: query)
    }
  }
}
