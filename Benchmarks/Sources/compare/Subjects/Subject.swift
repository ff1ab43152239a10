import CRMKit
import Foundation

/// What commits wait for.
enum Syncing {
  /// The operating system has them.
  case unsynced
  /// The disk has them.
  case synced
}

/// The number of people with a status, and the sum of their revenues.
struct GroupTotal: Hashable, Codable {
  let status: String
  let count: Int
  let revenue: Int
}

/// A store under measurement.
///
/// Each method does its work for a whole batch, in a loop that the subject's own types compile into, so that nothing of the program is
/// measured with it. What reads hands each record to a ``Sink``, the same way whether the answer is being checked or timed.
protocol Subject: AnyObject {
  /// The form in which a user of this subject holds a person.
  associatedtype Item: PersonForm

  var name: String { get }
  /// How it is set up, for the reader of the figures.
  var settings: String { get }
  var works: Set<Work> { get }
  /// The files, or nothing.
  var folder: String? { get }

  /// Begins an empty store.
  func create() async throws
  /// Adds all rows to the empty store, durably.
  func load(_ rows: [Item]) async throws
  /// Opens what was loaded.
  func open(_ syncing: Syncing) async throws
  /// Brings everything to the disk and lets go of what a new process would not have.
  func close() async throws
  /// Makes what is on the disk as small as the subject can by itself; called while it is open.
  func compact() async throws
  /// How many bytes the closed store takes on the disk.
  func size() async throws -> Int
  /// Removes the closed store, if there is one.
  func remove() async throws

  /// Adds each row by a commit of its own.
  func commit(_ rows: [Item]) async throws
  /// Adds each row by a commit of its own, each of the parts by a task of its own.
  func commit(concurrently parts: [[Item]]) async throws

  func get(_ ids: [Identifier], _ sink: inout Sink) async throws
  func get(emails: [String], _ sink: inout Sink) async throws
  func filter(_ sink: inout Sink) async throws
  func page(_ sink: inout Sink) async throws
  func groups() async throws -> [GroupTotal]
  /// Opens the closed store and reads one record; the time of that alone.
  func open(andGet id: Identifier, _ sink: inout Sink) async throws -> Duration
}

extension Subject {
  func compact() async throws {}

  func size() async throws -> Int { try sizeOfFolder() }

  func remove() async throws { removeFolder() }

  func sizeOfFolder() throws -> Int {
    guard let folder else { return 0 }
    let manager = FileManager.default
    return try manager.contentsOfDirectory(atPath: folder).reduce(0) { sum, name in
      sum + ((try manager.attributesOfItem(atPath: folder + "/" + name)[.size] as? Int) ?? 0)
    }
  }

  func removeFolder() { if let folder { try? FileManager.default.removeItem(atPath: folder) } }

  func open(andGet id: Identifier, _ sink: inout Sink) async throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    try await open(.unsynced)
    try await get([id], &sink)
    let duration = start.duration(to: clock.now)
    try await close()
    return duration
  }
}

/// The condition of `filter-1pct`, which one of a hundred people meets.
enum Selection {
  static let status = PersonStatus.customer
  static let score = 92
}

/// How many people `page-50` asks for.
let pageSize = 50

/// What a subject says when it is used before it is open.
struct NotOpen: Error {}
