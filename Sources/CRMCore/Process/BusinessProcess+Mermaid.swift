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
    replacingScalars { scalar in
      switch scalar {
      case "\"": "#quot;"
      case ";": "#59;"
      case ":": "#58;"
      case "#": "#35;"
      case "<": "#lt;"
      case ">": "#gt;"
      default: nil
      }
    }
  }

  /// The text with a space for each control character and what stands for others.
  ///
  /// By scalars: a sign with a combining mark behind it is another character, and still that sign to who reads the drawing.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if let other = replacement(scalar) {
        text += other
      } else if scalar.properties.generalCategory == .control || scalar.value & 0xFFFE == 0xFFFE {
        text += " "
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
