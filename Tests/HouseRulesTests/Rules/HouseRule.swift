import Testing

/// A place that breaks a rule.
struct Violation: Equatable, CustomStringConvertible, Sendable {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// A rule that every file is held to by itself.
struct HouseRule: Sendable, CustomTestStringConvertible {
  /// What the rule demands, as a sentence.
  let name: String
  /// Every place in a file that breaks it.
  let violations: @Sendable (SwiftSource) -> [Violation]

  var testDescription: String { name }
}

extension HouseRule {
  /// The rules for the modules.
  static let forModules: [HouseRule] = [
    imports, ambience, smells, explainedPromises, publicNames, placement, length,
  ]

  /// The rules for all Swift in the repository.
  static let forAll: [HouseRule] = [speakingNames, unfinished]
}

extension SwiftSource {
  func violation(at line: Int, _ message: String) -> Violation {
    Violation(path: path, line: line, message: message)
  }
}
