import Testing

@testable import compare

@Suite("Figures of samples")
struct FigureTests {
  @Test("The median of an odd number of samples is the middle one, in whatever order they come")
  func oddMedian() {
    #expect(Figure([9, 1, 5]).median == 5)
  }

  @Test("The spread is the interquartile range divided by the median")
  func spread() {
    // The quartiles of 1...5 are 2 and 4.
    #expect(Figure([5, 4, 3, 2, 1]).spread == 2.0 / 3)
    #expect(Figure([7]).spread == 0)
  }

  @Test("Between two samples the median is interpolated")
  func evenMedian() {
    #expect(Figure([1, 2, 10, 20]).median == 6)
  }
}
