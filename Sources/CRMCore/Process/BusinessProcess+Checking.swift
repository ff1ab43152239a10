import Foundation

extension BusinessProcess {
  /// What contradicts itself in the process, or names what there is not; empty when it can be used.
  ///
  /// - Parameter catalog: The record types of the store that it is for.
  public func problems(in catalog: Catalog) -> [String] {
    guard let type = try? catalog.type(of: entity) else { return ["there is no kind of record “\(entity)”"] }
    var problems = structureProblems
    if let stageField {
      let field = type.field(named: stageField)
      if field?.type != .text { problems.append("\(entity) has no text field “\(stageField)” to keep the stage in") }
    }
    for stage in stages {
      for gate in stage.gates { problems += gate.problems(of: type, in: catalog).map { "\(stage.name): \($0)" } }
      for exit in stage.exits {
        problems +=
          exit.condition?.problems(of: type, in: catalog).map { "\(stage.name) to \(exit.stage): \($0)" } ?? []
      }
      problems += (stage.onEntry + stage.onExit + stage.onOverdue).flatMap { $0.problems(of: type, in: catalog) }
        .map { "\(stage.name): \($0)" }
    }
    return problems
  }

  /// What is wrong with the stages and their ways, whatever the records hold.
  private var structureProblems: [String] {
    guard let first = stages.first else { return ["it has no stages"] }
    var problems: [String] = []
    if name.isEmpty { problems.append("it has no name") }
    let names = stages.map(\.name)
    for name in Set(names).sorted() where names.filter({ $0 == name }).count > 1 {
      problems.append("“\(name)” is the name of several stages")
    }
    for stage in stages {
      if stage.name.isEmpty { problems.append("a stage has no name") }
      if stage.limit == nil, !stage.onOverdue.isEmpty { problems.append("\(stage.name) has no limit to be overdue") }
      if stage.isEnd, stage.limit != nil { problems.append("\(stage.name) is an end, where nothing stays too long") }
      if stage.isEnd, !stage.exits.isEmpty { problems.append("\(stage.name) is an end, and has ways out") }
      for exit in stage.exits where !names.contains(exit.stage) {
        problems.append("\(stage.name) leads to “\(exit.stage)”, which is no stage")
      }
    }
    let reached = reach(from: [first.name]) { stage in stage.exits.map(\.stage) }
    problems += names.filter { !reached.contains($0) }.map { "\($0) is never reached" }
    let ends = Set(stages.filter(\.isEnd).map(\.name))
    let finishing = reach(from: ends) { stage in
      stages.filter { $0.exits.contains { $0.stage == stage.name } }.map(\.name)
    }
    problems += names.filter { !finishing.contains($0) }.map { "from \($0) no end is reached" }
    return problems
  }

  /// The stages that are reached from others in any number of steps.
  private func reach(from start: Set<String>, _ steps: (Stage) -> [String]) -> Set<String> {
    var reached = start
    var open = Array(start)
    while let name = open.popLast() {
      for next in stage(name).map(steps) ?? [] where reached.insert(next).inserted { open.append(next) }
    }
    return reached
  }
}

extension BusinessProcess.Gate {
  fileprivate func problems(of type: RecordType, in catalog: Catalog) -> [String] {
    switch self {
    case .fields(let names):
      names.filter { type.field(named: $0) == nil && !type.allowsCustomFields }.map {
        "\(type.entity) has no field “\($0)”"
      }
    case .condition(let filter, _): filter.problems(of: type, in: catalog)
    case .tasks(let names):
      Set(names).count < names.count || names.contains("") ? ["its tasks need different names"] : []
    case .approval(let name, let role, _): name.isEmpty || role.isEmpty ? ["an approval needs a name and a role"] : []
    }
  }
}

extension FilterExpression {
  /// What is wrong with a condition on records of a type, custom fields aside.
  func problems(of type: RecordType, in catalog: Catalog) -> [String] {
    do {
      let calendar = ReportCalendar.gregorian(in: .gmt)
      _ = try RecordQuery(type, where: self).checked(
        in: catalog, at: Instant(microsecondsSince1970: 0), calendar: calendar)
      return []
    } catch FilterError.unknownField where type.allowsCustomFields {
      return []
    } catch {
      return ["\(error)"]
    }
  }
}

extension RecordAction {
  /// What is wrong with an action on records of a type.
  func problems(of type: RecordType, in catalog: Catalog) -> [String] {
    func problems(_ values: [String: ActionValue], of target: RecordType) -> [String] {
      values.keys.sorted().filter { name in
        guard let field = target.field(named: name) else { return !target.allowsCustomFields }
        return !target.writableFields.contains(field)
      }.map { AutomationError.noSuchField(entity: target.entity, field: $0).description }
    }
    switch self {
    case .set(let values): return problems(values, of: type)
    case .create(let entity, let values):
      guard let target = try? catalog.type(of: entity) else { return ["there is no kind of record “\(entity)”"] }
      return problems(values, of: target)
    case .later(_, let actions): return actions.flatMap { $0.problems(of: type, in: catalog) }
    case .post(_, _, let message): return TextTemplate(message).problems(on: type, in: catalog)
    case .start, .call: return []
    }
  }
}
