/// Works of the engine and what they are held against, on one store.
///
/// Work and yardstick take turns within each sample, so that whatever else the machine does meets both.
protocol EngineTrial: AnyObject {
  /// Does all of it once more.
  func sample() async throws -> [EngineWork: Costs]
}

/// What one operation took, and one of the yardstick, in nanoseconds.
struct Costs {
  let work: Double
  let yardstick: Double
}

/// An answer or a number of things done that is not what it must be, so that no figure is taken of it.
struct WrongOutcome: Error, CustomStringConvertible {
  let description: String
}
