import CRMKit

extension TextTable {
  /// A table of values under titles; columns of quantities are aligned to the right.
  init(_ titles: [String], _ rows: [[AnyValue]]) {
    let columns = titles.enumerated().map { position, title in
      let values = rows.lazy.map { $0[position] }.filter { !$0.isNull }
      return Column(title, !values.isEmpty && values.allSatisfy(\.isQuantity) ? .right : .left)
    }
    self.init(columns: columns, rows: rows.map { $0.map(\.display) })
  }
}
