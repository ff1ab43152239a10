extension Int {
  /// The number after this one; the greatest stays what it is, so that a count that was stored as no count can be never brings a program down.
  var next: Int { self == .max ? self : self + 1 }
}
