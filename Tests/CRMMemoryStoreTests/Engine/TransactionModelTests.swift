import CRMCore
import CRMMemoryStore
import Testing

@Suite("Transactions of many writes")
struct TransactionModelTests {
  private struct Interruption: Error {}

  @Test(
    "What each write is answered, and what is there afterwards, is what a plain model says",
    arguments: 1...12 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    func number(below limit: UInt64) -> UInt64 { random.next() % limit }
    let store = try MemoryStore([Badge.self], environment: .replayable(seed: seed))
    var model = Model()
    var refusals = 0
    for _ in 0..<40 {
      let before = model
      // Most are small enough to wait until they are committed, some are not.
      let count = number(below: 4) == 0 ? number(below: 150) : number(below: 8)
      let isUndone = number(below: 5) == 0
      let look = number(below: 30)
      let seenBefore = try await store.read { snapshot in
        do {
          try await store.write { store in
            for position in 0..<count {
              let write = Write(number(below: 90), number(below: 60), number(below: 3))
              let expected = model.make(write)
              let answer = try await Self.answer(to: write, in: &store)
              #expect(answer == expected)
              if expected != nil { refusals += 1 }
              let id = Badge.ID.numbered(number(below: 90))
              let found = try await store.find(id)
              #expect(found.map(\.number) == model.numbers[id])
              if position == look {
                let held = try await store.count(Badge.self)
                #expect(held == model.numbers.count)
              }
            }
            if isUndone { throw Interruption() }
          }
        } catch is Interruption {
          model = before
        }
        return try await Model(snapshot.fetch(Badge.self))
      }
      #expect(seenBefore == before)
      #expect(try await Model(store.fetch(Badge.self)) == model)
      for number in 0..<60 as Range<UInt64> {
        let holder = try await store.first(where: \Badge.number == Int(number))
        #expect(holder?.id == model.holder(of: Int(number)))
      }
    }
    #expect(refusals > 100 && model.numbers.count > 20)
  }

  @Test("A value that a write has freed can be taken in the same transaction, and one that a write has taken can't")
  func freedAndTaken() async throws {
    let store = try MemoryStore([Badge.self], environment: .replayable(seed: 1))
    for number in 1...3 as ClosedRange<UInt64> { try await store.insert(Badge(number)) }
    try await store.write { store in
      try await store.update(.numbered(1)) { $0.number = 9 }
      try await store.update(.numbered(2)) { $0.number = 1 }
      try await store.delete(.numbered(3))
      try await store.insert(Badge(4) { $0.number = 3 })
    }
    #expect(try await Model(store.fetch(Badge.self)).numbers == [.numbered(1): 9, .numbered(2): 1, .numbered(4): 3])
    await #expect(throws: StoreError.duplicate(.numbered(6), fields: ["number"], other: .numbered(5))) {
      try await store.write { store in
        try await store.insert(Badge(5))
        try await store.insert(Badge(6) { $0.number = 5 })
      }
    }
    #expect(try await store.count(Badge.self) == 3)
  }

  /// What stands against a write; nil when nothing does.
  private static func answer(to write: Write, in store: inout StoreTransaction) async throws -> StoreError? {
    do {
      switch write {
      case .insert(let id, let number): try await store.insert(Badge(id) { $0.number = number })
      case .update(let id, let number): try await store.update(.numbered(id)) { $0.number = number }
      case .delete(let id): try await store.delete(Badge.ID.numbered(id))
      }
      return nil
    } catch let error as StoreError {
      return error
    }
  }
}

private enum Write {
  case insert(UInt64, Int?)
  case update(UInt64, Int?)
  case delete(UInt64)

  init(_ id: UInt64, _ number: UInt64, _ kind: UInt64) {
    let number = number % 7 == 0 ? nil : Int(number)
    switch kind {
    case 0: self = .insert(id, number)
    case 1: self = .update(id, number)
    default: self = .delete(id)
    }
  }
}

/// Which number each badge has.
private struct Model: Equatable {
  var numbers: [Badge.ID: Int?] = [:]

  init() {}

  init(_ badges: [Badge]) { for badge in badges { numbers[badge.id] = .some(badge.number) } }

  func holder(of number: Int) -> Badge.ID? { numbers.first { $0.value == number }?.key }

  /// Makes a write, or says what stands against it.
  mutating func make(_ write: Write) -> StoreError? {
    switch write {
    case .insert(let id, let number):
      if numbers[.numbered(id)] != nil { return .alreadyExists(.numbered(id)) }
      return put(number, at: id)
    case .update(let id, let number):
      if numbers[.numbered(id)] == nil { return .notFound(.numbered(id)) }
      return put(number, at: id)
    case .delete(let id):
      return numbers.removeValue(forKey: .numbered(id)) == nil ? .notFound(.numbered(id)) : nil
    }
  }

  private mutating func put(_ number: Int?, at id: UInt64) -> StoreError? {
    if let number, let other = holder(of: number), other != .numbered(id) {
      return .duplicate(.numbered(id), fields: ["number"], other: other.key)
    }
    numbers[.numbered(id)] = .some(number)
    return nil
  }
}

private struct Badge: Record {
  static let entity = "badge"
  var id: ID
  var stamp = Stamp()
  var number: Int?
  init(id: RecordID<Badge>) { self.id = id }

  init(_ id: UInt64, _ change: (inout Badge) -> Void = { _ in }) {
    self.init(id: .numbered(id))
    number = Int(id)
    change(&self)
  }

  static let schema = Schema<Badge> { f in f("number", \.number, .unique) }
}

extension RecordID<Badge> {
  fileprivate static func numbered(_ number: UInt64) -> RecordID { RecordID(Identifier(high: 1, low: number)) }
}

extension RecordKey {
  fileprivate static func numbered(_ number: UInt64) -> RecordKey { Badge.ID.numbered(number).key }
}
