import CRMContacts
import CRMCore
import CRMMemoryStore
import Synchronization
import Testing

@Suite("References of imported rows")
struct ImportReferenceTests {
  private let byName = #"{"fields": {"name": "name", "parent": {"column": "parent", "by": "name"}}}"#
  private let creating = #"{"fields": {"name": "name", "parent": {"column": "parent", "by": "name", "create": true}}}"#

  private func parents(_ store: MemoryStore) async throws -> [String: String] {
    let samples = try await store.fetch(Sample.self)
    let names = Dictionary(uniqueKeysWithValues: samples.map { ($0.id, $0.name) })
    return Dictionary(
      samples.map { ($0.name, $0.parent.flatMap { names[$0] } ?? "-") }, uniquingKeysWith: { "\($0)|\($1)" })
  }

  @Test("Names are found exactly, else by text key, else without spaces")
  func spellings() async throws {
    let store = try sampleStore()
    for name in ["GTX Pro", "gtx basic", "GTX Basic", "علی رضایی", "St. Mary"] {
      var user = User(id: store.environment.newID())
      user.name = name
      try await store.insert(user)
    }
    let report = try await store.load(
      "name,owner\na,GTXPro\nb,gtx  PRO\nc,GTX Basic\nd,gtx basic\ne,علي رضائي\nf,ST. MARY\n", into: Sample.self,
      map: #"{"fields": {"name": "name", "owner.name": "owner"}}"#)
    #expect(report.failed == 0, "\(report.failures)")
    let owners = try await store.reading { context in
      try await context.aggregate(
        AggregateQuery(Sample.recordType, by: [Grouping("name"), Grouping("owner.name")], measures: [.count])
      ).map { $0.group.compactMap(\.text).joined(separator: "=") }
    }
    #expect(owners == ["a=GTX Pro", "b=GTX Pro", "c=GTX Basic", "d=gtx basic", "e=علی رضایی", "f=St. Mary"])
  }

  @Test("A name that several records have fails the row and says how many")
  func ambiguous() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,parent\nx,\nx,\nX,\ny,x\nz,X\nu,unknown\n", into: Sample.self, map: byName)
    #expect(report.created == 4 && report.failed == 2)
    #expect(report.failures.map(\.line) == [5, 7])
    #expect(
      report.failures.first?.reasons == ["parent: “x” is the name of 2 records; tell them apart by their identifiers"])
    #expect(report.failures.last?.reasons == ["parent: “unknown” is the name of no sample"])
  }

  @Test("Rows may refer to rows further down, in any order and over batches", arguments: [1, 2, 1000])
  func forward(batchSize: Int) async throws {
    let store = try sampleStore()
    let text = "name,parent\ne,d\nd,C\nc,b\nb,a\na,\nf,a\n"
    let report = try await store.load(text, into: Sample.self, map: byName, options: .init(batchSize: batchSize))
    #expect(report.created == 6 && report.failed == 0 && report.isComplete)
    #expect(try await parents(store) == ["a": "-", "b": "a", "c": "b", "d": "c", "e": "d", "f": "a"])
    #expect(try await store.fetch(Sample.self).allSatisfy { $0.stamp.revision == 1 })
  }

  @Test("A record that refers to itself, and records that refer to each other, come in", arguments: [false, true])
  func circles(isDryRun: Bool) async throws {
    let store = try sampleStore()
    let text = "name,parent\na,b\nb,c\nc,a\nd,a\nself,self\n"
    let report = try await store.load(
      text, into: Sample.self, map: byName, key: "name", options: .init(isDryRun: isDryRun))
    #expect(report.created == 5 && report.failed == 0, "\(report)")
    if isDryRun { return }
    #expect(try await parents(store) == ["a": "b", "b": "c", "c": "a", "d": "a", "self": "self"])
    let again = try await store.load(text, into: Sample.self, map: byName, key: "name")
    #expect(again.unchanged == 5)
  }

  @Test("A bad row in a circle fails, and what leads to it alone fails too")
  func brokenCircle() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,parent,size\na,b,1\nb,c,x\nc,a,3\nok,,4\n", into: Sample.self,
      map: #"{"fields": {"name": "name", "parent.name": "parent", "size": "size"}}"#)
    #expect(report.created == 1 && report.failed == 3)
    #expect(Set(report.failures.map(\.line)) == [2, 3, 4])
    #expect(
      report.failures.first?.reasons == [
        "size: “x” is not an integer; write digits only, such as -12, at most 19 of them"
      ])
    #expect(try await parents(store) == ["ok": "-"])
  }

  @Test("A row whose parent's row fails, fails with it")
  func failedParent() async throws {
    let store = try sampleStore()
    let report = try await store.load("name,parent\nb,a\na,nobody\n", into: Sample.self, map: byName)
    #expect(report.created == 0 && report.failed == 2)
    #expect(try await store.count(Sample.self) == 0)
  }

  @Test("Records that are named and do not exist are created where that is allowed, rows of the file first")
  func creates() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,parent\nb,a\nc,boss\nd,Boss\na,\n", into: Sample.self, map: creating, key: "name")
    #expect(report.created == 4 && report.createdByReference == ["sample": 1])
    #expect(try await parents(store) == ["a": "-", "b": "a", "boss": "-", "c": "boss", "d": "boss"])
    let again = try await store.load("name,parent\nboss,top\n", into: Sample.self, map: creating, key: "name")
    #expect(again.updated == 1 && again.createdByReference == ["sample": 1])
  }

  @Test("What may be created is said by the field, the mapping or the import, in this order")
  func permission() async throws {
    let map = #"{"fields": {"name": "name", "owner": {"column": "owner", "by": "name"%}}*}"#
    func report(_ field: String, _ whole: String, _ createsMissing: Bool) async throws -> ImportReport {
      try await sampleStore().load(
        "name,owner\na,Sara\n", into: Sample.self,
        map: map.replacing("%", with: field).replacing("*", with: whole), options: .init(createsMissing: createsMissing)
      )
    }
    #expect(try await report("", "", false).failed == 1)
    #expect(try await report("", "", true).createdByReference == ["user": 1])
    #expect(try await report("", #", "create": ["user"]"#, false).createdByReference == ["user": 1])
    #expect(try await report(#", "create": false"#, #", "create": ["user"]"#, true).failed == 1)
    #expect(try await report(#", "create": true"#, "", false).createdByReference == ["user": 1])
  }

  @Test("What a failed row would have created is not there")
  func takenBack() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,owner\nforbidden,Sara\n,Omid\nok,Sara\n", into: Sample.self,
      map: #"{"fields": {"name": "name", "owner": {"column": "owner", "by": "name", "create": true}}}"#)
    #expect(report.created == 1 && report.failed == 2 && report.createdByReference == ["user": 1])
    #expect(try await store.fetch(User.self).map(\.name) == ["Sara"])
  }

  @Test("A record that can't be created says why")
  func creationFails() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,parent\na,5\n", into: Sample.self,
      map: #"{"fields": {"name": "name", "parent": {"column": "parent", "by": "size", "create": true}}}"#)
    #expect(report.failures.first?.reasons == ["parent: “5” can't be created: name is required"])
  }

  @Test("References are taken by identifier too, and lists of references by name")
  func identifiersAndLists() async throws {
    let store = try sampleStore()
    let first = try await store.load("name\na\nb b\n", into: Sample.self)
    #expect(first.created == 2)
    let a = try #require(try await store.first(Sample.self, where: \.name == "a"))
    let report = try await store.load(
      "name,parent,friends\nc,\(a.id),BB;d\nd,00000000-0000-0000-0000-000000000001,a\nd,,\n", into: Sample.self,
      map: #"{"fields": {"name": "name", "parent": "parent", "friends": {"column": "friends", "separator": ";"}}}"#)
    #expect(report.created == 2 && report.failed == 1)
    #expect(report.failures.first?.reasons == ["parent: “00000000-0000-0000-0000-000000000001” is the id of no sample"])
    let c = try #require(try await store.first(Sample.self, where: \.name == "c"))
    let friends = try await store.fetch(Sample.self, where: Filter(.any("friends", .constant(true))))
    #expect(c.parent == a.id && c.friends.count == 2 && friends.count == 1)
  }

  @Test("What others write between two batches is found, by indexed fields")
  func othersInBetween() async throws {
    let store = try sampleStore()
    let target = Meddled(store: store) { store in
      var user = User(id: store.environment.newID())
      user.name = "Sara"
      try await store.insert(user)
    }
    let map = #"{"fields": {"name": "name", "owner": {"column": "owner", "by": "name"}}}"#
    let report = try await target.load(
      "name,owner\na,Sara\nb,SARA\nc,Omid\n", into: Sample.self, map: map, options: .init(batchSize: 1))
    #expect(report.failures.map(\.line) == [2, 4])
  }

  /// A store into which somebody writes before its second transaction.
  private final class Meddled: RecordWriting {
    private let store: MemoryStore
    private let meddle: @Sendable (MemoryStore) async throws -> Void
    private let count = Mutex(0)

    init(store: MemoryStore, meddle: @escaping @Sendable (MemoryStore) async throws -> Void) {
      self.store = store
      self.meddle = meddle
    }

    func reading<T>(_ body: (borrowing ReadContext) async throws -> T) async throws -> T {
      try await store.reading(body)
    }

    func writing<T>(_ body: (borrowing WriteContext) async throws -> T) async throws -> T {
      let number = count.withLock {
        $0 += 1
        return $0
      }
      if number == 2 { try await meddle(store) }
      return try await store.writing(body)
    }
  }
}
