import CRMKit

extension WorkflowDefinition {
  /// The workflow in the form in which it is defined, and whether it is carried out.
  var json: JSONValue {
    get throws { .object(["enabled": .boolean(isEnabled), "definition": try JSONValue(encoding: workflow)]) }
  }

  /// Prints what became of it.
  func print(after deed: String, on console: Console, asJSON: Bool) throws {
    if asJSON { return try console.print(json) }
    try console.print("\(deed) \(name.terminalSafe)")
  }
}

extension Workflow.Trigger {
  /// What sets it off, in a few words.
  var text: String {
    switch self {
    case .created: "created"
    case .changed(let names): names.isEmpty ? "changed" : "changed: " + names.joined(separator: ", ")
    case .entered(let condition): "entered: \(condition)"
    case .time(let field, let offset):
      "time: \(field)" + (offset == .zero ? "" : " + \(AnyValue.duration(offset).display)")
    case .event(let name): "event \(name)"
    @unknown default: "\(self)"
    }
  }
}

extension RecordReading where Self: ~Copyable {
  /// The workflow of that name.
  ///
  /// - Throws: ``CommandError`` when there is none.
  func workflow(named name: String) async throws -> WorkflowDefinition {
    guard let definition = try await first(WorkflowDefinition.self, where: \.name == name) else {
      throw CommandError("there is no workflow “\(name)”; `workflow list` shows them")
    }
    return definition
  }
}
