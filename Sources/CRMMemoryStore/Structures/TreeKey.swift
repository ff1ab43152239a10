/// A key that an ``OrderedTree`` holds as plain bits, so that nodes are copied by `memcpy` and searched without calls.
package protocol TreeKey: BitwiseCopyable, Comparable, Sendable {}

extension UInt64: TreeKey {}
