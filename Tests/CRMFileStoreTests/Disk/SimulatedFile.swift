import CRMCore

/// A file of the simulated disk: what processes see of it, and what is on the disk.
struct SimulatedFile: Sendable {
  /// What reads return: the disk's content with everything written since.
  private(set) var live: [UInt8] = []
  /// What is on the disk.
  private(set) var durable: [UInt8] = []
  /// The pages that differ and that the system will still write.
  private var dirty: Set<Int> = []
  let pageSize: Int

  init(pageSize: Int) { self.pageSize = pageSize }

  /// A file that is on the disk as given.
  init(_ bytes: [UInt8], pageSize: Int) {
    live = bytes
    durable = bytes
    self.pageSize = pageSize
  }

  mutating func write(_ bytes: [UInt8], at offset: Int) {
    guard !bytes.isEmpty else { return }
    let overlap = min(bytes.count, live.count - offset)
    live.replaceSubrange(offset..<offset + overlap, with: bytes[..<overlap])
    live.append(contentsOf: bytes[overlap...])
    dirty.formUnion(offset / pageSize...(offset + bytes.count - 1) / pageSize)
  }

  mutating func truncate(to size: Int) {
    guard size < live.count else { return }
    live.removeSubrange(size...)
    dirty = dirty.filter { $0 * pageSize < size }
    if size > 0 { dirty.insert((size - 1) / pageSize) }
  }

  mutating func flip(bit: Int, at offset: Int) {
    if live.indices.contains(offset) { live[offset] ^= 1 << bit }
    if durable.indices.contains(offset) { durable[offset] ^= 1 << bit }
  }

  /// Everything reaches the disk, but for pages that a failed sync has lost.
  mutating func sync() {
    resizeDurable(to: live.count)
    for page in dirty { persist(page) }
    dirty = []
  }

  /// Some pages reach the disk, and the system forgets that the others did not.
  mutating func failSync(_ random: inout SplitMix64) {
    writeBack(&random)
    dirty = []
    if random.oneIn(2) { resizeDurable(to: live.count) }
  }

  /// The system writes some pages on its own.
  mutating func writeBack(_ random: inout SplitMix64) {
    for page in dirty.sorted() where random.oneIn(2) {
      let end = min((page + 1) * pageSize, live.count)
      if durable.count < end { resizeDurable(to: end) }
      persist(page)
      dirty.remove(page)
    }
  }

  /// The file as it may be found after a power cut: of what was not synced, each page is there, missing or torn, and the
  /// length is the old one, the new one, or one between.
  func afterCrash(_ random: inout SplitMix64) -> SimulatedFile {
    var found = self
    found.resizeDurable(to: max(live.count, durable.count))
    for page in dirty.sorted() {
      let range = page * pageSize..<min((page + 1) * pageSize, live.count)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: break
      case 1: found.persist(page)
      default:
        let cut = Int.random(in: range.lowerBound...range.upperBound, using: &random)
        let part = random.oneIn(2) ? range.lowerBound..<cut : cut..<range.upperBound
        found.durable.replaceSubrange(part, with: live[part])
      }
    }
    let sizes = min(live.count, durable.count)...max(live.count, durable.count)
    let size = [live.count, durable.count, Int.random(in: sizes, using: &random)].randomElement(using: &random)
    found.resizeDurable(to: size ?? durable.count)
    return SimulatedFile(found.durable, pageSize: pageSize)
  }

  private mutating func persist(_ page: Int) {
    let range = page * pageSize..<min((page + 1) * pageSize, live.count)
    guard !range.isEmpty else { return }
    durable.replaceSubrange(range, with: live[range])
  }

  private mutating func resizeDurable(to size: Int) {
    if size < durable.count {
      durable.removeSubrange(size...)
    } else {
      durable += [UInt8](repeating: 0, count: size - durable.count)
    }
  }
}
