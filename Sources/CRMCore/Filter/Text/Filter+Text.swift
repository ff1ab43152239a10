extension Filter {
  /// Reads a condition from its text form.
  ///
  /// ```swift
  /// let won = try Filter<Opportunity>(parsing: #"state == "won" and account.industry == "retail""#)
  /// ```
  ///
  /// Whether its names are fields is asked where it is used; ``FilterExpression/init(parsing:for:in:scope:)`` asks at once.
  ///
  /// - Throws: ``FilterSyntaxError``.
  public init(parsing text: String) throws(FilterSyntaxError) { self.init(try FilterExpression(parsing: text)) }
}
