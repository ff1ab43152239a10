import CRMKit
import Testing

@Suite("Every operation under every lack of rights")
struct RightsOperationsTests {
  @Test(
    "What an operation needs is enough, and without any of it nothing comes of it and nothing is changed",
    arguments: RightsTrial.all.indices)
  func lacks(_ index: Int) async throws {
    let trial = RightsTrial.all[index]
    let (enough, _, _) = try await outcome(of: trial) { rights, catalog in
      rights = .nothing(in: catalog)
      for need in trial.needs { rights.allow(need.entity, [need.operation], where: .constant(true)) }
    }
    #expect(enough == "done", "\(trial.name) with \(trial.needs)")
    // All records of the type, and each of them by what it is like.
    for condition in [FilterExpression.constant(false), .compare("revision", .less, 0)] {
      for lack in trial.needs {
        let (outcome, before, after) = try await outcome(of: trial) { rights, _ in
          rights.limit(lack.entity, [lack.operation], to: condition)
        }
        let tried = "\(trial.name) without \(lack) where not \(condition)"
        #expect(outcome != "done", "\(tried)")
        #expect(!outcome.contains("secret"), "\(tried): \(outcome)")
        if !trial.changesAnyway { #expect(after.difference(from: before).isEmpty, "\(tried)") }
      }
    }
  }

  @Test("Who is not of the organization any more does nothing")
  func stranger() async throws {
    for trial in RightsTrial.all where !trial.needs.isEmpty {
      let scene = try await RightsScene()
      try await trial.prepare(scene)
      try await scene.crm.update(scene.actor.id) { $0.isActive = false }
      var isDone = false
      do { isDone = try await trial.run(scene.crm.acting(as: scene.actor.id), scene) } catch {}
      #expect(!isDone, "\(trial.name)")
    }
  }

  private func outcome(
    of trial: RightsTrial, under limit: (inout Rights, Catalog) -> Void
  ) async throws -> (outcome: String, before: [String], after: [String]) {
    let scene = try await RightsScene()
    try await trial.prepare(scene)
    var rights = Rights()
    limit(&rights, scene.crm.store.catalog)
    let acting = try scene.crm.acting(as: scene.actor.id, with: rights)
    let before = try await scene.contents()
    var outcome = "nothing came of it"
    do { if try await trial.run(acting, scene) { outcome = "done" } } catch { outcome = "\(error)" }
    return (outcome, before, try await scene.contents())
  }
}
