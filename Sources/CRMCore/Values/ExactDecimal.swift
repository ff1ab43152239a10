public struct ExactDecimal: Hashable, Sendable {}
extension ExactDecimal: CustomStringConvertible { public var description: String { "" } }
