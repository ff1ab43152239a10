import CRMKit
import Foundation

/// What the machine can do at best: arrays and dictionaries in memory, plain files on the disk, and nothing that a store adds.
///
/// - `bulk-load`: the rows are copied into an array, their bytes written to a file, and synced once.
/// - `commit`: the bytes of a row are written at the end of a file; synced for `commit-synced`; 64 rows share a write and a sync for
///   `commit-synced-64`.
/// - `get-by-id`, `get-by-unique`: a look-up in a dictionary and a copy out of an array.
/// - `filter-1pct`: a scan of two arrays, one for each field of the condition, and copies of the rows that meet it.
/// - `page-50`: copies of 50 rows, whose places are known.
/// - `group-by`: a scan of two arrays.
/// - `open`: reading the file store's files whole, and the CRC-32C of their bytes.
/// - `disk-bytes`: the values alone, as bytes one after the other; in memory they would take as much.
final class LimitSubject: Subject {
  /// A person, and the bytes that are written of them.
  struct Item: PersonForm {
    let person: Person
    let bytes: [UInt8]

    init(_ person: Person) {
      self.person = person
      bytes = person.plainBytes
    }

    var score: Int { person.score }
  }

  let name = "limit"
  let folder: String?
  /// The file store whose bytes `open` reads; without one that is not measured.
  private let fileStore: String?
  private var people: [Person] = []
  private var positions: [Identifier: Int] = [:]
  private var emails: [String: Int] = [:]
  private var statuses: [UInt8] = []
  private var scores: [Int] = []
  private var revenues: [Int] = []
  private var newest: [Int] = []
  private var file: RawFile?
  private var isSynced = false

  init(in folder: String, opening fileStore: String?) {
    self.folder = folder
    self.fileStore = fileStore
  }

  var settings: String { "arrays, dictionaries, plain files; fdatasync; reading and CRC-32C of the file store's bytes" }

  var works: Set<Work> {
    let all = Set(Work.allCases).subtracting([.memoryBytes])
    return fileStore == nil ? all.subtracting([.open]) : all
  }

  func create() throws {
    people = []
    file = try RawFile(creating: path)
  }

  func load(_ rows: [Item]) throws {
    let file = try opened
    people.reserveCapacity(rows.count)
    var buffer: [UInt8] = []
    for row in rows {
      people.append(row.person)
      buffer += row.bytes
      if buffer.count >= 1 << 20 {
        try file.append(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try file.append(buffer)
    try file.sync()
  }

  func open(_ syncing: Syncing) throws {
    isSynced = syncing == .synced
    if file == nil { file = try RawFile(opening: path) }
    guard positions.count != people.count else { return }
    for (position, person) in people.enumerated() {
      positions[person.id.identifier] = position
      emails[person.email] = position
    }
    statuses = people.map { UInt8(PersonStatus.allCases.firstIndex(of: $0.status) ?? 0) }
    scores = people.map(\.score)
    revenues = people.map(\.revenue)
    newest = people.indices.sorted { people[$0].lastContactedAt > people[$1].lastContactedAt }
  }

  func close() { file = nil }

  func commit(_ rows: [Item]) throws {
    let file = try opened
    for row in rows {
      try file.append(row.bytes)
      if isSynced { try file.sync() }
    }
  }

  func commit(concurrently parts: [[Item]]) throws {
    let file = try opened
    for turn in 0..<(parts.first?.count ?? 0) {
      try file.append(parts.flatMap { $0[turn].bytes })
      try file.sync()
    }
  }

  func get(_ ids: [Identifier], _ sink: inout Sink) {
    for id in ids { if let position = positions[id] { sink.take(people[position]) } }
  }

  func get(emails: [String], _ sink: inout Sink) {
    for email in emails { if let position = self.emails[email] { sink.take(people[position]) } }
  }

  func filter(_ sink: inout Sink) {
    let status = UInt8(PersonStatus.allCases.firstIndex(of: Selection.status) ?? 0)
    let found = people.indices.filter { statuses[$0] == status && scores[$0] >= Selection.score }.map { people[$0] }
    sink.take(found)
  }

  func page(_ sink: inout Sink) {
    for position in newest.prefix(pageSize) { sink.take(people[position]) }
  }

  func groups() -> [GroupTotal] {
    var totals = PersonStatus.allCases.map { _ in (count: 0, revenue: 0) }
    for (status, revenue) in zip(statuses, revenues) {
      totals[Int(status)].count += 1
      totals[Int(status)].revenue += revenue
    }
    return zip(PersonStatus.allCases, totals)
      .map { GroupTotal(status: $0.rawValue, count: $1.count, revenue: $1.revenue) }
      .filter { $0.count > 0 }.sorted { $0.status < $1.status }
  }

  func open(andGet id: Identifier, _ sink: inout Sink) throws -> Duration {
    guard let fileStore else { throw NotOpen() }
    let clock = ContinuousClock()
    let start = clock.now
    for name in try FileManager.default.contentsOfDirectory(atPath: fileStore) {
      sink.note(CRC32C.checksum(try RawFile(opening: fileStore + "/" + name).read()))
    }
    return start.duration(to: clock.now)
  }

  private var path: String { (folder ?? ".") + "/people.bytes" }

  private var opened: RawFile {
    get throws {
      guard let file else { throw NotOpen() }
      return file
    }
  }
}

extension Person {
  /// The values alone, one after the other, without what would be needed to read them back.
  var plainBytes: [UInt8] {
    var bytes: [UInt8] = []
    func add<T: FixedWidthInteger>(_ value: T) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    add(id.identifier.high)
    add(id.identifier.low)
    let texts = [
      givenName, familyName, email, phone, jobTitle, company, street, postalCode, city, region, country, website,
      language, status.rawValue, source,
    ]
    for text in texts { bytes += (text ?? "").utf8 }
    // The stamp's revision and two instants, which every subject keeps beside the fields.
    for _ in 0..<3 { add(Int64(1)) }
    add(score)
    add(revenue)
    add(birthday?.daysSince1970 ?? 0)
    add(lastContactedAt.microsecondsSince1970)
    add(UInt8(isSubscribed ? 1 : 0))
    return bytes
  }
}
