import ArgumentParser
import CRMKit

/// How a report follows what others write to the store.
struct LiveOptions: ParsableArguments {
  @Flag(help: "Print the report again whenever it changes, beside others who write to the store.")
  var live = false

  @Option(help: ArgumentHelp("How often a live report looks for what was committed.", valueName: "seconds"))
  var every = 1.0

  @Option(help: ArgumentHelp("End a live report after so many changes, instead of on interruption.", valueName: "n"))
  var changes: Int?

  func validate() throws {
    guard (0.01...86_400).contains(every) else { throw ValidationError("--every is from 0.01 to 86400 seconds.") }
    guard changes.map({ $0 > 0 }) ?? true else { throw ValidationError("--changes must be at least 1.") }
    guard live || changes == nil else { throw ValidationError("--changes is for a report that is --live.") }
  }

  /// Hands on the answers of a live query of a store that another program may write to: the first, and each other one that it has become.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - refresh: Makes the store see what others have committed.
  ///   - body: Is given each answer.
  /// - Throws: What the query, the looking and the body throw.
  func follow<Answer>(
    _ query: LiveQuery<Answer>, refreshing refresh: @escaping @Sendable () async throws -> Void,
    _ body: @Sendable (Answer) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(every))
          try await refresh()
        }
      }
      defer { group.cancelAll() }
      var left = changes.map { $0 + 1 }
      for try await answer in query {
        try body(answer)
        left? -= 1
        if left == 0 { return }
      }
    }
  }
}
