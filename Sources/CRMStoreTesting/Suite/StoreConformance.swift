public import CRMCore

/// The conformance suite that every storage adapter must pass: what stores promise, sentence by sentence, as checks.
///
/// The suite depends on no test framework. An author forwards one test per group, so that a group that was skipped is
/// seen:
///
/// ```swift
/// import CRMStoreTesting
/// import Testing
///
/// struct ConformanceTests {
///   let suite = StoreConformance { catalog, environment in
///     try await MyStore(catalog, environment: environment, at: makeEmptyPlace())
///   } reopen: { store in
///     try await (store as? MyStore)?.close()
///     return try await MyStore(store.catalog, environment: store.environment, at: placeOf(store))
///   }
///
///   @Test(arguments: ConformanceGroup.allCases)
///   func conforms(_ group: ConformanceGroup) async {
///     let failures = await suite.run(group)
///     #expect(failures.isEmpty, "\(failures)")
///   }
/// }
/// ```
///
/// Each check asks for a store of its own, empty and with the suite's record types, uses it as a user would and through
/// the two protocols that an adapter implements, and reports what it finds as values. Checks of one group run one after
/// the other; groups may run at once. A check that does not end within the time limit fails, and what it left behind is
/// abandoned.
///
/// What is random in the suite comes from fixed seeds, so that a failure can be repeated. To go further than
/// ``ConformanceGroup/model`` does, call ``StoreConformance/compare(with:seed:steps:)`` with seeds of your own.
public struct StoreConformance: Sendable {
  /// Makes an empty store that keeps the types of a catalog, independent of those made before.
  public typealias StoreMaker = @Sendable (Catalog, CRMEnvironment) async throws -> any Store

  /// Closes a store and opens what it kept again, with the same catalog and environment.
  public typealias StoreReopener = @Sendable (any Store) async throws -> any Store

  /// The record types of the suite, for a store that is made from types instead of a catalog.
  public static let records: [any Record.Type] = [
    Specimen.self, Company.self, Person.self, Contract.self, Step.self, Jot.self, Token.self,
  ]

  let makeStore: StoreMaker
  let reopen: StoreReopener?
  let timeLimit: Duration

  /// Describes the adapter to the suite.
  ///
  /// - Parameters:
  ///   - timeLimit: How long one check may take, the time included in which it waits for other tests that run at once. A store that lets
  ///     readers wait for writers, or forgets to wake somebody, fails by it.
  ///   - makeStore: Makes an empty store.
  ///   - reopen: Closes a store and opens it again; nil for a store that keeps nothing, whose group
  ///     ``ConformanceGroup/durability`` has nothing to check then.
  public init(
    timeLimit: Duration = .seconds(1200), makeStore: @escaping StoreMaker, reopen: StoreReopener? = nil
  ) {
    self.timeLimit = timeLimit
    self.makeStore = makeStore
    self.reopen = reopen
  }

  /// Runs the checks of one group.
  ///
  /// - Returns: What the store did otherwise than promised, in the order of the checks; empty when it conforms.
  public func run(_ group: ConformanceGroup) async -> [ConformanceFailure] {
    var failures: [ConformanceFailure] = []
    for check in group.conformanceChecks { failures += await run(check, of: group) }
    return failures
  }

  /// Runs all groups.
  ///
  /// - Returns: As ``run(_:)`` of each group, in the order of the groups.
  public func runAll() async -> [ConformanceFailure] {
    var failures: [ConformanceFailure] = []
    for group in ConformanceGroup.allCases { failures += await run(group) }
    return failures
  }

  func run(_ check: ConformanceCheck, of group: ConformanceGroup) async -> [ConformanceFailure] {
    let trial = Trial(self)
    let hasEnded = await withTimeLimit(timeLimit) {
      do {
        try await check.body(trial)
      } catch {
        trial.fail("threw \(error)")
      }
    }
    if !hasEnded { trial.fail("did not end within \(timeLimit)") }
    return trial.found.map { ConformanceFailure(group: group, check: check.name, message: $0) }
  }
}
