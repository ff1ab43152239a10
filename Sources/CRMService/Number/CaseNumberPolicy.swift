/// How the numbers of cases are written.
///
/// Cases are counted one after the other, and no count is used twice; a number is the text of its count.
public protocol CaseNumberPolicy: Sendable {
  /// The count that the first case gets, from 1 on.
  var first: Int64 { get }

  /// The number of a count: another for each.
  func number(_ count: Int64) -> String

  /// The count that a number is the text of; nil for a number that is none of these, such as one of another system.
  func count(of number: String) -> Int64?
}

/// Numbers such as `CAS-01001`.
public struct StandardCaseNumberPolicy: CaseNumberPolicy, Hashable {
  /// What stands before the digits.
  public var prefix: String
  /// How many digits there are at least.
  public var digits: Int
  /// The count that the first case gets.
  public var first: Int64

  /// Composes a policy.
  public init(prefix: String = "CAS-", digits: Int = 5, first: Int64 = 1001) {
    self.prefix = prefix
    self.digits = digits
    self.first = first
  }

  /// The prefix and the digits of the count.
  public func number(_ count: Int64) -> String {
    let text = String(count)
    return prefix + String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// The count behind the prefix; nil for what this policy does not write, and for more than fifteen digits.
  public func count(of number: String) -> Int64? {
    guard number.hasPrefix(prefix), number.count <= prefix.count + 15,
      let count = Int64(number.dropFirst(prefix.count)), count > 0, self.number(count) == number
    else { return nil }
    return count
  }
}
