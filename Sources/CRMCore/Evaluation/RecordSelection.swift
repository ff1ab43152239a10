/// The answer of a ``RecordQuery`` while its candidates come in, one by one and in any order.
///
/// With a limit, no more than about twice as many records are held at a time.
public struct RecordSelection {
  private var matcher: RecordMatcher
  private let order: RecordOrder
  private let lookup: RecordLookup
  private let after: [UInt8]?
  private let limit: Int
  private let isOrdered: Bool
  /// The identifier of the last record, while those that were taken came in the answer's order without anybody having said so.
  ///
  /// Most tables hold their records so, and what need not be sorted needs no keys.
  private var ascending: Identifier?
  private var key = OrderedKey()
  private var records: [AnyRecord] = []
  private var places = SortPlaces()
  /// Where the last record of a full answer is placed; what comes behind it need not be kept.
  private var last: [UInt8]?

  init(
    _ query: RecordQuery, _ matcher: RecordMatcher, _ order: RecordOrder, _ lookup: RecordLookup, isOrdered: Bool
  ) throws {
    self.matcher = matcher
    self.order = order
    self.lookup = lookup
    after = try query.after.map { try order.key(of: $0) }
    limit = max(0, query.limit ?? .max)
    self.isOrdered = isOrdered
    if !isOrdered, order.isOfIdentifiers, query.after == nil { ascending = Identifier(high: 0, low: 0) }
  }

  /// Whether no further candidate can change the answer: the limit is reached, and the candidates come in the answer's order.
  public var isComplete: Bool { limit == 0 || (isOrdered && records.count >= limit) }

  /// Adds a candidate.
  ///
  /// - Throws: As ``RecordMatcher/matches(_:)``.
  public mutating func add(_ candidate: AnyRecord) throws {
    guard !isComplete, try matcher.matches(candidate) else { return }
    try take(candidate)
  }

  /// Whether a candidate, by its slots alone, is one to ``take(_:)``.
  package mutating func wants(_ candidate: SlotReader) throws -> Bool { try !isComplete && matcher.matches(candidate) }

  /// Adds a candidate that meets the condition.
  package mutating func take(_ candidate: consuming AnyRecord) throws {
    if isOrdered, after == nil { return records.append(candidate) }
    if let last = ascending {
      let id = candidate.id
      if last <= id {
        ascending = id
        if records.count < limit { records.append(candidate) }
        return
      }
      ascending = nil
      let taken = records
      records = []
      for record in taken { try place(record) }
    }
    try place(candidate)
  }

  /// Adds a candidate with the key that it is sorted by.
  private mutating func place(_ candidate: AnyRecord) throws {
    try candidate.storage.withSlots { try order.read(Row(record: $0), lookup, into: &key) }
    if let after, !after.comesBefore(key) { return }
    if isOrdered { return records.append(candidate) }
    if let last, last.comesBefore(key) { return }
    key.withBytes { places.append($0) }
    records.append(candidate)
    if places.count >= 1024, places.count / 2 >= limit { cut() }
  }

  /// The answer, in order.
  public func finish() -> [AnyRecord] {
    guard limit > 0 else { return [] }
    return isOrdered || ascending != nil ? records : places.sorted().prefix(limit).map { records[$0] }
  }

  /// Lets go of what is beyond the limit.
  private mutating func cut() {
    let sorted = places.sorted().prefix(limit)
    records = sorted.map { records[$0] }
    if sorted.count == limit { last = sorted.last.map { Array(places.key(at: $0)) } }
    places = places.keeping(sorted)
  }
}

/// The keys of many records, one after the other, and their order.
struct SortPlaces {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ key: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: key)
    ends.append(bytes.count)
  }

  func key(at index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

  /// The keys at these places, in their order.
  func keeping(_ places: some Collection<Int>) -> SortPlaces {
    var result = SortPlaces()
    for place in places {
      result.bytes += key(at: place)
      result.ends.append(result.bytes.count)
    }
    return result
  }

  /// The places of the keys in ascending order.
  ///
  /// The first eight bytes mostly decide.
  func sorted() -> [Int] {
    bytes.withUnsafeBytes { bytes in
      // Behind what all keys have in common, that is.
      let common = commonLength(bytes)
      var entries: [(head: UInt64, start: Int, end: Int, place: Int)] = []
      entries.reserveCapacity(ends.count)
      var start = 0
      for (place, end) in ends.enumerated() {
        var head: UInt64 = 0
        for index in start + common..<start + common + 8 { head = head << 8 | UInt64(index < end ? bytes[index] : 0) }
        entries.append((head, start, end, place))
        start = end
      }
      entries.sort { left, right in
        if left.head != right.head { return left.head < right.head }
        let leftKey = UnsafeRawBufferPointer(rebasing: bytes[left.start..<left.end])
        return leftKey.ordered(to: UnsafeRawBufferPointer(rebasing: bytes[right.start..<right.end])) < 0
      }
      return entries.map(\.place)
    }
  }

  /// The number of bytes that all keys begin with.
  private func commonLength(_ bytes: UnsafeRawBufferPointer) -> Int {
    var common = ends.first ?? 0
    var start = 0
    for end in ends {
      common = min(common, end - start)
      var length = 0
      while length < common, bytes[length] == bytes[start + length] { length += 1 }
      common = length
      start = end
    }
    return common
  }
}

extension [UInt8] {
  /// Whether these bytes are less than a key's.
  func comesBefore(_ key: OrderedKey) -> Bool {
    withUnsafeBytes { bytes in key.withBytes { bytes.ordered(to: $0) < 0 } }
  }

  /// Whether these bytes are greater than a key's.
  func comesAfter(_ key: OrderedKey) -> Bool {
    withUnsafeBytes { bytes in key.withBytes { bytes.ordered(to: $0) > 0 } }
  }
}
