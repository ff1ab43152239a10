import CRMCore
import Synchronization

/// One run of one check: makes its stores and collects what they did wrong.
///
/// A check goes on after a failed expectation and ends with a thrown error.
final class Trial: Sendable {
  private let suite: StoreConformance
  private let failures = Mutex<[String]>([])

  init(_ suite: StoreConformance) { self.suite = suite }

  /// What was found so far.
  var found: [String] { failures.withLock { $0 } }

  /// An empty store with the suite's record types, in a replayable environment.
  func store(seed: UInt64 = 1, actor: Identifier? = nil) async throws -> any Store {
    try await store(in: CRMEnvironment.replayable(seed: seed).acting(as: actor))
  }

  /// An empty store with the suite's record types, or with others.
  func store(
    of records: [any Record.Type] = StoreConformance.records, in environment: CRMEnvironment
  ) async throws -> any Store {
    try await suite.makeStore(Catalog(records), environment)
  }

  /// Whether stores can be reopened.
  var canReopen: Bool { suite.reopen != nil }

  /// The same store, closed and opened again.
  func reopened(_ store: any Store) async throws -> any Store { try await suite.reopen?(store) ?? store }

  /// Notes what was found.
  ///
  /// Characters that would spoil a terminal or end a C string are written as escapes.
  func fail(_ message: String) {
    let text = message.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control && scalar != "\n" ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined()
    failures.withLock { $0.append(text) }
  }

  func expect(_ holds: Bool, _ claim: @autoclosure () -> String) {
    if !holds { fail(claim()) }
  }

  func expect<T: Equatable>(_ actual: T, is expected: T, _ claim: @autoclosure () -> String) {
    if actual != expected { fail("\(claim()): expected \(brief(expected)), got \(brief(actual))") }
  }

  /// Expects that the body throws exactly this error.
  func expect<E: Error & Equatable>(
    throws expected: E, _ claim: String, _ body: () async throws -> Void
  ) async {
    await expect(claim, throws: { ($0 as? E) == expected }, "\(expected)", body)
  }

  /// Expects that the body throws an error that passes the test.
  func expect(
    _ claim: String, throws isExpected: (any Error) -> Bool, _ expected: String = "another error",
    _ body: () async throws -> Void
  ) async {
    do {
      try await body()
      fail("\(claim): expected \(expected), and nothing was thrown")
    } catch {
      if !isExpected(error) { fail("\(claim): expected \(expected), threw \(error)") }
    }
  }

  /// Expects that the body is refused because of exactly these fields.
  func expect(invalid fields: [String], _ claim: String, _ body: () async throws -> Void) async {
    await expect(
      claim,
      throws: {
        if case .invalid(_, let problems)? = $0 as? RecordError { problems.map(\.field) == fields } else { false }
      }, "problems of \(fields.joined(separator: ", "))", body)
  }

  private func brief<T>(_ value: T) -> String {
    let text = String(describing: value)
    return text.utf8.count <= 400 ? text : String(text.prefix(400)) + "…"
  }
}
