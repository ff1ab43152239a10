extension BusinessProcess {
  /// The process as a Mermaid state diagram (https://mermaid.js.org/syntax/stateDiagram.html), which many documents and forges draw.
  ///
  /// Gates stand in notes, conditions at the arrows.
  public var mermaid: String {
    // Names of stages may hold anything; in the diagram they are numbers.
    let numbers = Dictionary(stages.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var lines = ["stateDiagram-v2"]
    for (number, stage) in stages.enumerated() { lines.append("  state \"\(stage.title.inMermaid)\" as s\(number)") }
    if !stages.isEmpty { lines.append("  [*] --> s0") }
    for (number, stage) in stages.enumerated() {
      for exit in stage.exits {
        guard let target = numbers[exit.stage] else { continue }
        let label = exit.condition.map { ": \($0.description.inMermaid)" } ?? ""
        lines.append("  s\(number) --> s\(target)\(label)")
      }
      if stage.isEnd { lines.append("  s\(number) --> [*]") }
      let gates = stage.gates.map(\.phrase.inMermaid)
      if !gates.isEmpty { lines.append("  note right of s\(number): \(gates.joined(separator: "<br/>"))") }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension BusinessProcess.Gate {
  /// What must be met, in a few words.
  var phrase: String {
    switch self {
    case .fields(let names): "fields: " + names.joined(separator: ", ")
    case .condition(_, let advice): advice
    case .tasks(let names): "tasks: " + names.joined(separator: ", ")
    case .approval(let name, let role, _): "approval of \(name) by \(role)"
    }
  }
}

extension String {
  /// The text where it can't end a Mermaid statement or string.
  fileprivate var inMermaid: String {
    reduce(into: "") { text, character in
      switch character {
      case "\"": text += "#quot;"
      case ";": text += "#59;"
      case ":": text += "#58;"
      case "#": text += "#35;"
      case "<": text += "#lt;"
      case ">": text += "#gt;"
      default: text += character.isNewline ? " " : String(character)
      }
    }
  }
}
