struct SlotNodeHeader {
  /// A bit for each place that holds an element, or above the leaves a child.
  var used: UInt32
  /// A bit for each place with no free slot left in it.
  var full: UInt32
  let level: UInt8
}

/// A node of a ``SlotVector``: one allocation of places, each for an element, or above the leaves for a child.
final class SlotNode<Element>: ManagedBuffer<SlotNodeHeader, UInt64> {
  deinit {
    withView { view in
      view.forEachUsed { index in
        if view.level > 0 {
          (view.children + index).deinitialize(count: 1)
        } else {
          (view.elements + index).deinitialize(count: 1)
        }
      }
    }
  }

  static func make(level: Int) -> SlotNode {
    let bytes = SlotLayout.width(atLevel: level) * (level > 0 ? 8 : MemoryLayout<Element>.stride)
    let buffer = create(minimumCapacity: (bytes + 7) / 8) { _ in
      SlotNodeHeader(used: 0, full: 0, level: UInt8(level))
    }
    return unsafeDowncast(buffer, to: SlotNode.self)
  }

  @inline(__always)
  func withView<Result>(_ body: (SlotNodeView<Element>) throws -> Result) rethrows -> Result {
    try withUnsafeMutablePointers { header, words in
      try body(SlotNodeView(header: header, base: UnsafeMutableRawPointer(words)))
    }
  }

  @inline(__always) var level: Int { withView { $0.level } }
  @inline(__always) var used: UInt32 { withView { $0.header.pointee.used } }
  @inline(__always) var isFull: Bool { withView { $0.header.pointee.full == SlotLayout.mask(atLevel: $0.level) } }

  /// Makes `node` safe to change in place: copied when it is shared.
  @inline(__always)
  static func makeWritable(_ node: inout SlotNode) {
    if !isKnownUniquelyReferenced(&node) { node = node.copy() }
  }

  private func copy() -> SlotNode {
    withView { source in
      let node = SlotNode.make(level: source.level)
      node.withView { view in
        source.forEachUsed { index in
          if source.level > 0 {
            (view.children + index).initialize(to: source.children[index])
          } else {
            (view.elements + index).initialize(to: source.elements[index])
          }
        }
        (view.header.pointee.used, view.header.pointee.full) = (source.header.pointee.used, source.header.pointee.full)
      }
      return node
    }
  }
}
