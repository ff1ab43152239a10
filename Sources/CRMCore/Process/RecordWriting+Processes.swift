extension RecordWriting where Self: ~Copyable {
  /// Makes a process what is started from now on under its name; what is under way stays on the version that it was started with.
  ///
  /// - Throws: ``ProcessError/invalid(_:_:)`` with everything that is wrong with it.
  @discardableResult
  public func define(_ process: BusinessProcess) async throws -> ProcessDefinition {
    try await writing { context in
      let problems = process.problems(in: context.reading.catalog)
      guard problems.isEmpty else { throw ProcessError.invalid(process.name, problems) }
      let transaction = StoreTransaction(sharing: context)
      let versions = try await transaction.fetch(ProcessDefinition.self, where: \.name == process.name)
      for var old in versions where old.state == .active {
        old.state = .retired
        try await transaction.update(old)
      }
      var definition = ProcessDefinition(id: transaction.newID())
      definition.name = process.name
      definition.subject = process.entity
      definition.version = (versions.map(\.version).max() ?? 0).next
      definition.definition = try JSONText.encode(process)
      return try await transaction.insert(definition)
    }
  }

  /// Sends a record on its way through a process.
  ///
  /// - Parameters:
  ///   - name: The name of the process.
  ///   - key: The record.
  ///   - stage: Where it begins, for what comes from elsewhere and has gone a part of the way already; the first stage, when it is nil.
  /// - Throws: ``ProcessError/unknown(_:)``, ``ProcessError/alreadyRunning(_:process:)``, ``ProcessError/wrongEntity(_:process:entity:)``,
  ///   ``ProcessError/noWay(_:from:to:)`` when there is no such stage, ``StoreError/notFound(_:)``.
  @discardableResult
  public func startProcess(
    _ name: String, for key: RecordKey, at stage: String? = nil
  ) async throws -> ProcessInstance {
    try await writing { context in
      try await context.reading.require([.update], key)
      return try await StoreTransaction(unrestricting: context).start(name, for: key, at: stage)
    }
  }

  /// Takes a record out of its stage into another.
  ///
  /// Whoever may change the record may do it, as everything else that moves it on its way.
  ///
  /// - Parameters:
  ///   - instance: The record's way through the process.
  ///   - stage: The next stage; the first to which a way is open, when it is nil.
  /// - Throws: ``ProcessError/blocked(_:stage:_:)`` with all that is to be done first, ``ProcessError/noWay(_:from:to:)``,
  ///   ``ProcessError/ended(_:)``, ``StoreError/notFound(_:)`` when the record is gone or out of sight.
  @discardableResult
  public func advance(_ instance: ProcessInstance.ID, to stage: String? = nil) async throws -> ProcessInstance {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      let way = try await engine.way(of: instance, movedThrough: context.reading)
      let exit = try await engine.exit(of: way, to: stage)
      if let field = way.process.stageField {
        let values: [String: ActionValue] = [field: .literal(.text(exit.stage))]
        try await StoreTransaction(sharing: context).perform([.set(values)], on: way.record.key)
      }
      return try await engine.leave(way, by: exit)
    }
  }

  /// Takes a record out of its process.
  ///
  /// - Throws: ``ProcessError/ended(_:)``, ``StoreError/notFound(_:)`` when the record is gone or out of sight.
  @discardableResult
  public func abandon(_ instance: ProcessInstance.ID) async throws -> ProcessInstance {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      let way = try await engine.way(of: instance, movedThrough: context.reading)
      try await engine.close(way.visit)
      return try await engine.end(way.instance, .abandoned)
    }
  }

  /// Notes that a task of the stage is done.
  ///
  /// - Throws: ``ProcessError/nothingOfThatName(_:stage:name:)``, ``ProcessError/ended(_:)``, ``StoreError/notFound(_:)`` when the record is gone
  ///   or out of sight.
  @discardableResult
  public func finishTask(_ name: String, of instance: ProcessInstance.ID) async throws -> ProcessTask {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      let way = try await engine.way(of: instance, movedThrough: context.reading)
      guard var task = try await engine.tasks(of: way.visit).first(where: { $0.name == name }) else {
        throw ProcessError.nothingOfThatName(instance.key, stage: way.stage.name, name: name)
      }
      task.doneAt = task.doneAt ?? engine.instant
      return try await engine.update(task)
    }
  }
}

extension RecordReading where Self: ~Copyable {
  /// The way of a record through a process, the newest when it went it several times; nil when it never did.
  public func way(of key: RecordKey, through process: String) async throws -> ProcessInstance? {
    try await fetch(ProcessInstance.self) {
      $0.record == key.id.description
      $0.subject == key.entity
      $0.process == process
    }.last
  }

  /// What is to be done before a record leaves its stage; empty when a way out is open to it, its conditions aside.
  ///
  /// - Throws: ``ProcessError/ended(_:)``, ``StoreError/notFound(_:)`` when the record is gone or out of sight.
  public func obstacles(of instance: ProcessInstance.ID) async throws -> [ProcessObstacle] {
    try await reading { context in
      let engine = Snapshot(unrestricting: context)
      return try await engine.obstacles(in: engine.way(of: instance, seenThrough: context))
    }
  }
}
