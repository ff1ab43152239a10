/// A persistent array of plain values by slot, in pages that scans read whole: what columns are made of.
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
  /// What a new page holds, and what a scan sees where there is none.
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

  /// Reads the page of a slot: blank where nothing was written.
  @inline(__always)
  func withPage<Result>(of slot: UInt32, _ body: (UnsafeMutablePointer<Value>) throws -> Result) rethrows -> Result {
    let page = pages[slot >> ColumnLayout.bits] ?? blank
    return try page.buffer.withUnsafeMutablePointerToElements(body)
  }

  /// Reads every page that was written to, with its first slot, in the order of slots.
  @inline(__always)
  func forEachPage(_ body: (UInt32, UnsafeMutablePointer<Value>) throws -> Void) rethrows {
    for (index, page) in pages {
      try page.buffer.withUnsafeMutablePointerToElements { try body(index << ColumnLayout.bits, $0) }
    }
  }

  /// Changes the page of a slot.
  @inline(__always)
  mutating func update(of slot: UInt32, _ body: (UnsafeMutablePointer<Value>) -> Void) {
    pages.update(at: slot >> ColumnLayout.bits) { [blank, length] place in
      var page = place.take() ?? blank
      if !isKnownUniquelyReferenced(&page.buffer) { page = Self.copy(page, length) }
      page.buffer.withUnsafeMutablePointerToElements(body)
      place = page
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
