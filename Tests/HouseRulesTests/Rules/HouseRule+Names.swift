extension HouseRule {
  /// Names that are in scope in our users' files already, from Swift, Foundation, SwiftUI, SwiftData and Swift Testing.
  private static let takenNames: Set = [
    "Task", "Predicate", "Unit", "Operation", "Environment", "Transaction", "State", "Binding", "Query", "Model", "Tag",
    "Comment", "Attachment", "Issue", "Test", "Trait",
  ]

  static let publicNames = HouseRule(
    name: "No public type has a name that a user's file has in scope already, nor a module's"
  ) { source in
    source.publicTypes.filter { takenNames.contains($0.text) || ImportTable.modules.keys.contains($0.text) }.map {
      source.violation(at: $0.line, "a public type may not be named \($0.text): it hides, or is hidden by, another")
    }
  }

  static let speakingNames = HouseRule(name: "No folder and no file is a drawer for whatever has no home") { source in
    source.pathComponents.compactMap { component in
      let name = component.split(separator: ".").first.map(String.init) ?? component
      guard let drawer = drawers.first(where: name.hasSuffix), !name.hasPrefix("FileManager+") else { return nil }
      return source.violation(at: 1, "\(component): \(drawer) says nothing; name the concept")
    }
  }

  private static let drawers = ["Utils", "Util", "Utilities", "Helpers", "Helper", "Common", "Manager", "Misc"]
}

extension SwiftSource {
  /// The names of the public types that stand at the top level of the file; a nested type has its outer one's name before it.
  fileprivate var publicTypes: [Token] {
    let kinds: Set = ["actor", "class", "enum", "protocol", "struct", "typealias"]
    var depth = 0
    var isPublic = false
    var found: [Token] = []
    for (index, token) in tokens.enumerated() {
      switch token.text {
      case "{", "(", "[": depth += 1
      case "}", ")", "]":
        depth -= 1
        if token.text == "}" { isPublic = false }
      case "public", "open": if depth == 0 { isPublic = true }
      case "func", "var", "let", "import", "extension": isPublic = false
      case _ where kinds.contains(token.text) && depth == 0 && isPublic && index + 1 < tokens.count:
        var name = tokens[index + 1]
        name.text.removeAll { $0 == "`" }
        found.append(name)
        isPublic = false
      default: break
      }
    }
    return found
  }
}
