import CRMKit

/// One of CRMKit's stores, through the facade as it is composed by default: constraints, change sets and, unless the declaration says
/// otherwise, history.
final class CRMSubject<Item: MeasuredRecord>: Subject {
  let name: String
  private let place: StorePlace
  /// What one transaction of a bulk load holds.
  private let batch = 20_000
  private var crm: CRM?
  /// What the CRM keeps its records in.
  private var store: (any Store)?

  init(_ name: String, in place: StorePlace) {
    self.name = name
    self.place = place
  }

  var folder: String? { place.folder }

  var settings: String {
    let history = Item.schema.recordType.keepsHistory ? "history" : "no history"
    return "\(place.settings), \(history); \(batch) records a transaction of a bulk load; otherwise the defaults"
  }

  var works: Set<Work> { place.works }

  func create() async throws { try await begin(.synced) }

  func load(_ rows: [Item]) async throws {
    try await opened.load(rows, inBatchesOf: batch)
  }

  func open(_ syncing: Syncing) async throws {
    // What is in memory would be lost by opening it anew.
    if crm == nil { try await begin(syncing) }
  }

  func close() async throws {
    guard place.lasts else { return }
    try await crm?.close()
    crm = nil
    store = nil
  }

  func compact() async throws {
    try await (store as? FileStore)?.checkpoint()
    try place.settle()
  }

  func size() async throws -> Int { try place.size() ?? sizeOfFolder() }

  func remove() async throws {
    try place.remove()
    removeFolder()
  }

  func commit(_ rows: [Item]) async throws {
    try await Item.insert(rows, into: opened)
  }

  func commit(concurrently parts: [[Item]]) async throws {
    let crm = try opened
    try await withThrowingTaskGroup(of: Void.self) { group in
      for rows in parts { group.addTask { try await Item.insert(rows, into: crm) } }
      try await group.waitForAll()
    }
  }

  func get(_ ids: [Identifier], _ sink: inout Sink) async throws {
    let crm = try opened
    for id in ids { sink.take(try await Item.one(in: crm, RecordID(id))) }
  }

  func get(emails: [String], _ sink: inout Sink) async throws {
    let crm = try opened
    for email in emails {
      if let person = try await Item.first(in: crm, email: email) { sink.take(person) }
    }
  }

  func filter(_ sink: inout Sink) async throws {
    sink.take(try await Item.selected(in: opened))
  }

  func page(_ sink: inout Sink) async throws {
    sink.take(try await Item.newest(in: opened).records)
  }

  func groups() async throws -> [GroupTotal] {
    let rows = try await opened.aggregate(Item.self, by: [Grouping("status")], .count, .sum("revenue"))
    return rows.compactMap { row in
      guard case .text(let status) = row.group.first, row.values.count == 2,
        case (.integer(let count), .integer(let sum)) = (row.values[0], row.values[1])
      else { return nil }
      return GroupTotal(status: status, count: Int(count), revenue: Int(sum))
    }
  }

  private var opened: CRM {
    get throws {
      guard let crm else { throw NotOpen() }
      return crm
    }
  }

  private func begin(_ syncing: Syncing) async throws {
    let store = try await place.open(CRM.recordTypes + [Item.self], syncing)
    crm = CRM(store)
    self.store = store
  }
}

/// A record type that is measured.
///
/// Calls stand where the type is known, as in a program of a user's: what a generic type needs for them would be made anew at each call.
protocol MeasuredRecord: Record, PersonForm {
  /// Inserts them one by one, each in a transaction of its own.
  static func insert(_ rows: [Self], into crm: CRM) async throws
  static func one(in crm: CRM, _ id: RecordID<Self>) async throws -> Self
  static func first(in crm: CRM, email: String) async throws -> Self?
  static func selected(in crm: CRM) async throws -> [Self]
  static func newest(in crm: CRM) async throws -> RecordPage<Self>
}

extension Person: MeasuredRecord {
  static func insert(_ rows: [Person], into crm: CRM) async throws {
    for row in rows { try await crm.insert(row) }
  }

  static func one(in crm: CRM, _ id: RecordID<Person>) async throws -> Person { try await crm.get(id) }

  static func first(in crm: CRM, email: String) async throws -> Person? {
    try await crm.first(where: \.email == email)
  }

  static func selected(in crm: CRM) async throws -> [Person] {
    try await crm.fetch {
      $0.status == Selection.status
      $0.score >= Selection.score
    }
  }

  static func newest(in crm: CRM) async throws -> RecordPage<Person> {
    try await crm.page(sort: [.descending(\.lastContactedAt)], limit: pageSize)
  }
}

extension UntrackedPerson: MeasuredRecord {
  static func insert(_ rows: [UntrackedPerson], into crm: CRM) async throws {
    for row in rows { try await crm.insert(row) }
  }

  static func one(in crm: CRM, _ id: RecordID<UntrackedPerson>) async throws -> UntrackedPerson {
    try await crm.get(id)
  }

  static func first(in crm: CRM, email: String) async throws -> UntrackedPerson? {
    try await crm.first(where: \.email == email)
  }

  static func selected(in crm: CRM) async throws -> [UntrackedPerson] {
    try await crm.fetch {
      $0.status == Selection.status
      $0.score >= Selection.score
    }
  }

  static func newest(in crm: CRM) async throws -> RecordPage<UntrackedPerson> {
    try await crm.page(sort: [.descending(\.lastContactedAt)], limit: pageSize)
  }
}
