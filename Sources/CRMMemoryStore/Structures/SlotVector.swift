/// A persistent vector of elements by slot: where the records of a table are.
///
/// A freed slot is taken again by a later element, the lowest first: every node knows which of its places are full, so
/// there is no list of free slots beside the vector that could disagree with it.
///
/// Copying is O(1) and makes a snapshot; a change copies the nodes on its path that a snapshot shares, and no others.
///
/// `@unchecked` because the nodes are classes: a node is changed only when its vector holds the one reference to it
/// (``SlotNode/makeWritable(_:)``), so no two vectors, and no two threads, ever see a node change.
package struct SlotVector<Element: Sendable>: @unchecked Sendable {
  typealias Node = SlotNode<Element>
  /// Where an element lies.
  typealias Place = UnsafePointer<Element>

  var root: Node?

  /// The number of elements.
  package private(set) var count: Int

  package init() {
    precondition(MemoryLayout<Element>.alignment <= MemoryLayout<UInt64>.alignment, "elements are aligned to a word")
    root = nil
    count = 0
  }

  package var isEmpty: Bool { count == 0 }

  /// The element at a slot; nil when the slot is free.
  ///
  /// - Complexity: O(log *n*) to the base of 16.
  @inline(__always)
  package subscript(slot: UInt32) -> Element? { withElement(at: slot) { $0?.pointee } }

  /// Reads the element at a slot where it lies, without the cost of holding it; nil when the slot is free.
  ///
  /// - Complexity: O(log *n*) to the base of 16.
  @inline(__always)
  package func withElement<Result>(at slot: UInt32, _ body: (UnsafePointer<Element>?) throws -> Result) rethrows
    -> Result
  {
    guard var node = root.map({ Unmanaged.passUnretained($0) }),
      Self.reaches(slot, from: node._withUnsafeGuaranteedRef({ $0.level }))
    else { return try body(nil) }
    var element: UnsafePointer<Element>?
    var isDone = false
    repeat {
      node._withUnsafeGuaranteedRef {
        $0.withView { view in
          let index = view.index(of: slot)
          isDone = view.level == 0 || !view.isUsed(index)
          if !view.isUsed(index) { return }
          if isDone { element = UnsafePointer(view.elements + index) } else { node = view.child(at: index) }
        }
      }
    } while !isDone
    return try withExtendedLifetime(self) { try body(element) }
  }

  /// Puts an element into the lowest free slot.
  ///
  /// - Returns: The slot.
  @discardableResult
  package mutating func append(_ element: Element) -> UInt32 {
    var slot: UInt32 = 0
    fillFreeSlots(1) {
      $0.initialize(to: element)
      slot = $1
    }
    return slot
  }

  /// Puts elements into the lowest free slots: quicker than one by one.
  ///
  /// - Returns: The slots, in the order of the elements, which is their own.
  mutating func append(contentsOf elements: consuming [Element]) -> [UInt32] {
    var slots: [UInt32] = []
    slots.reserveCapacity(elements.count)
    // What is taken from the end of an array is moved, not copied.
    elements.reverseByMoving()
    fillFreeSlots(elements.count) {
      $0.initialize(to: elements.removeLast())
      slots.append($1)
    }
    return slots
  }

  /// Fills so many free slots, from the lowest on, by a body that is given the place and the number of each.
  private mutating func fillFreeSlots(_ number: Int, _ initialize: (UnsafeMutablePointer<Element>, UInt32) -> Void) {
    var left = number
    while left > 0 {
      var node = root.take() ?? Node.make(level: 0)
      if node.isFull { node = Self.parent(of: node) }
      Self.fillFreeSlots(&left, of: &node, from: 0, initialize)
      root = node
    }
    count += number
  }

  /// Fills the free slots of a node, whose slots begin with `first`, as far as there are any and some are left to be filled.
  private static func fillFreeSlots(
    _ left: inout Int, of node: inout Node, from first: UInt64,
    _ initialize: (UnsafeMutablePointer<Element>, UInt32) -> Void
  ) {
    Node.makeWritable(&node)
    node.withView { view in
      while left > 0 {
        let index = (~view.header.pointee.full).trailingZeroBitCount
        guard index < SlotLayout.width(atLevel: view.level) else { return }
        let slot = first | UInt64(index) << SlotLayout.shift(belowLevel: view.level)
        if view.level == 0 {
          precondition(slot < UInt64(UInt32.max), "a table holds fewer than 2^32 records")
          initialize(view.elements + index, UInt32(slot))
          view.mark(index, used: true, full: true)
          left -= 1
        } else {
          let child = view.children + index
          if !view.isUsed(index) { child.initialize(to: Node.make(level: view.level - 1)) }
          fillFreeSlots(&left, of: &child.pointee, from: slot, initialize)
          view.mark(index, used: true, full: child.pointee.isFull)
        }
      }
    }
  }

  /// Puts an element at a slot, in place of the one there if any.
  ///
  /// - Returns: The element that was there.
  @discardableResult
  package mutating func set(_ element: Element, at slot: UInt32) -> Element? {
    update(at: slot) { place in
      let old = place
      place = element
      return old
    }
  }

  /// Frees a slot.
  ///
  /// - Returns: The element that was there; nil when the slot was free.
  @discardableResult
  package mutating func remove(at slot: UInt32) -> Element? {
    // The level alone is taken from the root here: holding the root would make it shared.
    guard let level = root?.level, Self.reaches(slot, from: level) else { return nil }
    return update(at: slot) { $0.take() }
  }

  /// The place of the element at a slot, where it may be changed: quicker than ``update(at:_:)``, where there is one; nil when the slot is free.
  ///
  /// Valid until the vector is copied, changed or let go.
  @inline(__always)
  mutating func writablePlace(of slot: UInt32) -> UnsafeMutablePointer<Element>? {
    // Looked for first, since on the way to a free slot nodes may be missing.
    guard withElement(at: slot, { $0 != nil }), var node = root.take() else { return nil }
    defer { root = node }
    return Self.writablePlace(of: slot, under: &node)
  }

  // By recursion: gone down in a loop, with a view of the root kept outside of `withView`, it is miscompiled by Swift 6.3.1 at -O.
  private static func writablePlace(of slot: UInt32, under node: inout Node) -> UnsafeMutablePointer<Element> {
    Node.makeWritable(&node)
    return node.withView { view in
      let index = view.index(of: slot)
      return view.level == 0 ? view.elements + index : writablePlace(of: slot, under: &view.children[index])
    }
  }

  /// Changes what is at a slot in place: nil frees it.
  package mutating func update<Result>(at slot: UInt32, _ body: (inout Element?) -> Result) -> Result {
    var node = root.take() ?? Node.make(level: 0)
    while !Self.reaches(slot, from: node.level) { node = Self.parent(of: node) }
    var difference = 0
    let result = Self.update(&node, at: slot, &difference, body)
    count += difference
    root = node.used == 0 ? nil : node
    return result
  }

  /// A node whose first place leads to another.
  private static func parent(of node: Node) -> Node {
    let parent = Node.make(level: node.level + 1)
    if node.used != 0 {
      parent.withView {
        $0.children.initialize(to: node)
        $0.mark(0, used: true, full: node.isFull)
      }
    }
    return parent
  }

  private static func update<Result>(
    _ node: inout Node, at slot: UInt32, _ difference: inout Int, _ body: (inout Element?) -> Result
  ) -> Result {
    Node.makeWritable(&node)
    return node.withView { view in
      let index = view.index(of: slot)
      let wasUsed = view.isUsed(index)
      guard view.level > 0 else {
        let place = view.elements + index
        var element = wasUsed ? place.move() : nil
        let result = body(&element)
        let isUsed = element != nil
        if let element { place.initialize(to: element) }
        view.mark(index, used: isUsed, full: isUsed)
        difference = (isUsed ? 1 : 0) - (wasUsed ? 1 : 0)
        return result
      }
      let child = view.children + index
      if !wasUsed { child.initialize(to: Node.make(level: view.level - 1)) }
      let result = update(&child.pointee, at: slot, &difference, body)
      let isUsed = child.pointee.used != 0
      view.mark(index, used: isUsed, full: child.pointee.isFull)
      if !isUsed { child.deinitialize(count: 1) }
      return result
    }
  }

  /// The lowest slot without an element.
  var firstFreeSlot: UInt32 {
    guard let root else { return 0 }
    var node = Unmanaged.passUnretained(root)
    if root.isFull {
      let slots = SlotLayout.slots(underLevel: root.level)
      precondition(slots <= UInt64(UInt32.max), "a table holds fewer than 2^32 records")
      return UInt32(slots)
    }
    var slot: UInt64 = 0
    while true {
      let (level, index, isUsed) = node._withUnsafeGuaranteedRef {
        $0.withView { view in
          let index = (~view.header.pointee.full).trailingZeroBitCount
          return (view.level, index, view.isUsed(index))
        }
      }
      slot |= UInt64(index) << SlotLayout.shift(belowLevel: level)
      if level == 0 || !isUsed { return UInt32(slot) }
      node = node._withUnsafeGuaranteedRef { $0.withView { $0.child(at: index) } }
    }
  }

  @inline(__always)
  static func reaches(_ slot: UInt32, from level: Int) -> Bool {
    UInt64(slot) < SlotLayout.slots(underLevel: level)
  }
}

extension Array {
  /// Reverses the order, as `reverse()` does, without counting a reference to an element.
  fileprivate mutating func reverseByMoving() {
    withUnsafeMutableBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      for position in 0..<elements.count / 2 {
        let (left, right) = (first + position, first + (elements.count - 1 - position))
        let element = left.move()
        left.moveInitialize(from: right, count: 1)
        right.initialize(to: element)
      }
    }
  }
}
