import CRMCore
import CRMMemoryStore
import Synchronization

/// What is sent in tests of the outbox.
struct Letter: Codable, Hashable, Sendable {
  var text: String
}

extension OutboxChannel where Message == Letter {
  static let letters = OutboxChannel("letters")
}

/// The other side: it honours keys, and refuses what it is told to.
final class PostOffice: Transport {
  private struct State {
    var received: [(key: String, letter: Letter, delivery: Delivery)] = []
    var attempts = 0
    var refusals: [any Error] = []
  }

  private let state = Mutex(State())

  func send(_ letter: Letter, as delivery: Delivery) async throws -> String? {
    try state.withLock { state in
      state.attempts += 1
      if !state.refusals.isEmpty { throw state.refusals.removeFirst() }
      if !state.received.contains(where: { $0.key == delivery.key }) {
        state.received.append((delivery.key, letter, delivery))
      }
      return "receipt \(state.attempts)"
    }
  }

  var texts: [String] { state.withLock { $0.received.map(\.letter.text) } }
  var deliveries: [Delivery] { state.withLock { $0.received.map(\.delivery) } }
  var attempts: Int { state.withLock { $0.attempts } }

  /// Lets the next attempts fail, one for each error.
  func refuse(_ errors: any Error...) { state.withLock { $0.refusals += errors } }
}

/// A store, a clock that is moved by hand, and a runner that is connected with a post office.
struct OutboxWorld {
  let clock = HandClock()
  let office = PostOffice()
  let store: MemoryStore
  let policy: DeliveryPolicy

  static let retries = RetryPolicy(attempts: 3, firstDelay: .seconds(10), jitter: 0)

  init(_ policy: DeliveryPolicy = DeliveryPolicy(retries: OutboxWorld.retries)) throws {
    store = try MemoryStore([OutboxMessage.self], environment: clock.environment)
    self.policy = policy
  }

  func runner(_ name: String = "runner") -> OutboxRunner {
    var runner = OutboxRunner(store, name: name)
    runner.connect(.letters, to: office, policy)
    return runner
  }

  @discardableResult
  func post(
    _ text: String, to recipient: String = "sara", key: String? = nil, due: Due? = nil
  ) async throws -> OutboxMessage {
    try await store.post(Letter(text: text), over: .letters, to: recipient, key: key, due: due)
  }
}
