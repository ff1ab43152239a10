import CRMCore
import CRMMemoryStore
import Testing

@testable import CRMStoreTesting

@Suite("The suite notices broken stores")
struct BrokenStoreTests {
  @Test("A store that is wrong in one way fails the check that is about it", arguments: Defect.allCases)
  func bites(_ defect: Defect) async throws {
    let check = try #require(defect.group.conformanceChecks.first { $0.name == defect.check })
    // Which of them hangs is known, so that nobody waits long for the end.
    let broken = StoreConformance(timeLimit: .seconds(defect.hangs ? 1 : 1200)) { catalog, environment in
      BrokenStore(catalog, environment: environment, defect: defect)
    }
    let failures = await broken.run(check, of: defect.group)
    #expect(!failures.isEmpty)
    let sound = StoreConformance { catalog, environment in
      BrokenStore(catalog, environment: environment, defect: nil)
    }
    let others = await sound.run(check, of: defect.group)
    #expect(others.isEmpty, "the wrapper alone does not fail it")
  }
}

extension BrokenStoreTests {
  @Test(
    "Random work alone notices what it is about: lists, custom fields, history, restoring, snapshots, deletion",
    arguments: [
      .showsHiddenRecordsInLists, .losesCustomValues, .losesHistory, .losesDeletions, .snapshotsSeeLaterWrites,
      .keepsUniqueValuesOfDeletedRecords,
    ] as [Defect])
  func randomWork(_ defect: Defect) async {
    let broken = StoreConformance { catalog, environment in
      BrokenStore(catalog, environment: environment, defect: defect)
    }
    for check in ConformanceGroup.model.conformanceChecks {
      if await !broken.run(check, of: .model).isEmpty { return }
    }
    Issue.record("no random work noticed it")
  }
}

extension BrokenStoreTests {
  @Test("Live answers notice change sets that do not say what was before")
  func live() async {
    let broken = StoreConformance { catalog, environment in
      BrokenStore(catalog, environment: environment, defect: .forgetsWhatWasBefore)
    }
    for check in ConformanceGroup.live.conformanceChecks.dropFirst() {
      if await !broken.run(check, of: .live).isEmpty { return }
    }
    Issue.record("no live answer noticed it")
  }
}

extension Defect {
  /// Whether the check waits for its time limit.
  fileprivate var hangs: Bool {
    switch self {
    case .readersWaitForWriters, .cancelledWritersKeepWaiting, .dropsChangeSets: true
    default: false
    }
  }
}
