/// Where the parts of one condition on a field stand in the text, for errors that are found after reading.
///
/// A parser leaves one for every condition on a field and for every `any` and `all`, in the order in which a walk
/// through the expression meets them, the outer before the inner.
struct FilterMark {
  /// Where each name of the path begins.
  var names: [String.Index]
  /// Where the operator begins.
  var comparison: String.Index
  /// Where each literal begins.
  var literals: [String.Index] = []
}
