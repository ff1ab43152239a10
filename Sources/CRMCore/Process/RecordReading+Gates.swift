/// What keeps records in their stages.
extension RecordReading where Self: ~Copyable {
  /// Everything that is to be done before a record leaves its stage.
  func obstacles(in way: ProcessWay) async throws -> [ProcessObstacle] {
    var obstacles: [ProcessObstacle] = []
    for gate in way.stage.gates {
      switch gate {
      case .fields(let names):
        for name in names where try way.record.value(of: name).isBlank {
          obstacles.append(ProcessObstacle(kind: .field, name: name, advice: "fill in \(name)"))
        }
      case .condition(let filter, let advice):
        if try await !meets(way.record, filter) {
          obstacles.append(ProcessObstacle(kind: .condition, name: "", advice: advice))
        }
      case .tasks(let names):
        let open = Set(try await tasks(of: way.visit).filter { $0.doneAt == nil }.map(\.name))
        for name in names where open.contains(name) {
          obstacles.append(ProcessObstacle(kind: .task, name: name, advice: "finish “\(name)”"))
        }
      case .approval(let name, let role, _):
        let newest = try await approvals(of: way.visit).last { $0.name == name }
        if let advice = newest.advice(role) {
          obstacles.append(ProcessObstacle(kind: .approval, name: name, advice: "“\(name)”: \(advice)"))
        }
      }
    }
    return obstacles
  }

  /// Whether a record meets a condition, as it is in the transaction.
  func meets(_ record: AnyRecord, _ condition: FilterExpression) async throws -> Bool {
    let filter: FilterExpression = .compare("id", .equal, .reference(record.id)) && condition
    return try await reading { try await $0.count(RecordQuery(record.type, where: filter)) } == 1
  }

  /// The tasks of a record's stay in its stage.
  func tasks(of visit: StageVisit) async throws -> [ProcessTask] { try await fetch(where: \.visit == visit.id) }

  /// The approvals that were asked for in a record's stay in its stage, the oldest first.
  func approvals(of visit: StageVisit) async throws -> [ProcessApproval] {
    try await fetch(where: \.visit == visit.id)
  }
}

extension AnyValue {
  /// Whether it is nothing, no visible character, or no element.
  fileprivate var isBlank: Bool {
    switch self {
    case .null: true
    case .text(let text): text.allSatisfy(\.isWhitespace)
    case .list(let elements): elements.isEmpty
    default: false
    }
  }
}

extension ProcessApproval? {
  /// What is to be done before an approval opens its gate; nil when it does.
  fileprivate func advice(_ role: String) -> String? {
    switch self?.state {
    case .approved: nil
    case .asked: "wait for the answer of \(role)"
    case .rejected: "it was rejected" + (self?.comment.map { ": \($0)" } ?? "") + "; ask anew when that has changed"
    case .expired: "\(role) did not answer in time; ask anew"
    case .obsolete, nil: "ask \(role) for it"
    }
  }
}
