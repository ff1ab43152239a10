/// Tells a store, while it begins a transaction, how often the transaction was tried before, so that it can keep out of the way of those with which
/// it collided.
package enum WriteAttempt {
  /// How often a transaction is tried.
  package static let most = 5

  /// The number of the attempt, from 1 on.
  @TaskLocal package static var number = 1
}
