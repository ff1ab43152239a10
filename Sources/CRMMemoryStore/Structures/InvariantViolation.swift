/// What a structure's self-check found wrong: a defect of the engine, never of its user's data.
package struct InvariantViolation: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }

  /// Throws `description` unless `condition` holds.
  static func check(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    if !condition { throw InvariantViolation(description()) }
  }
}
