/// What somebody may do with a field, each with what comes before it.
public enum FieldAccess: String, ClosedEnumeration, Comparable {
  /// Nothing: the field holds nothing for them, and nothing can be asked by it.
  case hidden
  /// See a mask of it: of a text its last characters, of all else nothing. Nothing can be asked by it.
  case masked
  /// Read it, and ask by it.
  case read
  /// Change it, too.
  case write

  private var rank: Int {
    switch self {
    case .hidden: 0
    case .masked: 1
    case .read: 2
    case .write: 3
    }
  }

  /// Whether less is allowed.
  public static func < (left: FieldAccess, right: FieldAccess) -> Bool { left.rank < right.rank }
}

extension FieldAccess {
  /// A text of which no more than the last characters can be read: a quarter of it, and not more than four.
  ///
  /// The mask before them is equally long for every text.
  public static func mask(_ text: String) -> String { "••••" + text.suffix(min(4, text.count / 4)) }
}
