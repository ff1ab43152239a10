/// Ends the process where a promise is broken, so that the fuzzing library keeps the input.
func require(_ isKept: Bool, _ promise: @autoclosure () -> String) {
  guard isKept else { fail(promise()) }
}

/// Ends the process with what was found.
func fail(_ finding: String) -> Never { fatalError(finding) }
