/// The text form. It is canonical when it is written (``description``) and generous when it is read; reading what was
/// written gives the same expression.
///
/// ```
/// state == "won" and account.industry == "retail" and actualCloseDate in last 90 days
/// score > 50 or name contains "Roya" and not isActive == true
/// any emails (kind == "work" and address hasSuffix ".ir")
/// amount between 10.00 USD and 500.00 USD
/// ```
///
/// The grammar is in the article <doc:FilterLanguage>.
extension FilterExpression: CustomStringConvertible {
  /// Reads a condition.
  ///
  /// Whether its names are fields is not known here and not asked.
  ///
  /// - Throws: ``FilterSyntaxError``, also for a text of more than 64 KiB, for lists of more than 10,000 values and
  ///   where conditions lie more than ``maximumDepth`` deep in each other.
  /// - Complexity: Linear in the length of the text.
  public init(parsing text: String) throws(FilterSyntaxError) { self = try FilterParser.parse(text).filter }

  /// Reads a condition on records of a type, and checks its names and values as ``checked(in:catalog:scope:)`` does,
  /// whose result it is: the same as the condition that was written in code.
  ///
  /// - Throws: ``FilterSyntaxError`` that points at the name, operator or value that does not fit.
  public init(
    parsing text: String, for type: RecordType, in catalog: Catalog, scope: QueryScope = QueryScope()
  ) throws(FilterSyntaxError) {
    let (filter, marks) = try FilterParser.parse(text)
    do {
      self = try filter.checked(in: .record(type), catalog: catalog, scope: scope)
    } catch {
      var search = FilterErrorSearch(text: text, marks: marks, catalog: catalog, scope: scope)
      throw search.error(in: filter, .record(type)) ?? FilterSyntaxError(text: text, at: text.startIndex, "\(error)")
    }
  }

  /// The condition as text, in the one canonical form and with the fewest parentheses.
  ///
  /// Durations are rounded down to microseconds, and a number that is not finite can't be read again.
  public var description: String { FilterPrinter.text(of: self) }
}
