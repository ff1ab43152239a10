import CRMCore

/// Text that may be anything, read as a filter.
public enum FilterCheck {
  private static let catalog = try? Catalog([Maker.self, Sample.self])

  /// Whatever is read is written in a form that is read the same, and an error points into the text.
  public static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    check(text) { text throws(FilterSyntaxError) in try FilterExpression(parsing: text) }
    guard let catalog else { fail("the records are not declared well") }
    check(text) { text throws(FilterSyntaxError) in
      try FilterExpression(parsing: text, for: Sample.recordType, in: catalog)
    }
  }

  private static func check(_ text: String, _ read: (String) throws(FilterSyntaxError) -> FilterExpression) {
    let filter: FilterExpression
    do {
      filter = try read(text)
    } catch {
      require((1...text.count + 1).contains(error.column), "column \(error.column) is not in the text")
      require(error.text == text && error.description.contains(error.message), "the error is of another text")
      return
    }
    let written = filter.description
    do {
      let again = try read(written)
      require(again == filter, "“\(written)” is another filter than what it was written for")
      require(again.description.utf8.elementsEqual(written.utf8), "“\(written)” is not written as it was read")
    } catch {
      fail("“\(written)” is not read: \(error)")
    }
  }
}
