/// How a store answers a query, for people.
public struct QueryPlan: Hashable, Sendable, CustomStringConvertible {
  /// How the candidates are found.
  public enum Access: Hashable, Sendable {
    /// By one identifier.
    case identifier
    /// Through the named index.
    case index(String)
    /// From the arrays of the named columns.
    case columns([String])
    /// By looking at every record of the type.
    case scan
  }

  /// How the candidates are found.
  public let access: Access
  /// How many candidates were touched; nil for somebody with rights, to whom it would tell of records out of sight.
  public let touched: Int?
  /// How many of them are in the answer.
  public let matched: Int
  /// Whether the answer had to be sorted, instead of coming out of an index in order.
  public let isSorted: Bool
  /// What of the condition an engine under the store could not decide, so that the store tried it on each record that was touched; nil when
  /// nothing was left, and for a store without such an engine.
  public let remainder: FilterExpression?

  /// Creates the description of a plan.
  public init(access: Access, touched: Int?, matched: Int, isSorted: Bool, remainder: FilterExpression? = nil) {
    self.remainder = remainder
    self.access = access
    self.touched = touched
    self.matched = matched
    self.isSorted = isSorted
  }

  /// One line: `index on state, 12 rows touched, 4 matched, then sorted`.
  public var description: String {
    let how =
      switch access {
      case .identifier: "identifier"
      case .index(let name): "index on \(name)"
      case .columns(let names): "columns \(names.joined(separator: ", "))"
      case .scan: "scan"
      }
    let rows = touched.map { "\($0) rows touched, " } ?? ""
    let trial = remainder.map { ", tried for \($0)" } ?? ""
    return "\(how), \(rows)\(matched) matched" + trial + (isSorted ? ", then sorted" : "")
  }
}
