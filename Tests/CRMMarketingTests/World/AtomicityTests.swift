import CRMCore
import CRMMarketing
import CRMStoreTesting
import Testing

@Suite("Operations that are interrupted")
struct AtomicityTests {
  @Test("Whichever write fails, all of an operation is there or nothing of it", arguments: MarketingTrial.all.indices)
  func everyWrite(_ index: Int) async throws {
    let trial = MarketingTrial.all[index]
    var failures = 0
    while true {
      let fuse = Fuse()
      let scene = try await MarketingScene(fuse: fuse)
      try await trial.prepare(scene)
      let before = try await scene.office.store.everything()
      fuse.blow(after: failures)
      do {
        let isDone = try await trial.run(scene.store, scene)
        #expect(isDone, "\(trial.name)")
        break
      } catch is Fuse.Blown {
        fuse.mend()
        #expect(try await scene.office.store.everything() == before, "\(trial.name) after \(failures) writes")
        // Nothing keeps it from being done then.
        let isDone = try await trial.run(scene.store, scene)
        #expect(isDone, "\(trial.name) after \(failures) writes")
      }
      failures += 1
    }
  }

  @Test("Operations join the caller's transaction and are undone with it")
  func joining() async throws {
    let scene = try await MarketingScene()
    try await scene.send()
    let before = try await scene.office.store.everything()
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await scene.store.write { crm in
        try await crm.marketing.add([scene.reza.key], to: scene.fixed.id)
        try await crm.marketing.target([scene.fixed.id], by: scene.campaign.id)
        try await crm.marketing.distribute(scene.activity.id)
        try await crm.marketing.cancel(scene.mailing.id)
        let count = try await crm.marketing.progress(of: scene.activity.id).open
        #expect(count == 2)
        throw Stop()
      }
    }
    #expect(try await scene.office.store.everything() == before)
  }
}
