public struct Currency: Hashable, Sendable { public var code: String { "" }; public var minorUnits: Int { 0 } }
