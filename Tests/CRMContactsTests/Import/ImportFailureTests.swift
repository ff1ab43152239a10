import CRMContacts
import CRMCore
import CRMMemoryStore
import Foundation
import Synchronization
import Testing

@Suite("Rows that are not imported")
struct ImportFailureTests {
  @Test("A row lists every reason at once, and does not take good rows with it")
  func everyReason() async throws {
    let store = try sampleStore()
    _ = try await store.load("name,size\nfirst,1\n", into: Sample.self)
    let report = try await store.load(
      "name,size,day,isGood,owner\n,1,soon,maybe,Sara\nok,2,2017-03-01,true,\n", into: Sample.self)
    #expect(report.created == 1 && report.failed == 1 && report.rows == 2)
    let reasons = try #require(report.failures.first?.reasons)
    #expect(reasons.count == 5, "\(reasons)")
    for expected in [
      "day: “soon” is not a date", "isGood: “maybe”", "owner: “Sara” is the name of no user", "name is required",
      "size: “1” is taken by sample",
    ] {
      #expect(reasons.contains { $0.hasPrefix(expected) }, "\(expected) in \(reasons)")
    }
  }

  @Test("A bad cell does not hide what the record itself and its custom fields object to")
  func badCellAndRecord() async throws {
    let store = try sampleStore()
    var field = CustomField(id: store.newID())
    (field.subject, field.name, field.kind, field.isRequired) = ("sample", "seats", .integer, true)
    try await store.insert(field)
    _ = try await store.load("name,size,seats\nold,1,5\n", into: Sample.self)
    let created = try await store.load("name,day\nforbidden,soon\n", into: Sample.self)
    #expect(
      created.failures.first?.reasons.map { $0.prefix(15) } == [
        "day: “soon” is ", "name is forbidd", "seats is requir",
      ])
    let updated = try await store.load(
      "size,name,day\n1,forbidden,soon\n1,fine,later\n", into: Sample.self, key: "size")
    #expect(updated.failures.map(\.reasons.count) == [2, 1], "the record that is updated has seats: \(updated)")
    let creating = try await store.load(
      "name,seats,owner,day\na,1,Sara,soon\n", into: Sample.self, options: .init(createsMissing: true))
    #expect(creating.failures.map(\.reasons.count) == [1])
    #expect(try await store.count(User.self) == 0)
  }

  @Test("What the record itself objects to, and duplicates, are reasons")
  func recordProblems() async throws {
    let store = try sampleStore()
    let report = try await store.load(
      "name,size\nforbidden,1\nok,2\nagain,2\nforbidden,2\n", into: Sample.self)
    #expect(report.created == 1)
    let reasons = report.failures.map(\.reasons)
    #expect(reasons.first == ["name is forbidden"])
    #expect(reasons[1].first?.hasPrefix("size: “2” is taken by sample") == true)
    #expect(reasons[1].first?.hasSuffix("import with the key size to update it") == true)
    #expect(reasons.last?.count == 2)
  }

  @Test("Rows with too few or too many values, damaged ones and blank ones")
  func damagedRows() async throws {
    let store = try sampleStore()
    let text = "name,note\na,1\nb\nc,1,2\nd,2,\n ,\t\n\n5\" pipe,e\nf,\"open"
    let report = try await store.load(text, into: Sample.self)
    #expect(report.rows == 7 && report.blank == 1)
    #expect(report.created == 3, "\(report)")
    #expect(report.failures.map(\.line) == [3, 4, 9])
    #expect(report.failures[0].reasons == ["the row has 1 value for 2 columns; is a line break in it unquoted?"])
    #expect(report.failures[1].reasons == ["the row has 3 values for 2 columns; quote values that hold the delimiter"])
    #expect(report.failures[2].reasons.first?.contains("this quote is never closed") == true)
  }

  @Test("An open quote is the reason for the values that are missing, and both are said")
  func openQuote() async throws {
    let store = try sampleStore()
    let report = try await store.load("name,note\n\"a,1\nb,2\n", into: Sample.self)
    #expect(report.failed == 1)
    let reasons = try #require(report.failures.first?.reasons)
    #expect(reasons.first?.hasPrefix("the row is damaged at line 2, column 1: this quote is never closed") == true)
    #expect(reasons.dropFirst() == ["the row has 1 value for 2 columns"])
  }

  @Test("Bytes that are no text fail their row, not the file")
  func brokenEncoding() async throws {
    let store = try sampleStore()
    let bytes = Array("name\ngood\nbad ".utf8) + [0xFF, 0xFE, 0x0A] + Array("سلام\n".utf8)
    let csv = CSVReader.Options(encoding: .utf8)
    let report = try await Importer(store, options: .init(csv: csv)).import(bytes, into: Sample.self)
    #expect(report.created == 2 && report.failures.map(\.line) == [3])
    #expect(report.failures.first?.reasons.first?.contains("bytes that are no text in this encoding") == true)
  }

  @Test("A file that can't be read to its end keeps what came before, and says so")
  func interrupted() async throws {
    let store = try sampleStore()
    let csv = CSVReader.Options(maximumFieldBytes: 10)
    let text = "name\na\nb\n" + String(repeating: "x", count: 50) + "\nc\n"
    let error = await #expect(throws: ImportInterruption.self) {
      try await store.load(text, into: Sample.self, options: .init(csv: csv))
    }
    #expect(error?.report.created == 2 && error?.report.isComplete == false)
    #expect(error?.description.contains("line 4, column 1: the field is longer than 10 bytes") == true)
    #expect(try await store.count(Sample.self) == 2)
  }

  @Test("Failed rows are written to a file that can be mended and imported again")
  func failureFile() async throws {
    try await withImportFolder { folder in
      let store = try sampleStore()
      let url = folder.appending(path: "failed.csv")
      let text = "name;note;size\nok;1;1\n\"a;b\";\"x\ny\";no\nlong;2;3;4\nshort\n"
      let report = try await store.load(text, into: Sample.self, options: .init(failureFile: url))
      #expect(report.created == 1 && report.failed == 3)
      var mended = try String(contentsOf: url, encoding: .utf8)
      let lines = mended.components(separatedBy: "\r\n")
      #expect(lines[0] == "name;note;size;line;reasons")
      #expect(lines[1].hasPrefix("\"a;b\";\"x\ny\";no;3;size: “no” is not an integer; ") == false)
      #expect(lines[1].hasPrefix("\"a;b\";\"x\ny\";no;3;\"size: “no” is not an integer"))
      #expect(lines[2].hasPrefix("long;2;3;5;") && lines[2].hasSuffix(";4"))
      #expect(lines[3].hasPrefix("short;;;6;"))
      mended = mended.replacing(";no;", with: ";7;").replacing(";4\r\n", with: "\r\n")
      let again = folder.appending(path: "failed again.csv")
      let second = try await store.load(mended, into: Sample.self, options: .init(failureFile: again))
      #expect(second.created == 3 && second.failed == 0 && second.unmappedColumns.isEmpty, "\(second)")
      #expect(!FileManager.default.fileExists(atPath: again.path))
      #expect(try await store.fetch(Sample.self).map(\.size) == [1, 7, 3, nil])
    }
  }

  @Test("The file of failures keeps its columns once when rows fail again")
  func failsTwice() async throws {
    try await withImportFolder { folder in
      let store = try sampleStore()
      let url = folder.appending(path: "failed.csv")
      _ = try await store.load("name,size\na,x\n", into: Sample.self, options: .init(failureFile: url))
      let second = folder.appending(path: "second.csv")
      let report = try await Importer(store, options: .init(failureFile: second)).import(url, into: Sample.self)
      #expect(report.failed == 1)
      let lines = try String(contentsOf: second, encoding: .utf8).components(separatedBy: "\r\n")
      #expect(lines[0] == "name,size,line,reasons" && lines[1].hasPrefix("a,x,2,"))
    }
  }

  @Test("The report keeps so many failures, the figures count all")
  func manyFailures() async throws {
    let store = try sampleStore()
    let text = "name,size\n" + String(repeating: "a,x\n", count: 50)
    let report = try await store.load(text, into: Sample.self, options: .init(batchSize: 7, reportedFailures: 10))
    #expect(report.failed == 50 && report.failures.count == 10)
  }

  @Test("A dry run says what the import would, over its batches, and keeps nothing")
  func dryRun() async throws {
    let text = "name,parent,size,owner\nb,a,1,Sara\na,,2,Sara\nc,,2,Omid\nforbidden,,3,Omid\na,b,9,\nd,zz,,\n"
    let map = """
      {"fields": {"name": "name", "parent.name": "parent", "size": "size",
        "owner": {"column": "owner", "by": "name", "create": true}}}
      """
    let store = try sampleStore()
    for size in [1, 2, 1000] {
      let dry = try await store.load(
        text, into: Sample.self, map: map, key: "name", options: .init(isDryRun: true, batchSize: size))
      #expect(try await store.count(Sample.self) == 0)
      #expect(try await store.count(User.self) == 0)
      let other = try sampleStore()
      var real = try await other.load(text, into: Sample.self, map: map, key: "name", options: .init(batchSize: size))
      real.isDryRun = true
      #expect(dry.failures.map(\.line) == real.failures.map(\.line))
      #expect((dry.created, dry.updated, dry.failed) == (real.created, real.updated, real.failed))
      #expect(dry.createdByReference == real.createdByReference)
    }
  }

  @Test("Progress is told batch by batch")
  func progress() async throws {
    let store = try sampleStore()
    let seen = Recorder()
    let text = "name\n" + (0..<25).map { "n\($0)\n" }.joined()
    _ = try await store.load(text, into: Sample.self, options: .init(batchSize: 10) { seen.note($0) })
    #expect(seen.all.map(\.rows) == [10, 20, 25])
    #expect(seen.all.last?.bytes == text.utf8.count && seen.all.last?.totalBytes == text.utf8.count)
  }

  @Test("An import does what its actor may, and no more")
  func rights() async throws {
    let store = try sampleStore()
    _ = try await store.load("name,size\nmine,1\nsecret,2\n", into: Sample.self)
    var rights = Rights()
    rights.limit(Sample.self, [.read], to: \.name != "secret")
    rights.limit(Sample.self, [.create, .update, .delete], to: \.size < 10)
    rights.forbid(User.self, [.create])
    let restricted = try store.acting(as: nil, with: rights)
    let report = try await restricted.load(
      "name,size,parent,owner\nmine,3,,\nvisible,4,,\nbig,12,,\nchild,5,secret,\nx,6,,Sara\nagain,2,,\n",
      into: Sample.self,
      map: """
        {"fields": {"name": "name", "size": "size", "parent.name": "parent",
          "owner": {"column": "owner", "by": "name", "create": true}}}
        """, key: "name")
    #expect((report.created, report.updated, report.failed) == (1, 1, 4), "\(report.failures)")
    let reasons = report.failures.map { $0.reasons.joined(separator: "; ") }
    #expect(reasons.contains("the row is refused: you may not create this sample"))
    #expect(reasons.contains("parent: “secret” is the name of no sample"))
    #expect(reasons.contains("owner: “Sara” can't be created: you may not create this user"))
    #expect(reasons.contains("size: “2” is taken by another record"), "what one may not see can't be updated")
  }

  @Test("Nothing is imported from an empty file or one whose columns say nothing")
  func nothingToImport() async throws {
    let store = try sampleStore()
    await #expect(throws: ImportMappingError.self) { try await store.load("", into: Sample.self) }
    await #expect(throws: ImportMappingError.self) { try await store.load("a,b\n1,2\n", into: Sample.self) }
    let report = try await store.load("name\n", into: Sample.self)
    #expect(report.rows == 0 && report.isComplete)
  }

  private final class Recorder: Sendable {
    private let progress = Mutex<[ImportProgress]>([])
    var all: [ImportProgress] { progress.withLock { $0 } }
    func note(_ next: ImportProgress) { progress.withLock { $0.append(next) } }
  }
}
