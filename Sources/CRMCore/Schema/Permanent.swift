/// An object that is made once and kept until the program ends.
///
/// To copy the handle counts no references: threads that use the same declaration at a time would wait for each other at its count.
struct Permanent<Object: AnyObject & Sendable>: Sendable {
  private let object: Unmanaged<Object>

  init(_ object: Object) { self.object = .passRetained(object) }

  /// Reads the object.
  @inline(__always)
  func read<T>(_ body: (Object) throws -> T) rethrows -> T { try object._withUnsafeGuaranteedRef(body) }

  /// What tells it from others.
  var identity: UInt { UInt(bitPattern: object.toOpaque()) }
}

extension Permanent: Hashable {
  static func == (left: Permanent, right: Permanent) -> Bool { left.identity == right.identity }

  func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}
