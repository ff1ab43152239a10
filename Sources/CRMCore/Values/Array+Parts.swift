extension Array where Element: Sendable {
  /// Makes an array part by part, with each element where it stays.
  ///
  /// - Parameters:
  ///   - size: How many elements a part has; the last may have fewer.
  ///   - concurrently: As in ``Swift/Range/map(inPartsOf:concurrently:_:)``.
  ///   - initialize: Puts the element of a position in its place; where it throws, nothing is there.
  /// - Throws: What is thrown for the first of the positions for which anything is.
  package init<E>(
    count: Int, inPartsOf size: Int, concurrently: Bool,
    _ initialize: @Sendable (_ position: Int, _ place: UnsafeMutablePointer<Element>) throws(E) -> Void
  ) throws(E) {
    guard count > 0 else {
      // An array without room is the one that all empty arrays share, and would be written to.
      self = []
      return
    }
    var failure: E?
    self.init(unsafeUninitializedCapacity: count) { elements, initialized in
      guard let first = elements.baseAddress else { return }
      // `nonisolated(unsafe)` because several threads write through the pointer: each part has places of its own.
      nonisolated(unsafe) let places = first
      let parts = (0..<count).map(inPartsOf: size, concurrently: concurrently) { part throws(E) in
        for position in part {
          do throws(E) { try initialize(position, places + position) } catch {
            (places + part.lowerBound).deinitialize(count: position - part.lowerBound)
            throw error
          }
        }
        return part
      }
      for part in parts { if case .failure(let error) = part, failure == nil { failure = error } }
      initialized = failure == nil ? count : 0
      guard failure != nil else { return }
      for case .success(let part) in parts { (places + part.lowerBound).deinitialize(count: part.count) }
    }
    if let failure { throw failure }
  }
}
