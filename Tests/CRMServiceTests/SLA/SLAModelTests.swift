import CRMContacts
import CRMCore
import CRMService
import Foundation
import Testing

/// A plain model of one target, in minutes: what is open is looked up minute by minute, and one is counted at a time.
private struct PlainTarget {
  var warn: Int
  var fail: Int
  var used = 0
  var isRunning = true
  var isCanceled = false
  var warnedAt: Int?
  var failedAt: Int?
  var metAt: Int?

  /// Sees where the target stands at a minute.
  mutating func look(at minute: Int) {
    if metAt != nil { return }
    warnedAt = used >= warn ? warnedAt ?? minute : nil
    failedAt = used >= fail ? failedAt ?? minute : nil
  }

  /// Lets the minute before this one pass.
  mutating func pass(to minute: Int, isOpen: Bool) {
    if isRunning && isOpen { used += 1 }
    look(at: minute)
  }

  var state: SLATarget.State {
    if metAt != nil { return failedAt == nil ? .succeeded : .noncompliant }
    if isCanceled { return .canceled }
    if failedAt != nil { return .noncompliant }
    if !isRunning { return .paused }
    return warnedAt == nil ? .inProgress : .nearingNoncompliance
  }

  /// When so much is used, counted on from a minute.
  func time(of amount: Int, passedAt: Int?, from minute: Int, _ open: [Bool]) -> Int? {
    if let passedAt { return passedAt }
    if !isRunning { return nil }
    var (used, next) = (used, minute)
    while used < amount, next < open.count {
      if open[next] { used += 1 }
      next += 1
    }
    return used == amount ? next : nil
  }
}

/// What a test does to a case, and what becomes of its targets in the model.
private struct PlainCase {
  var state = Case.State.active
  var isOnHold = false
  var priority = Case.Priority.normal
  var hasResponse = false
  var response = PlainTarget(warn: 0, fail: 0)
  var resolution = PlainTarget(warn: 0, fail: 0)
  let limits: [Case.Priority: (warn: Int, fail: Int)]

  init(response: (warn: Int, fail: Int), resolution: [Case.Priority: (warn: Int, fail: Int)]) {
    limits = resolution
    self.response = PlainTarget(warn: response.warn, fail: response.fail)
    follow(at: 0)
  }

  mutating func follow(at minute: Int) {
    let isClosed = state != .active
    if !isClosed, let limit = limits[priority] { (resolution.warn, resolution.fail) = limit }
    settle(&response, isMet: hasResponse || state == .resolved, isClosed, minute)
    settle(&resolution, isMet: state == .resolved, isClosed, minute)
  }

  private func settle(_ target: inout PlainTarget, isMet: Bool, _ isClosed: Bool, _ minute: Int) {
    target.isRunning = !isMet && !isClosed && !isOnHold
    target.isCanceled = !isMet && isClosed
    if isMet {
      target.metAt = target.metAt ?? minute
    } else {
      target.metAt = nil
      target.look(at: minute)
    }
  }
}

@Suite("Service levels against a plain model")
struct SLAModelTests {
  private static let days = 150

  private static func randomHours(_ numbers: inout SplitMix64) throws -> BusinessHours {
    let shapes = [
      ["09:00-17:00"], ["08:00-12:00", "13:00-17:00"], ["22:00-05:00"], ["04:00-06:00", "20:00-24:00"],
      ["00:00-24:00"], ["10:30-11:15"],
    ]
    let zone = ["America/New_York", "Asia/Tehran", "Europe/Berlin", "GMT"].randomElement(using: &numbers) ?? "GMT"
    while true {
      var weekly: [Weekday: [BusinessHours.Shift]] = [:]
      for weekday in Weekday.allCases where weekday == .monday || Bool.random(using: &numbers) {
        weekly[weekday] = try (shapes.randomElement(using: &numbers) ?? []).map { try BusinessHours.Shift($0) }
      }
      let start = try CalendarDate(iso8601: "2024-08-16")
      let holidays = try (0..<3).map { _ in try start.adding(days: .random(in: 0..<60, using: &numbers)) }
      // Shifts over midnight may overlap with those of the next day: then the dice are thrown again.
      if let hours = try? BusinessHours(
        timeZone: #require(TimeZone(identifier: zone)), weekly: weekly, holidays: Set(holidays))
      {
        return hours
      }
    }
  }

  /// Which minutes from the start on are open.
  private static func openMinutes(_ hours: BusinessHours) throws -> [Bool] {
    var open = Array(repeating: false, count: days * 1440)
    let first = try CalendarDate(iso8601: "2024-08-14")
    for day in 0..<days {
      for time in hours.openTimes(on: try first.adding(days: day)) {
        let from = Int(ServiceDesk.start.duration(to: time.lowerBound).components.seconds / 60)
        let to = Int(ServiceDesk.start.duration(to: time.upperBound).components.seconds / 60)
        for minute in max(0, from)..<max(0, to) where minute < open.count { open[minute] = true }
      }
    }
    return open
  }

  private static func limits(_ numbers: inout SplitMix64) -> (warn: Int, fail: Int) {
    let fail = Int.random(in: 2...900, using: &numbers)
    return (Int.random(in: 1..<fail, using: &numbers), fail)
  }

  @Test(
    "Whatever happens to a case, its targets are those of minutes counted one by one",
    arguments: 0..<12 as Range<UInt64>)
  func model(_ seed: UInt64) async throws {
    var numbers = SplitMix64(seed: seed)
    let hours = try Self.randomHours(&numbers)
    let desk = try await ServiceDesk(seed: seed)
    let open = try Self.openMinutes(hours)
    let response = Self.limits(&numbers)
    var resolution: [Case.Priority: (warn: Int, fail: Int)] = [:]
    for priority in Case.Priority.allCases { resolution[priority] = Self.limits(&numbers) }
    try await desk.store.service.define(Self.definition(hours, response, resolution))
    var plain = PlainCase(response: response, resolution: resolution)
    let id = try await desk.store.service.open(CaseDraft("پرسش", priority: .normal)).id
    let isPunctual = seed % 3 != 0
    var minute = 0
    for _ in 0..<40 {
      let reach = [3, 60, 600, 3000].randomElement(using: &numbers) ?? 3
      let next = minute + Int.random(in: 0...reach, using: &numbers)
      try await Self.pass(until: next, on: desk, isPunctual: isPunctual)
      while minute < next {
        let isOpen = open[minute]
        minute += 1
        plain.response.pass(to: minute, isOpen: isOpen)
        plain.resolution.pass(to: minute, isOpen: isOpen)
      }
      if isPunctual { try await Self.check(plain, of: id, on: desk, at: minute, open, hours) }
      try await Self.act(on: id, &plain, desk, &numbers)
      // Without the agenda a case knows of the time with its next change only.
      if !isPunctual && plain.state == .active { try await desk.store.update(id) { $0.title += "؟" } }
      plain.follow(at: minute)
      try await Self.check(plain, of: id, on: desk, at: minute, open, hours)
    }
  }

  private static func definition(
    _ hours: BusinessHours, _ response: (warn: Int, fail: Int), _ resolution: [Case.Priority: (warn: Int, fail: Int)]
  ) -> SLADefinition {
    let promises = resolution.sorted { $0.key.rawValue < $1.key.rawValue }.map { priority, limit in
      SLADefinition.Promise(
        .resolution, within: .minutes(limit.fail), warningAfter: .minutes(limit.warn),
        when: "priority == \"\(priority.rawValue)\"")
    }
    let first = SLADefinition.Promise(
      .firstResponse, within: .minutes(response.fail), warningAfter: .minutes(response.warn))
    return SLADefinition("Random", during: hours, promises: [first] + promises)
  }

  /// Lets the clock go on, and the agenda do each thing at its time, or nothing at all.
  private static func pass(until minute: Int, on desk: ServiceDesk, isPunctual: Bool) async throws {
    let end = try ServiceDesk.start.advanced(by: .minutes(minute))
    while isPunctual, let due = try await desk.store.first(AgendaEntry.self, sort: .ascending(\.dueAt))?.dueAt,
      due <= end
    {
      desk.clock.set(max(due, desk.clock.now))
      #expect(try await desk.work().failures.isEmpty)
    }
    desk.clock.set(end)
  }

  private static func act(
    on id: Case.ID, _ plain: inout PlainCase, _ desk: ServiceDesk, _ numbers: inout SplitMix64
  ) async throws {
    let service = desk.store
    if plain.state != .active {
      guard Bool.random(using: &numbers) else { return }
      try await service.service.reopen(id)
      (plain.state, plain.isOnHold) = (.active, false)
      return
    }
    switch Int.random(in: 0..<9, using: &numbers) {
    case 0, 1:
      try await service.service.hold(id, as: Bool.random(using: &numbers) ? .onHold : .waitingForDetails)
      plain.isOnHold = true
    case 2, 3:
      try await service.update(id) { $0.statusReason = .researching }
      plain.isOnHold = false
    case 4, 5:
      let priority = Case.Priority.allCases.randomElement(using: &numbers) ?? .normal
      try await service.update(id) { $0.priority = priority }
      plain.priority = priority
    case 6 where !plain.hasResponse && Int.random(in: 0..<3, using: &numbers) == 0:
      try await service.service.respond(id, InteractionDraft(.email, title: "پاسخ"))
      plain.hasResponse = true
    case 7:
      try await service.service.resolve(id)
      plain.state = .resolved
    case 8 where Bool.random(using: &numbers):
      try await service.service.cancel(id)
      plain.state = .canceled
    default:
      let title = "\(numbers.next())"
      try await service.update(id) { $0.title = title }
    }
  }

  private static func check(
    _ plain: PlainCase, of id: Case.ID, on desk: ServiceDesk, at minute: Int, _ open: [Bool], _ hours: BusinessHours
  ) async throws {
    for (measure, expected) in [(SLAMeasure.firstResponse, plain.response), (.resolution, plain.resolution)] {
      let target = try #require(try await desk.target(measure, of: id))
      func instant(_ minute: Int?) throws -> Instant? {
        try minute.map { try ServiceDesk.start.advanced(by: .minutes($0)) }
      }
      var used = target.timeUsed
      if let counted = target.countedUntil { used += try hours.duration(from: counted, to: desk.clock.now) }
      #expect(used == .minutes(expected.used), "\(measure.rawValue) at \(minute)")
      #expect(target.state == expected.state, "\(measure.rawValue) at \(minute)")
      #expect(target.metAt == (try instant(expected.metAt)), "\(measure.rawValue) at \(minute)")
      #expect((target.countedUntil != nil) == expected.isRunning)
      if expected.metAt != nil && expected.failedAt == nil { continue }
      let fail = expected.time(of: expected.fail, passedAt: expected.failedAt, from: minute, open)
      let warn = expected.time(of: expected.warn, passedAt: expected.warnedAt, from: minute, open)
      #expect(target.failAt == (try instant(fail)), "\(measure.rawValue) at \(minute)")
      if expected.metAt == nil { #expect(target.warnAt == (try instant(warn)), "\(measure.rawValue) at \(minute)") }
      guard plain.state == .active else { continue }
      let record = try await desk.store.get(id)
      #expect((measure == .resolution ? record.resolveBy : record.responseBy) == target.failAt)
    }
  }
}
