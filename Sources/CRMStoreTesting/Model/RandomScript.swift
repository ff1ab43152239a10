import CRMCore

/// Random work on a store, with what a plain model says should come of it.
struct RandomScript: Sendable {
  /// One operation of a transaction.
  enum Work: Sendable {
    case insert(AnyRecord)
    /// The record's values, to be written over those that are there.
    case update(AnyRecord)
    /// A version of a record that was made from one which may no longer be the newest.
    case updateLate(AnyRecord, readAs: AnyRecord)
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

  /// Records that are added in batches.
  struct Load: Sendable {
    let type: any Record.Type
    let records: [AnyRecord]
    let batchSize: Int
    let expected: String
  }

  /// A transaction or a load, and what is asked after it.
  struct Step: Sendable {
    var load: Load?
    var work: [(Work, expected: String?)] = []
    /// Whether the body throws at its end.
    var isUndone = false
    var questions: [(Question, expected: String?)] = []
    /// What is asked of the snapshot that was taken some steps ago.
    var heldQuestions: [(Question, expected: String?)] = []
    /// Whether a snapshot is taken at the end, and held while the work goes on; the one before it is let go of.
    var takesSnapshot = false
  }

  private(set) var steps: [Step] = []

  /// Makes up the work that the seed stands for.
  ///
  /// - Parameter isExtreme: Whether values from the ends of their types' ranges occur.
  init(seed: UInt64, steps count: Int, records: [any Record.Type], isExtreme: Bool = false) throws {
    let catalog = try Catalog(records)
    var random = RandomValues(seed: seed, catalog: catalog, isExtreme: isExtreme)
    var model = PlainModel(catalog)
    var held: PlainModel?
    for number in 0..<count {
      var step = Step()
      if random.onceIn(10), let type = random.one(of: records) {
        step.load = try RandomScript.load(type, &model, &random)
      } else {
        try RandomScript.fill(&step, &model, &random)
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

  private static func fill(_ step: inout Step, _ model: inout PlainModel, _ random: inout RandomValues) throws {
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
  }

  private static func load(
    _ type: any Record.Type, _ model: inout PlainModel, _ random: inout RandomValues
  ) throws -> Load {
    let recordType = type.recordType
    let records = try (0...random.number(below: 8)).map { _ in try random.record(recordType, model) }
    let batchSize = 1 + random.number(below: 6)
    let expected = model.load(records, of: recordType, inBatchesOf: batchSize)
    return Load(type: type, records: records, batchSize: batchSize, expected: expected)
  }

  private static func work(_ model: PlainModel, _ random: inout RandomValues) throws -> Work {
    guard let type = random.one(of: random.types) else { return .ask(try question(model, &random)) }
    let key = RecordKey(entity: type.entity, id: random.identifier())
    switch random.number(below: 24) {
    case 0...8: return .insert(try random.record(type, model))
    case 9, 10:
      guard let work = try lateUpdate(of: key, type, model, &random) else { fallthrough }
      return work
    case 11...15:
      guard let row = model[key] else { return .insert(try random.record(type, model)) }
      return .update(try random.change(row, id: key.id, of: type, model))
    case 16, 17: return .delete(key)
    case 18, 19: return .restore(key)
    case 20:
      guard let definition = try random.definition() else { fallthrough }
      return .insert(definition)
    case 21 where random.onceIn(2): return .delete(RecordKey(entity: CustomField.entity, id: random.identifier()))
    default: return .ask(try question(model, &random))
    }
  }

  /// An update of the record that there was after some step before.
  private static func lateUpdate(
    of key: RecordKey, _ type: RecordType, _ model: PlainModel, _ random: inout RandomValues
  ) throws -> Work? {
    guard let state = random.one(of: model.past.suffix(8)), let row = state[key] else { return nil }
    var stamp = Stamp()
    stamp.revision = PlainModel.revision(row)
    let values = row.filter { $0.key != "id" && $0.key != "revision" }
    let base = try AnyRecord(type: type, id: key.id, stamp: stamp, values: values)
    return .updateLate(try random.change(row, id: key.id, of: type, stamp: stamp, model), readAs: base)
  }

  private static func question(_ model: PlainModel, _ random: inout RandomValues) throws -> Question {
    let type = random.one(of: random.types) ?? Specimen.recordType
    let key = RecordKey(entity: type.entity, id: random.identifier())
    return switch random.number(below: 10) {
    case 0: .record(key)
    case 1 where type.keepsHistory: .history(key)
    case 2 where type.keepsHistory: .past(key, step: random.number(below: model.past.count))
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
    case StoreError.overflow: "overflow"
    case StoreError.cycle: "cycle"
    case StoreError.stale(let conflict):
      "stale from \(conflict.base) to \(conflict.current), \(conflict.isBaseKnown ? "" : "unknown ")\(conflict.fields)"
    case is CalendarError: "not in the calendar"
    case let stop as LoadInterruption:
      "\(label(stop.cause)) at \(stop.record?.id.ordinal ?? -1), \(stop.loaded.records) loaded"
    case StoreError.mixedCurrencies(let codes, _): "mixed currencies \(codes)"
    case RecordError.invalid(_, let problems): "invalid \(Set(problems.map(\.field)).sorted())"
    default: "\(error)"
    }
  }
}
