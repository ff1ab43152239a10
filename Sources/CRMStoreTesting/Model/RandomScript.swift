import CRMCore

/// Random work on a store, with what a plain model says should come of it.
struct RandomScript: Sendable {
  /// One operation of a transaction.
  enum Work: Sendable {
    case insert(AnyRecord)
    /// The record's values, to be written over those that are there.
    case update(AnyRecord)
    case delete(RecordKey)
    case ask(Question)
  }

  /// Something that is asked of a store.
  enum Question: Sendable {
    case record(RecordKey)
    case records(RecordQuery)
    case count(RecordQuery)
    case aggregate(AggregateQuery)
  }

  /// A transaction, and what is asked after it.
  struct Step: Sendable {
    var work: [(Work, expected: String)] = []
    /// Whether the body throws at its end.
    var isUndone = false
    var questions: [(Question, expected: String)] = []
  }

  private(set) var steps: [Step] = []

  /// Makes up the work that the seed stands for.
  init(seed: UInt64, steps count: Int, catalog: Catalog) throws {
    var random = RandomValues(seed: seed, catalog: catalog)
    var model = PlainModel(catalog)
    let types = StoreConformance.records.map { $0.recordType }.filter { $0 != Jot.recordType }
    for _ in 0..<count {
      var step = Step()
      var inside = model
      for _ in 0...random.number(below: 6) {
        let work = try RandomScript.work(types, inside, &random)
        step.work.append((work, inside.outcome(of: work)))
      }
      step.isUndone = random.onceIn(6)
      if !step.isUndone { model = inside }
      for _ in 0..<2 {
        let question = try RandomScript.question(types, model, &random)
        step.questions.append((question, model.answer(to: question)))
      }
      steps.append(step)
    }
  }

  private static func work(_ types: [RecordType], _ model: PlainModel, _ random: inout RandomValues) throws -> Work {
    guard let type = random.one(of: types) else { return .ask(try question(types, model, &random)) }
    let key = RecordKey(entity: type.entity, id: random.identifier())
    switch random.number(below: 10) {
    case 0...3: return .insert(try random.record(type))
    case 4...6:
      guard let row = model[key] else { return .insert(try random.record(type)) }
      return .update(try random.change(row, id: key.id, of: type))
    case 7: return .delete(key)
    default: return .ask(try question(types, model, &random))
    }
  }

  private static func question(
    _ types: [RecordType], _ model: PlainModel, _ random: inout RandomValues
  ) throws -> Question {
    let type = random.one(of: types) ?? Specimen.recordType
    return switch random.number(below: 8) {
    case 0: .record(RecordKey(entity: type.entity, id: random.identifier()))
    case 1...4: .records(try random.query(type, model))
    case 5: .count(try random.query(type, model))
    default: .aggregate(try random.aggregate(type))
    }
  }
}

// MARK: - The model's part

extension PlainModel {
  /// Does the work, and says what comes of it.
  fileprivate mutating func outcome(of work: RandomScript.Work) -> String {
    do {
      switch work {
      case .insert(let record): try insert(record)
      case .update(let record): _ = try update(record)
      case .delete(let key): try delete(key)
      case .ask(let question): return answer(to: question)
      }
      return "done"
    } catch {
      return RandomScript.label(error)
    }
  }

  fileprivate func answer(to question: RandomScript.Question) -> String {
    do {
      switch question {
      case .record(let key): return RandomScript.text(self[key])
      case .records(let query):
        var model = self
        model.visible = query.scope.visible
        return "\(model.identifiers(query).map(\.ordinal))"
      case .count(let query):
        var model = self
        model.visible = query.scope.visible
        return "\(model.rows(query.type, where: query.filter).count)"
      case .aggregate(let query):
        var model = self
        model.visible = query.scope.visible
        return RandomScript.text(try model.aggregate(query))
      }
    } catch {
      return RandomScript.label(error)
    }
  }
}

// MARK: - The store's part

extension RandomScript {
  /// Does the work on a store, and lists what comes of it otherwise than the model says.
  func differences(of store: any Store) async throws -> [String] {
    var differences: [String] = []
    for (number, step) in steps.enumerated() {
      do {
        try await store.writing { context in
          for (work, expected) in step.work {
            let outcome = await RandomScript.outcome(of: work, context)
            if outcome != expected {
              differences.append("step \(number): \(work): expected \(expected), got \(outcome)")
            }
          }
          if step.isUndone { throw Stop() }
        }
      } catch is Stop {
      }
      for (question, expected) in step.questions {
        let answer = try await store.reading { await RandomScript.answer(to: question, $0) }
        if answer != expected {
          differences.append("after step \(number): \(question): expected \(expected), got \(answer)")
        }
      }
      // Where one answer is wrong, those after it are too.
      if differences.count > 10 { break }
    }
    return differences
  }

  private static func outcome(of work: Work, _ context: borrowing WriteContext) async -> String {
    do {
      switch work {
      case .insert(let record): _ = try await context.insert(record)
      case .update(let record):
        guard let current = try await context.record(record.key) else { throw StoreError.notFound(record.key) }
        let next = try AnyRecord(type: record.type, id: record.id, stamp: current.stamp, values: record.values())
        _ = try await context.update(next, readAs: current)
      case .delete(let key): try await context.delete(key)
      case .ask(let question): return await answer(to: question, context.reading)
      }
      return "done"
    } catch {
      return label(error)
    }
  }

  private static func answer(to question: Question, _ context: borrowing ReadContext) async -> String {
    do {
      switch question {
      case .record(let key):
        guard let record = try await context.record(key) else { return text(nil) }
        var row = try PlainModel.row(of: record)
        row["revision"] = .integer(record.stamp.revision)
        return text(row)
      case .records(let query): return try await "\(context.records(query).map(\.id.ordinal))"
      case .count(let query): return try await "\(context.count(query))"
      case .aggregate(let query): return text(try await context.aggregate(query))
      }
    } catch {
      return label(error)
    }
  }

  // MARK: - Texts that can be compared

  fileprivate static func text(_ row: PlainModel.Row?) -> String {
    guard let row else { return "nothing" }
    return row.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ")
  }

  fileprivate static func text(_ rows: [AggregateRow]) -> String {
    rows.map { "\($0.group.map(text)) \($0.values.map(text))" }.joined(separator: "; ")
  }

  private static func text(_ value: AnyValue) -> String {
    switch value {
    case .list(let values): "[\(values.map(text).joined(separator: ", "))]"
    case .group(let values): "{\(text(values))}"
    case .null: "nothing"
    default: value.text ?? "\(value)"
    }
  }

  /// The kind of an error.
  ///
  /// Which of several reasons is named first is left open.
  fileprivate static func label(_ error: any Error) -> String {
    switch error {
    case StoreError.alreadyExists: "already exists"
    case StoreError.notFound: "not found"
    case StoreError.duplicate: "duplicate"
    case StoreError.missingTarget: "missing target"
    case StoreError.stillReferenced: "still referenced"
    case StoreError.mixedCurrencies(let codes, _): "mixed currencies \(codes)"
    default: "\(error)"
    }
  }
}
