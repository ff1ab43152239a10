/// Keeps the smallest or the greatest value of each group while values come and go.
///
/// When the best value goes, the next best must be known. All values of a group in order would take memory for each record that counts; so only
/// the best few different ones are kept, with how often each occurs. Values behind them are let go of. Not before all of the
/// kept ones have gone, one after the other and with no better one coming, must a group be read again.
final class RankingAccumulator: ReversibleValueAccumulator {
  /// How many different values are kept of a group.
  private static let capacity = 64

  /// The best values of a group.
  private struct Ranking {
    /// The best first, by keys of which the lesser is the better.
    var best: [(key: [UInt8], value: [UInt8], count: Int)] = []
    /// Whether the group has no value behind those that are kept.
    var isComplete = true
  }

  let reader: ValueReader
  private let isMaximum: Bool
  private var key = OrderedKey()
  private var rankings: [Ranking] = []
  private var currencies = GroupCurrencies()
  /// The groups that have values of which none is known any more, so that they must be ranked anew.
  private(set) var exhausted: Set<Int> = []

  init(_ reader: ValueReader, isMaximum: Bool) {
    self.reader = reader
    self.isMaximum = isMaximum
  }

  func addGroup() {
    rankings.append(Ranking())
    currencies.addGroup()
  }

  func add(_ value: UnsafeRawBufferPointer, to group: Int) throws {
    if reader.kind == .money { currencies.add(try value.moneyParts().currency, to: group) }
    try rank(value, in: group)
  }

  func remove(_ value: UnsafeRawBufferPointer, from group: Int) throws {
    if reader.kind == .money { currencies.remove(try value.moneyParts().currency, from: group) }
    let (place, isKept) = try place(of: value, in: group)
    guard isKept else { return }
    rankings[group].best[place].count -= 1
    guard rankings[group].best[place].count == 0 else { return }
    rankings[group].best.remove(at: place)
    if !rankings[group].isComplete, rankings[group].best.isEmpty { exhausted.insert(group) }
  }

  func value(of group: Int) throws -> AnyValue {
    if reader.kind == .money { _ = try currencies.currency(of: group, path: reader.path) }
    return try rankings[group].best.first.map { try $0.value.withUnsafeBytes { try reader.value($0) } } ?? .null
  }

  /// Forgets the values of a group, which are ranked again by ``rank(_:_:in:)``.
  func forget(_ group: Int) {
    rankings[group] = Ranking()
    exhausted.remove(group)
  }

  /// Ranks a row's value that counts already.
  func rank(_ row: Row, _ lookup: RecordLookup, in group: Int) throws {
    try reader.read(row, lookup) { if let value = $0 { try rank(value, in: group) } }
  }

  private func rank(_ value: UnsafeRawBufferPointer, in group: Int) throws {
    // Of an exhausted group nobody knows what lies before the value.
    guard !exhausted.contains(group) else { return }
    let (place, isKept) = try place(of: value, in: group)
    guard !isKept else {
      rankings[group].best[place].count += 1
      return
    }
    let isLast = place == rankings[group].best.count
    if isLast, !rankings[group].isComplete { return }
    rankings[group].best.insert((key.bytes, Array(value), 1), at: place)
    guard rankings[group].best.count > Self.capacity else { return }
    rankings[group].best.removeLast()
    rankings[group].isComplete = false
  }

  /// Where a value is among the kept ones, or belongs.
  private func place(of value: UnsafeRawBufferPointer, in group: Int) throws -> (place: Int, isKept: Bool) {
    key.clear()
    try key.append(value, reader.kind)
    if isMaximum { key.invert(from: 0) }
    var (low, high) = (0, rankings[group].best.count)
    while low < high {
      let middle = (low + high) / 2
      if rankings[group].best[middle].key.comesBefore(key) { low = middle + 1 } else { high = middle }
    }
    let isKept = low < rankings[group].best.count && !rankings[group].best[low].key.comesAfter(key)
    return (low, isKept)
  }
}
