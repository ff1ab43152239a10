/// A persistent array of plain values by slot, in pages that evaluations read whole: what columns are made of.
///
/// A page comes into being with the first value written to it. Copying is O(1) and makes a snapshot; writing copies the
/// page, and the few nodes above it, when a snapshot shares them.
struct ColumnPages<Value: BitwiseCopyable & Sendable>: Sendable {
  /// The values of neighbouring slots, in one allocation.
  ///
  /// `@unchecked` because the buffer is a class: it is changed only when this is the one reference to it.
  private struct Page: @unchecked Sendable {
    var buffer: ManagedBuffer<Int, Value>
  }

  private var pages = SlotVector<Page>()
  /// What a new page holds, and what is read where there is none.
  private let blank: Page
  private let length: Int

  /// Pages of `length` values each, which begin as copies of `initial`, repeated, and then `trailer`.
  init(repeating initial: Value, trailer: [Value] = []) {
    length = ColumnLayout.slots + trailer.count
    blank = Page(buffer: .create(minimumCapacity: length) { [length] _ in length })
    blank.buffer.withUnsafeMutablePointerToElements { values in
      values.initialize(repeating: initial, count: ColumnLayout.slots)
      for (index, value) in trailer.enumerated() {
        (values + ColumnLayout.slots + index).initialize(to: value)
      }
    }
  }

  /// The values of the page of a slot: blank where nothing was written.
  ///
  /// Valid as long as the column is held and not changed.
  @inline(__always)
  func page(of slot: UInt32) -> UnsafeMutablePointer<Value> {
    (pages[slot >> ColumnLayout.bits] ?? blank).buffer.withUnsafeMutablePointerToElements { $0 }
  }

  /// The values of the page of a slot, where they may be changed.
  ///
  /// Valid until the column is copied, changed or let go.
  @inline(__always)
  mutating func writablePage(of slot: UInt32) -> UnsafeMutablePointer<Value> {
    let index = slot >> ColumnLayout.bits
    guard let place = pages.writablePlace(of: index) else {
      let page = Self.copy(blank, length)
      pages.set(page, at: index)
      return page.buffer.withUnsafeMutablePointerToElements { $0 }
    }
    if !isKnownUniquelyReferenced(&place.pointee.buffer) { place.pointee = Self.copy(place.pointee, length) }
    return place.pointee.buffer.withUnsafeMutablePointerToElements { $0 }
  }

  /// Changes the pages of slots, which ascend.
  ///
  /// - Parameter body: Is given a page, and of a slot that lies in it the place there and the position among the slots.
  @inline(__always)
  mutating func update(at slots: ArraySlice<UInt32>, _ body: (UnsafeMutablePointer<Value>, Int, Int) -> Void) {
    var rest = slots.indices
    while let first = rest.first {
      let page = slots[first] >> ColumnLayout.bits
      let base = writablePage(of: slots[first])
      while let position = rest.first, slots[position] >> ColumnLayout.bits == page {
        body(base, ColumnLayout.index(of: slots[position]), position - slots.startIndex)
        rest.removeFirst()
      }
    }
  }

  private static func copy(_ page: Page, _ length: Int) -> Page {
    let buffer = ManagedBuffer<Int, Value>.create(minimumCapacity: length) { _ in length }
    buffer.withUnsafeMutablePointerToElements { target in
      page.buffer.withUnsafeMutablePointerToElements { target.initialize(from: $0, count: length) }
    }
    return Page(buffer: buffer)
  }

  /// Checks everything that the pages rely on.
  func checkInvariants() throws {
    try pages.checkInvariants()
    for (_, page) in pages {
      try InvariantViolation.check(page.buffer.header == length, "a page of \(page.buffer.header) values")
    }
  }
}
