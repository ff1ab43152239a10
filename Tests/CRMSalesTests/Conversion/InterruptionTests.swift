import CRMContacts
import CRMCore
import CRMSales
import CRMStoreTesting
import Testing

@Suite("A conversion that is interrupted")
struct InterruptionTests {
  @Test("Whichever write fails, all of a conversion is there or nothing of it")
  func converting() async throws {
    try await interruptEach { try await $0.sales.convert($1) }
  }

  @Test("Whichever write fails, all of an undone conversion is undone or nothing of it")
  func undoing() async throws {
    try await interruptEach(preparing: { try await $0.sales.convert($1) }) { store, lead in
      try await store.sales.undoConversion(of: lead)
    }
  }

  private func interruptEach(
    preparing prepare: (AutomatedStore, Lead.ID) async throws -> Void = { _, _ in },
    _ operation: (AutomatedStore, Lead.ID) async throws -> some Any
  ) async throws {
    var failures = 0
    while true {
      let fuse = Fuse()
      let office = try await SalesOffice(fuse: fuse)
      let lead = try await office.lead()
      try await office.store.contacts.log(
        .email("سلام", from: Party.address("nasrin@roya.example"), to: [office.sara.id]))
      try await prepare(office.store, lead.id)
      let before = try await office.store.everything()
      fuse.blow(after: failures)
      do {
        _ = try await operation(office.store, lead.id)
        break
      } catch is Fuse.Blown {
        fuse.mend()
        #expect(try await office.store.everything() == before, "after \(failures) writes")
        // Nothing keeps it from being done then.
        _ = try await operation(office.store, lead.id)
      }
      failures += 1
    }
    #expect(failures > 10)
  }
}
