import CRMContacts
import CRMCore
import CRMMemoryStore
import Testing

@Suite("Keys of imports")
struct ImportKeyTests {
  @Test("Rows of a key that exists update its record, others create one, equal ones change nothing")
  func upserts() async throws {
    let store = try sampleStore()
    _ = try await store.load("name,note,size\na,1,1\nb,2,2\n", into: Sample.self)
    let report = try await store.load("name,note,size\na,9,1\nb,2,2\nc,3,3\n", into: Sample.self, key: "name")
    #expect((report.created, report.updated, report.unchanged, report.failed) == (1, 1, 1, 0))
    #expect(report.rows == 3 && report.skipped == 1)
    let samples = try await store.fetch(Sample.self, sort: .ascending(\.name))
    #expect(samples.map(\.note) == ["9", "2", "3"] && samples.map(\.stamp.revision) == [2, 1, 1])
  }

  @Test("Several rows of one key change one record, the later after the earlier", arguments: [1, 1000])
  func duplicates(batchSize: Int) async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,note\na,1\nA,2\na ,3\nb,\n", into: Sample.self, key: "name", options: .init(batchSize: batchSize))
    #expect((report.created, report.updated) == (2, 2))
    let samples = try await store.fetch(Sample.self, sort: .ascending(\.name))
    #expect(samples.map(\.name) == ["a", "b"] && samples.map(\.note) == ["3", nil])
  }

  @Test("Names and addresses are keys whatever their letter case and script, what is unique as it is written is not")
  func textKeys() async throws {
    let store = try sampleStore()
    _ = try await store.load(
      "givenName,email,externalID\nSara,Sara@Example.org,1a\n", into: Contact.self)
    let byMail = try await store.load("givenName,email\nSARA,sara@example.ORG\n", into: Contact.self, key: "email")
    #expect(byMail.updated == 1)
    let byID = try await store.load("givenName,externalID\nOmid,1A\nSara,1a\n", into: Contact.self, key: "externalID")
    #expect((byID.created, byID.updated) == (1, 1))
    #expect(try await store.count(Contact.self) == 2)
  }

  @Test("Waiting rows and later rows of their key keep their order", arguments: [1, 1000])
  func waitingOrder(batchSize: Int) async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,parent,note\nb,a,first\nb,,second\na,,\nB,,third\n", into: Sample.self,
      map: #"{"fields": {"name": "name", "parent.name": "parent", "note": "note"}}"#, key: "name",
      options: .init(batchSize: batchSize))
    #expect((report.created, report.updated, report.failed) == (2, 2, 0))
    let b = try #require(try await store.first(Sample.self, where: \.note == "third"))
    #expect(b.parent != nil)
  }

  @Test("An empty key, and a key of several records, fail the row")
  func unusable() async throws {
    let store = try sampleStore()
    _ = try await store.load("name\nx\nX\ny\ny\n", into: Sample.self)
    let report = try await store.load("name,note\n,1\ny,2\nx,3\n", into: Sample.self, key: "name")
    #expect(report.updated == 1)
    #expect(
      report.failures.map(\.reasons) == [
        ["name is empty, though it is the key by which records are found"],
        ["name is the key, and 2 records have “y”; use a key that is unique"],
      ])
  }

  @Test("Identifiers are kept where the file has them, and are a key")
  func identifiers() async throws {
    let store = try sampleStore()
    let id = "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f"
    let first = try await store.load("id,name\n\(id),a\n", into: Sample.self)
    #expect(first.created == 1)
    let second = try await store.load("id,name\n\(id),b\n", into: Sample.self)
    #expect(second.failures.first?.reasons.first?.contains("is taken by sample \(id); import with the key id") == true)
    let third = try await store.load("id,name\n\(id),b\n", into: Sample.self, key: "id")
    #expect(third.updated == 1)
    #expect(try await store.fetch(Sample.self).map(\.name) == ["b"])
  }

  @Test("Empty cells keep what a record holds, or clear it where the mapping says so")
  func emptyCells() async throws {
    let store = try sampleStore()
    let text = "name,note,colour,labels,parent\na,,,,\n"
    _ = try await store.load("name,note,colour,labels,parent\na,1,green,x,a\n", into: Sample.self)
    let kept = try await store.load(text, into: Sample.self, key: "name")
    #expect(kept.unchanged == 1)
    let cleared = try await store.load(
      text, into: Sample.self,
      map: """
        {"fields": {"name": "name", "note": "note", "colour": "colour", "labels": "labels", "parent": "parent"},
          "emptyCells": "clear"}
        """, key: "name")
    #expect(cleared.updated == 1)
    let sample = try #require(try await store.first(Sample.self))
    #expect(sample.note == nil && sample.colour == .red && sample.labels.isEmpty && sample.parent == nil)
  }

  @Test(
    "A key must be among the fields and tell records apart",
    arguments: [("size", "the key “size” is not among the fields"), ("labels", "can't tell records apart")])
  func refused(key: String, expected: String) async throws {
    let store = try sampleStore()
    let error = await #expect(throws: ImportMappingError.self) {
      try await store.load("name,labels\na,b\n", into: Sample.self, key: key)
    }
    #expect(error?.description.contains(expected) == true)
  }

  @Test("A cancelled import is run again with its key and goes on")
  func resumes() async throws {
    let store = try sampleStore()
    let text = "name\n" + (0..<100).map { "n\($0)\n" }.joined()
    let importing = Task {
      let options = Importer.Options(batchSize: 10) { progress in
        if progress.rows == 50 { withUnsafeCurrentTask { $0?.cancel() } }
      }
      return try await Importer(store, options: options).import(Array(text.utf8), into: Sample.self, key: "name")
    }
    let first = try await importing.value
    #expect(first.created == 50 && !first.isComplete)
    let second = try await store.load(text, into: Sample.self, key: "name")
    #expect((second.created, second.unchanged, second.isComplete) == (50, 50, true))
  }
}
