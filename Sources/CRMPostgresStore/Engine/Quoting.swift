#if PostgreSQL
  extension String {
    /// The name as an identifier of SQL, whatever characters it holds.
    var quotedForSQL: String { "\"\(replacing("\"", with: "\"\""))\"" }
  }
#endif
