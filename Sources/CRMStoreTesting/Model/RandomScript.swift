import CRMCore

/// Random work on a store, with what a plain model says should come of it.
struct RandomScript: Sendable {
  /// One operation of a transaction.
  enum Work: Sendable {
    case insert(AnyRecord)
    /// The record's values, to be written over those that are there.
    case update(AnyRecord)
    case delete(RecordKey)
    case restore(RecordKey)
    case ask(Question)
  }

  /// Something that is asked of a store.
  enum Question: Sendable {
    case record(RecordKey)
    /// The record as it was after a step.
    case past(RecordKey, step: Int)
    case history(RecordKey)
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
    /// What is asked of the snapshot that was taken some steps ago.
    var heldQuestions: [(Question, expected: String)] = []
    /// Whether a snapshot is taken at the end, and held while the work goes on; the one before it is let go of.
    var takesSnapshot = false
  }

  private(set) var steps: [Step] = []

  /// Makes up the work that the seed stands for.
  init(seed: UInt64, steps count: Int, catalog: Catalog) throws {
    var random = RandomValues(seed: seed, catalog: catalog)
    var model = PlainModel(catalog)
    var held: PlainModel?
    for number in 0..<count {
      var step = Step()
      var inside = model
      inside.begin()
      for _ in 0...random.number(below: 6) {
        let work = try RandomScript.work(inside, &random)
        step.work.append((work, inside.outcome(of: work)))
      }
      step.isUndone = random.onceIn(6)
      if !step.isUndone {
        inside.commit()
        model = inside
      }
      model.remember()
      for _ in 0..<2 {
        let question = try RandomScript.question(model, &random)
        step.questions.append((question, model.answer(to: question)))
      }
      if let held {
        let question = try RandomScript.question(held, &random)
        step.heldQuestions.append((question, held.answer(to: question)))
      }
      step.takesSnapshot = number % 9 == 0
      if step.takesSnapshot { held = model }
      steps.append(step)
    }
  }

  private static let types = StoreConformance.records.map { $0.recordType }.filter { $0 != Jot.recordType }

  private static func work(_ model: PlainModel, _ random: inout RandomValues) throws -> Work {
    guard let type = random.one(of: types) else { return .ask(try question(model, &random)) }
    let key = RecordKey(entity: type.entity, id: random.identifier())
    switch random.number(below: 24) {
    case 0...8: return .insert(try random.record(type, model))
    case 9...15:
      guard let row = model[key] else { return .insert(try random.record(type, model)) }
      return .update(try random.change(row, id: key.id, of: type, model))
    case 16, 17: return .delete(key)
    case 18, 19: return .restore(key)
    case 20: return .insert(try random.definition())
    case 21 where random.onceIn(2): return .delete(RecordKey(entity: CustomField.entity, id: random.identifier()))
    default: return .ask(try question(model, &random))
    }
  }

  private static func question(_ model: PlainModel, _ random: inout RandomValues) throws -> Question {
    let type = random.one(of: types) ?? Specimen.recordType
    let key = RecordKey(entity: type.entity, id: random.identifier())
    return switch random.number(below: 10) {
    case 0: .record(key)
    case 1: .history(key)
    case 2: .past(key, step: random.number(below: model.past.count))
    case 3...6: .records(try random.query(type, model))
    case 7: .count(try random.query(type, model))
    default: .aggregate(try random.aggregate(type, model))
    }
  }
}

/// An answer or an error as a text that can be compared.
extension RandomScript {
  static func text(_ row: PlainModel.Row?) -> String {
    guard let row else { return "nothing" }
    return row.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ")
  }

  static func text(_ rows: [AggregateRow]) -> String {
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
  static func label(_ error: any Error) -> String {
    switch error {
    case StoreError.alreadyExists: "already exists"
    case StoreError.notFound: "not found"
    case StoreError.duplicate: "duplicate"
    case StoreError.missingTarget: "missing target"
    case StoreError.stillReferenced: "still referenced"
    case StoreError.mixedCurrencies(let codes, _): "mixed currencies \(codes)"
    case RecordError.invalid(_, let problems): "invalid \(Set(problems.map(\.field)).sorted())"
    default: "\(error)"
    }
  }
}
