import CRMKit
import Foundation
import GRDB

/// GRDB as its README shows it: Codable records, requests of the query interface, the pool's own configuration.
final class GRDBPlainSubject: Subject {
  let name = "grdb-plain"
  let folder: String?
  let works = Set(Work.allCases)
  private let path: String
  private var pool: DatabasePool?

  init(in folder: String) {
    self.folder = folder
    path = folder + "/people.sqlite"
  }

  var settings: String {
    """
    GRDB 7.10.0, DatabasePool(path:), Codable records, fetchOne(key:), query interface, synchronous read and write; \
    unsynced: NORMAL as the pool sets it, synced: synchronous = FULL, set after opening; bulk load in one transaction, \
    FULL
    """
  }

  func create() throws {
    try open(.synced)
    try opened.write { try PlainPerson.createTable($0) }
  }

  func load(_ rows: [PlainPerson]) throws {
    try opened.write { db in
      for row in rows { try row.insert(db) }
    }
  }

  func open(_ syncing: Syncing) throws {
    let pool = try DatabasePool(path: path)
    if syncing == .synced {
      try pool.writeWithoutTransaction { try $0.execute(sql: SQLiteSettings.synchronous(.synced)) }
    }
    self.pool = pool
  }

  func close() throws {
    try pool?.close()
    pool = nil
  }

  func commit(_ rows: [PlainPerson]) throws {
    let pool = try opened
    for row in rows { try pool.write { try row.insert($0) } }
  }

  func commit(concurrently parts: [[PlainPerson]]) async throws {
    let pool = try opened
    try await withThrowingTaskGroup(of: Void.self) { group in
      for rows in parts { group.addTask { for row in rows { try await pool.write { try row.insert($0) } } } }
      try await group.waitForAll()
    }
  }

  func get(_ ids: [Identifier], _ sink: inout Sink) throws {
    let pool = try opened
    for id in ids {
      let key = UUID(id)
      if let person = try pool.read({ try PlainPerson.fetchOne($0, key: key) }) { sink.take(person) }
    }
  }

  func get(emails: [String], _ sink: inout Sink) throws {
    let pool = try opened
    for email in emails {
      let person = try pool.read { try PlainPerson.filter { $0.email == email }.fetchOne($0) }
      if let person { sink.take(person) }
    }
  }

  func filter(_ sink: inout Sink) throws {
    let people = try opened.read { db in
      try PlainPerson.filter { $0.status == PlainPerson.Status.customer && $0.score >= Selection.score }.fetchAll(db)
    }
    sink.take(people)
  }

  func page(_ sink: inout Sink) throws {
    let people = try opened.read { try PlainPerson.order(\.lastContactedAt.desc).limit(pageSize).fetchAll($0) }
    sink.take(people)
  }

  func groups() throws -> [GroupTotal] {
    try opened.read { db in
      let rows = try PlainPerson.select { [$0.status, count(Column.rowID), sum($0.revenue)] }
        .group(\.status).order(\.status).asRequest(of: Row.self).fetchAll(db)
      return rows.map { GroupTotal(status: $0[0], count: $0[1], revenue: $0[2]) }
    }
  }

  private var opened: DatabasePool {
    get throws {
      guard let pool else { throw NotOpen() }
      return pool
    }
  }
}
