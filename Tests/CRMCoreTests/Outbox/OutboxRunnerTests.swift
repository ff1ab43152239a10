import CRMCore
import CRMMemoryStore
import Testing

@Suite("The outbox")
struct OutboxRunnerTests {
  @Test("What was posted is sent once, and the answer is kept")
  func sent() async throws {
    let world = try OutboxWorld()
    let posted = try await world.post("hello", key: "k")
    #expect(try await world.runner().deliverDue() == OutboxRun(sent: 1))
    #expect(try await world.runner().deliverDue() == OutboxRun())
    let row = try await world.store.get(posted.id)
    #expect(row.state == .sent && row.answer == "receipt 1" && row.sentAt == world.clock.now && row.dueAt == nil)
    #expect(
      world.office.deliveries == [Delivery(key: "k", recipient: "sara", attempt: 1, instant: world.clock.now)])
  }

  @Test("What is undone sends nothing, and what is for later waits")
  func undoneAndLater() async throws {
    let world = try OutboxWorld()
    struct Regret: Error {}
    await #expect(throws: Regret.self) {
      try await world.store.write { store in
        try await store.post(Letter(text: "never"), over: .letters, to: "sara")
        throw Regret()
      }
    }
    try await world.post("later", due: .after(.seconds(60)))
    #expect(try await world.runner().deliverDue() == OutboxRun())
    world.clock.advance(by: .seconds(60))
    #expect(try await world.runner().deliverDue() == OutboxRun(sent: 1))
    #expect(world.office.texts == ["later"])
  }

  @Test("A key that is posted twice is one message, also after it was sent")
  func keys() async throws {
    let world = try OutboxWorld()
    let first = try await world.post("one", key: "k")
    #expect(try await world.post("two", key: "k").id == first.id)
    try await world.runner().deliverDue()
    #expect(try await world.post("three", key: "k").state == .sent)
    try await world.runner().deliverDue()
    #expect(world.office.texts == ["one"])
  }

  @Test("A failure that passes is tried again with growing rests, with the same key, and then given up")
  func retries() async throws {
    let world = try OutboxWorld()
    struct LineIsDead: Error, CustomStringConvertible { let description = "the line is dead" }
    world.office.refuse(LineIsDead(), DeliveryFailure.passing("busy"), DeliveryFailure.passing("busy"))
    let posted = try await world.post("hello")
    #expect(try await world.runner().deliverDue() == OutboxRun(postponed: 1))
    #expect(try await world.store.get(posted.id).failure == "the line is dead")
    world.clock.advance(by: .seconds(9))
    #expect(try await world.runner().deliverDue() == OutboxRun())
    world.clock.advance(by: .seconds(1))
    #expect(try await world.runner().deliverDue() == OutboxRun(postponed: 1))
    world.clock.advance(by: .seconds(20))
    #expect(try await world.runner().deliverDue() == OutboxRun(failed: 1))
    let row = try await world.store.get(posted.id)
    #expect(row.state == .failed && row.failure == "busy" && row.attempts == 3)

    #expect(try await world.store.retry(posted.id))
    #expect(try await !world.store.retry(posted.id))
    #expect(try await world.runner().deliverDue() == OutboxRun(sent: 1))
    #expect(world.office.deliveries.first?.key == posted.key)
  }

  @Test("A refusal that does not pass is not tried again, and the other side's wish to be left alone counts")
  func refusals() async throws {
    let world = try OutboxWorld()
    world.office.refuse(
      DeliveryFailure.final("no such person"), DeliveryFailure.passing("busy", retryAfter: .seconds(90)))
    let refused = try await world.post("a", to: "nobody")
    #expect(try await world.runner().deliverDue() == OutboxRun(failed: 1))
    #expect(try await world.store.get(refused.id).failure == "no such person")
    let busy = try await world.post("b")
    #expect(try await world.runner().deliverDue() == OutboxRun(postponed: 1))
    #expect(try await world.store.get(busy.id).dueAt == world.clock.now.advanced(by: .seconds(90)))
  }

  @Test("A recipient's messages are sent in order, and only a message that was given up is passed by")
  func order() async throws {
    let world = try OutboxWorld()
    for text in ["1", "2", "3"] { try await world.post(text) }
    try await world.post("x", to: "ali")
    world.office.refuse(DeliveryFailure.passing("busy"))
    let first = try await world.runner().deliverDue()
    #expect(first.sent + first.postponed == 2)
    #expect(world.office.texts.count == 1)
    world.clock.advance(by: .seconds(10))
    try await world.runner().deliverDue()
    #expect(world.office.texts.filter { $0 != "x" } == ["1", "2", "3"])

    world.office.refuse(DeliveryFailure.final("torn"))
    try await world.post("4")
    try await world.post("5")
    #expect(try await world.runner().deliverDue() == OutboxRun(sent: 1, failed: 1))
    #expect(world.office.texts.last == "5")
  }

  @Test("A channel's limit holds in every stretch of time, and a recipient's only for that recipient")
  func limits() async throws {
    let channel = try OutboxWorld(DeliveryPolicy(limits: [.init(2, per: .seconds(60))]))
    for number in 0..<5 { try await channel.post("\(number)", to: "\(number)") }
    var sent: [Int] = []
    for _ in 0..<4 {
      sent.append(try await channel.runner().deliverDue().sent)
      channel.clock.advance(by: .seconds(30))
    }
    #expect(sent == [2, 0, 2, 0])

    let recipient = try OutboxWorld(DeliveryPolicy(limits: [.init(1, per: .seconds(60), for: .recipient)]))
    for text in ["a", "b"] { try await recipient.post(text) }
    try await recipient.post("c", to: "ali")
    #expect(try await recipient.runner().deliverDue().sent == 2)
    recipient.clock.advance(by: .seconds(60))
    #expect(try await recipient.runner().deliverDue().sent == 1)
  }

  @Test("A message that a dead runner had claimed is sent again, or given up, as the channel promises")
  func deadRunner() async throws {
    for guarantee in [DeliveryPolicy.Guarantee.atLeastOnce, .atMostOnce] {
      let world = try OutboxWorld(
        DeliveryPolicy(guarantee: guarantee, retries: OutboxWorld.retries, timeLimit: .seconds(60)))
      let posted = try await world.post("hello")
      try await world.die(over: posted)
      #expect(try await world.runner("other").deliverDue() == OutboxRun())
      world.clock.advance(by: .seconds(120))
      let run = try await world.runner("other").deliverDue()
      let row = try await world.store.get(posted.id)
      switch guarantee {
      case .atLeastOnce:
        #expect(run == OutboxRun(sent: 1) && row.attempts == 2)
      case .atMostOnce:
        #expect(run == OutboxRun(failed: 1) && row.failure?.contains("“runner” died") == true)
        #expect(world.office.attempts == 0)
      }
    }
  }

  @Test("Nothing is sent twice at most once: what is not known counts as sent")
  func atMostOnce() async throws {
    let world = try OutboxWorld(DeliveryPolicy(guarantee: .atMostOnce, retries: OutboxWorld.retries))
    struct ConnectionLost: Error {}
    world.office.refuse(ConnectionLost())
    let lost = try await world.post("a")
    #expect(try await world.runner().deliverDue() == OutboxRun(failed: 1))
    #expect(try await world.store.get(lost.id).failure?.contains("not known") == true)
    world.office.refuse(DeliveryFailure.passing("busy"))
    try await world.post("b")
    #expect(try await world.runner().deliverDue() == OutboxRun(postponed: 1))
  }

  @Test("What comes too late to be worth sending is given up")
  func expiry() async throws {
    let world = try OutboxWorld(DeliveryPolicy(expiry: .seconds(60)))
    try await world.post("a")
    try await world.post("b", due: .after(.seconds(30)))
    world.clock.advance(by: .seconds(61))
    #expect(try await world.runner().deliverDue() == OutboxRun(sent: 1, failed: 1))
    #expect(world.office.texts == ["b"])
  }

  @Test("A message can be taken back until the first attempt")
  func withdrawn() async throws {
    let world = try OutboxWorld()
    let posted = try await world.post("a")
    #expect(try await world.store.withdraw(posted.id))
    #expect(try await world.runner().deliverDue() == OutboxRun())
    world.office.refuse(DeliveryFailure.passing("busy"))
    let tried = try await world.post("b")
    try await world.runner().deliverDue()
    #expect(try await !world.store.withdraw(tried.id))
  }

  @Test("Several runners at once send each message once, in order")
  func runners() async throws {
    let world = try OutboxWorld()
    for number in 0..<40 { try await world.post("\(number)", to: "\(number % 4)") }
    let sent = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<4 { group.addTask { try await world.runner("\(number)").deliverDue().sent } }
      return try await group.reduce(0, +)
    }
    let rest = try await world.runner("last").deliverDue().sent
    #expect(sent + rest == 40 && world.office.attempts == 40)
    for recipient in 0..<4 {
      let texts = world.office.deliveries.filter { $0.recipient == "\(recipient)" }.map(\.key)
      #expect(texts.count == 10 && texts == texts.sorted())
    }
  }

  @Test("What can't be read is given up")
  func unreadable() async throws {
    let world = try OutboxWorld()
    let posted = try await world.post("a")
    try await world.store.update(posted.id) { $0.message = "{" }
    #expect(try await world.runner().deliverDue() == OutboxRun(failed: 1))
  }
}

extension OutboxWorld {
  /// Leaves a message as a runner does that dies while it sends it.
  fileprivate func die(over message: OutboxMessage) async throws {
    let now = clock.now
    try await store.update(message.id) {
      $0.claimedBy = "runner"
      $0.attempts = 1
      $0.attemptedAt = now
      $0.dueAt = try now.advanced(by: policy.timeLimit * 2)
    }
  }
}
