import CRMContacts
import CRMCore
import CRMMemoryStore
import Foundation
import Synchronization
import Testing

@Suite("Exports")
struct ExporterTests {
  private func text(
    _ store: some RecordReading, _ query: RecordQuery, _ columns: [FieldPath]? = nil,
    format: Exporter.Format = .csv(.init(lineEnding: .lf)), pageSize: Int = 1000
  ) async throws -> String {
    let bytes = Mutex<[UInt8]>([])
    let exporter = Exporter(store, format: format, pageSize: pageSize)
    let count = try await exporter.export(query, columns: columns) { chunk in bytes.withLock { $0 += chunk } }
    let text = String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    #expect(count <= text.split(separator: "\n").count)
    return text
  }

  @Test("Columns are paths, also through references and into money; nothing is an empty cell")
  func paths() async throws {
    let store = try sampleStore()
    _ = try await store.load(
      "name,parent,price,owner\na,,12.50 USD,Sara\n\"b,c\",a,,\n", into: Sample.self,
      options: .init(createsMissing: true))
    let columns: [FieldPath] = [
      "name", "price", "price.amount", "price.currency", "parent.name", "parent.owner.name", "revision",
    ]
    let csv = try await text(store, RecordQuery(Sample.recordType, sort: [.descending("name")]), columns)
    #expect(
      csv == """
        name,price,price.amount,price.currency,parent.name,parent.owner.name,revision
        "b,c",,,,a,Sara,1
        a,12.50 USD,12.5,USD,,,1

        """)
  }

  @Test("A path that leads nowhere is refused before anything is written")
  func unknownPath() async throws {
    let store = try sampleStore()
    try await withImportFolder { folder in
      let url = folder.appending(path: "out.csv")
      await #expect(throws: FilterError.self) {
        try await Exporter(store).export(RecordQuery(Sample.recordType), columns: ["parent.nmae"], to: url)
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(files.isEmpty)
    }
  }

  @Test("Filters, orders and limits hold over pages", arguments: [1, 3, 1000])
  func pages(pageSize: Int) async throws {
    let store = try sampleStore()
    let rows = (0..<20).map { "n\($0),\($0)\n" }.joined()
    _ = try await store.load("name,size\n" + rows, into: Sample.self)
    let query = RecordQuery(
      Sample.recordType, where: .compare("size", .greaterOrEqual, 5), sort: [.descending("size")], limit: 10)
    let csv = try await text(store, query, ["size"], pageSize: pageSize)
    #expect(csv == "size\n" + (10...19).reversed().map { "\($0)\n" }.joined())
  }

  @Test("JSON lines keep types apart")
  func jsonLines() async throws {
    let store = try sampleStore()
    _ = try await store.load(
      "name,size,ratio,weight,isGood,price,day,labels,points\n"
        + "\"a \"\"b\"\"\n\u{1}\",1,1.50,0.5,true,1 USD,2017-03-01,\"[\"\"x\"\"]\",\"[{\"\"value\"\":\"\"5\"\"}]\"\n"
        + "second,,,,,,,,\n",
      into: Sample.self)
    let columns: [FieldPath] = ["name", "size", "ratio", "weight", "isGood", "price", "day", "labels", "points"]
    let lines = try await text(store, RecordQuery(Sample.recordType), columns, format: .jsonLines).split(
      separator: "\n")
    #expect(lines.count == 2)
    let first =
      #"{"name": "a \"b\"\n\u0001", "size": 1, "ratio": 1.5, "weight": 0.5, "isGood": true, "#
      + #""price": {"amount": "1.00", "currency": "USD"}, "day": "2017-03-01", "labels": ["x"], "#
      + #""points": [{"kind": "work", "value": "5"}]}"#
    #expect(lines[0] == first)
    let second =
      #"{"name": "second", "size": null, "ratio": null, "weight": null, "isGood": false, "price": null, "#
      + #""day": null, "labels": [], "points": []}"#
    #expect(lines[1] == second)
    for line in lines { #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil) }
  }

  @Test("An export shows what its actor may read, also behind references")
  func rights() async throws {
    let store = try sampleStore()
    _ = try await store.load(
      "name,parent,size\nsecret,,1\nchild,secret,2\n", into: Sample.self)
    var rights = Rights()
    rights.limit(Sample.self, [.read], to: \.name != "secret")
    let restricted = try store.acting(as: nil, with: rights)
    let csv = try await text(restricted, RecordQuery(Sample.recordType), ["name", "parent.name", "size"])
    #expect(csv == "name,parent.name,size\nchild,,2\n")
  }

  @Test("A cancelled export leaves no file")
  func cancelled() async throws {
    let store = try sampleStore()
    _ = try await store.load("name\na\nb\n", into: Sample.self)
    try await withImportFolder { folder in
      let url = folder.appending(path: "out.csv")
      let exporting = Task {
        let exporter = Exporter(store, pageSize: 1) { _ in withUnsafeCurrentTask { $0?.cancel() } }
        return try await exporter.export(RecordQuery(Sample.recordType), to: url)
      }
      await #expect(throws: CancellationError.self) { try await exporting.value }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(files.isEmpty)
    }
  }
}
