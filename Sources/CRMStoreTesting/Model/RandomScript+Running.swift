import CRMCore

extension RandomScript {
  /// Something that was asked of a store, what the model says of it if it knows, and what the store says.
  struct Answer: Sendable {
    let expected: String?
    let actual: String
    private let describe: @Sendable () -> String

    /// - Parameter question: What was asked, which is put into words only where the answer is wrong.
    init(question: @autoclosure @escaping @Sendable () -> String, expected: String?, actual: String) {
      describe = question
      self.expected = expected
      self.actual = actual
    }

    var question: String { describe() }

    var difference: String? {
      guard let expected, actual != expected else { return nil }
      return "\(question): expected \(expected), got \(actual)"
    }
  }

  /// Does the work on a store, and lists what comes of it otherwise than the model says.
  func differences(of store: any Store) async throws -> [String] {
    try await answers(of: store).compactMap(\.difference)
  }

  /// Does the work on a store, and lists what comes of it, up to the step in which much is otherwise than the model says.
  func answers(of store: any Store) async throws -> [Answer] {
    var answers: [Answer] = []
    var instants: [Instant] = []
    var held: (snapshot: HeldSnapshot, step: Int)?
    for (number, step) in steps.enumerated() {
      if let load = step.load {
        let outcome = await RandomScript.outcome(of: load, on: store)
        answers.append(Answer(question: "step \(number): \(load)", expected: load.expected, actual: outcome))
      } else {
        answers += try await transact(step, number, instants, on: store)
      }
      instants.append(store.environment.clock())
      for (question, expected) in step.questions {
        let answer = try await store.reading { await RandomScript.answer(to: question, $0, instants) }
        answers.append(Answer(question: "after step \(number): \(question)", expected: expected, actual: answer))
      }
      for (question, expected) in step.heldQuestions {
        guard let held else { continue }
        let answer = try await held.snapshot.reading { await RandomScript.answer(to: question, $0, instants) }
        let step = held.step
        answers.append(
          Answer(
            question: "after step \(number), in a snapshot of step \(step): \(question)", expected: expected,
            actual: answer))
      }
      // Where one answer is wrong, those after it are too.
      if answers.count(where: { $0.difference != nil }) > 10 { break }
      if step.takesSnapshot {
        await held?.snapshot.end()
        held = (try await store.snapshot(), number)
      }
    }
    await held?.snapshot.end()
    return answers
  }

  private func transact(
    _ step: Step, _ number: Int, _ instants: [Instant], on store: any Store
  ) async throws -> [Answer] {
    var answers: [Answer] = []
    do {
      try await store.writing { context in
        answers = []
        for (work, expected) in step.work {
          let outcome = await RandomScript.outcome(of: work, context, instants)
          answers.append(Answer(question: "step \(number): \(work)", expected: expected, actual: outcome))
        }
        if step.isUndone { throw Stop() }
      }
    } catch is Stop {
    }
    return answers
  }

  private static func outcome(of load: Load, on store: any Store) async -> String {
    func run<R: Record>(_: R.Type) async throws -> LoadProgress {
      try await store.load(load.records.map(R.schema.decode), inBatchesOf: load.batchSize)
    }
    do {
      return try await "\(run(load.type).records) loaded"
    } catch {
      return label(error)
    }
  }

  private static func outcome(of work: Work, _ context: borrowing WriteContext, _ instants: [Instant]) async -> String {
    do {
      switch work {
      case .insert(let record): _ = try await context.insert(record)
      case .update(let record):
        guard let current = try await context.record(record.key) else { throw StoreError.notFound(record.key) }
        let next = try AnyRecord(type: record.type, id: record.id, stamp: current.stamp, values: record.values())
        _ = try await context.update(next, readAs: current)
      case .updateLate(let record, let base): _ = try await context.update(record, readAs: base)
      case .delete(let key): try await context.delete(key)
      case .restore(let key): _ = try await context.restore(key)
      case .ask(let question): return await answer(to: question, context.reading, instants)
      }
      return "done"
    } catch {
      return label(error)
    }
  }

  private static func answer(
    to question: Question, _ context: borrowing ReadContext, _ instants: [Instant]
  ) async -> String {
    do {
      switch question {
      case .record(let key): return text(try await context.record(key).map(row))
      case .past(let key, let step):
        guard instants.indices.contains(step) else { return text(nil as PlainModel.Row?) }
        return text(try await context.record(key, asOf: instants[step]).map(row))
      case .history(let key):
        return try await context.history(of: key).map { item in
          PlainModel.Event(item.kind, item.revision, item.changes.map(\.field)).description
        }.joined(separator: ", ")
      case .records(let query): return try await "\(context.records(query).map(\.id.ordinal))"
      case .count(let query): return try await "\(context.count(query))"
      case .aggregate(let query): return text(try await context.aggregate(query))
      }
    } catch {
      return label(error)
    }
  }

  private static func row(_ record: AnyRecord) throws -> PlainModel.Row {
    var row = try PlainModel.row(of: record)
    row["revision"] = .integer(record.stamp.revision)
    return row
  }
}
