import CRMCore

extension RandomScript {
  /// Does the work on a store, and lists what comes of it otherwise than the model says.
  func differences(of store: any Store) async throws -> [String] {
    var differences: [String] = []
    var instants: [Instant] = []
    var held: (snapshot: HeldSnapshot, step: Int)?
    for (number, step) in steps.enumerated() {
      differences += try await transact(step, number, instants, on: store)
      instants.append(store.environment.clock())
      for (question, expected) in step.questions {
        let answer = try await store.reading { await RandomScript.answer(to: question, $0, instants) }
        if answer != expected {
          differences.append("after step \(number): \(question): expected \(expected), got \(answer)")
        }
      }
      for (question, expected) in step.heldQuestions {
        guard let held else { continue }
        let answer = try await held.snapshot.reading { await RandomScript.answer(to: question, $0, instants) }
        if answer != expected {
          differences.append(
            "after step \(number), in a snapshot of step \(held.step): \(question): expected \(expected), got \(answer)"
          )
        }
      }
      // Where one answer is wrong, those after it are too.
      if differences.count > 10 { break }
      if step.takesSnapshot {
        await held?.snapshot.end()
        held = (try await store.snapshot(), number)
      }
    }
    await held?.snapshot.end()
    return differences
  }

  private func transact(
    _ step: Step, _ number: Int, _ instants: [Instant], on store: any Store
  ) async throws -> [String] {
    var differences: [String] = []
    do {
      try await store.writing { context in
        differences = []
        for (work, expected) in step.work {
          let outcome = await RandomScript.outcome(of: work, context, instants)
          if outcome != expected {
            differences.append("step \(number): \(work): expected \(expected), got \(outcome)")
          }
        }
        if step.isUndone { throw Stop() }
      }
    } catch is Stop {
    }
    return differences
  }

  private static func outcome(of work: Work, _ context: borrowing WriteContext, _ instants: [Instant]) async -> String {
    do {
      switch work {
      case .insert(let record): _ = try await context.insert(record)
      case .update(let record):
        guard let current = try await context.record(record.key) else { throw StoreError.notFound(record.key) }
        let next = try AnyRecord(type: record.type, id: record.id, stamp: current.stamp, values: record.values())
        _ = try await context.update(next, readAs: current)
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
