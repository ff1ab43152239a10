import CRMContacts
import CRMCore
import CRMService
import Testing

@Suite("The numbers of cases")
struct CaseNumberTests {
  @Test("Many who open cases at once get different numbers, without a gap")
  func concurrency() async throws {
    let desk = try await ServiceDesk()
    let numbers = try await withThrowingTaskGroup(of: String?.self) { [store = desk.store] group in
      for number in 0..<60 {
        group.addTask {
          if number % 2 == 0 { return try await store.service.open(CaseDraft("\(number)")).number }
          var record = Case(id: store.newID())
          record.title = "\(number)"
          let id = try await store.insert(record).id
          return try await store.get(id).number
        }
      }
      var numbers: [String?] = []
      for try await number in group { numbers.append(number) }
      return numbers
    }
    let expected = (1001..<1061).map { "CAS-0\($0)" }
    #expect(numbers.compactMap { $0 }.sorted() == expected)
  }

  @Test("A number is not given again when its case is deleted, or out of sight")
  func never() async throws {
    let desk = try await ServiceDesk()
    let (hers, his) = (try desk.acting(as: desk.sara), try desk.limited(to: desk.reza))
    let first = try await hers.service.open(CaseDraft("یک"))
    let second = try await his.service.open(CaseDraft("دو"))
    #expect(second.number == "CAS-01002")
    try await desk.store.delete(second.id)
    try await desk.store.delete(first.id)
    let third = try await desk.store.service.open(CaseDraft("سه"))
    #expect(third.number == "CAS-01003")
    await #expect(throws: RecordError.self) { try await desk.store.update(third.id) { $0.number = "CAS-01001" } }
    let sequence = try #require(try await desk.store.first(CaseSequence.self))
    await #expect(throws: ServiceError.sequenceStays(sequence.key)) { try await desk.store.delete(sequence.id) }
    await #expect(throws: RecordError.self) { try await desk.store.update(sequence.id) { $0.last = 1 } }
    var other = CaseSequence(id: desk.store.newID())
    other.last = 5
    await #expect(throws: StoreError.self) { try await desk.store.insert(other) }
  }

  @Test("Several cases of one transaction, and what is undone, leave no double")
  func transactions() async throws {
    let desk = try await ServiceDesk()
    struct Regret: Error {}
    await #expect(throws: Regret.self) {
      try await desk.store.write { crm in
        try await crm.service.open(CaseDraft("هیچ"))
        throw Regret()
      }
    }
    let numbers = try await desk.store.write { crm in
      var numbers: [String?] = []
      for title in ["یک", "دو"] { numbers.append(try await crm.service.open(CaseDraft(title)).number) }
      return numbers
    }
    #expect(numbers == ["CAS-01001", "CAS-01002"])
  }

  @Test("A number from elsewhere is kept, refused when it is known, and passed over by what comes")
  func imported() async throws {
    let desk = try await ServiceDesk { $0.service.number = StandardCaseNumberPolicy(prefix: "T", digits: 3, first: 1) }
    func open(_ number: String?) async throws -> String? {
      var draft = CaseDraft("پرسش")
      draft.record.number = number
      return try await desk.store.service.open(draft).number
    }
    #expect(try await open("T002") == "T002")
    #expect(try await open(nil) == "T003")
    #expect(try await open("ABC-9") == "ABC-9")
    await #expect(throws: StoreError.self) { _ = try await open("T002") }
    #expect(try await open(nil) == "T004")
    #expect(try await open("T1200") == "T1200")
    #expect(try await open(nil) == "T1201")
  }

  @Test("Only what a policy writes is one of its numbers")
  func forms() {
    let policy = StandardCaseNumberPolicy()
    #expect(policy.number(7) == "CAS-00007" && policy.number(1_234_567) == "CAS-1234567")
    #expect(policy.count(of: "CAS-00007") == 7 && policy.count(of: "CAS-1234567") == 1_234_567)
    for other in ["CAS-7", "CAS-000007", "CAS--0001", "CAS-+0001", "cas-00007", "CAS-", "", "CAS-9999999999999999999"] {
      #expect(policy.count(of: other) == nil, "\(other)")
    }
  }
}
