/// A table for people to read, aligned by how wide text is shown and not by how many characters it has.
///
/// ```
/// name          city      value
/// ------------  -------  ------
/// Sara Ahmadi   تهران     12,500
/// 王小明        Taipei       980
/// ```
///
/// Data can't drive the terminal: control characters are shown as escapes (see `String.terminalSafe`).
struct TextTable {
  enum Alignment {
    case left
    case right
    /// Right when every cell of the column that is not blank is a number.
    case automatic
  }

  struct Column {
    var title: String
    var alignment: Alignment

    init(_ title: String, _ alignment: Alignment = .automatic) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// The columns; what a row has beyond them goes under empty titles.
  var columns: [Column]
  /// The cells, row by row; missing ones are blank.
  var rows: [[String]]

  static let gap = 2
  /// No column becomes narrower than this, even if the table is then wider than asked.
  private static let narrowest = 8

  /// The table's lines, without a newline after the last.
  ///
  /// - Parameter width: The columns of the terminal that the table is for, usually `Terminal.width()`. Cells are then
  func render(width: Int?) -> String {
    let count = rows.reduce(columns.count) { max($0, $1.count) }
    guard count > 0 else { return "" }
    let titles = (0..<count).map { $0 < columns.count ? columns[$0].title : "" }
    let cells = ([titles] + rows).map { row in
      (0..<count).map { Self.lines(of: $0 < row.count ? row[$0] : "", keepsLineEnds: width != nil) }
    }
    let natural = (0..<count).map { column in
      cells.reduce(1) { max($0, $1[column].reduce(0) { max($0, $1.displayWidth) }) }
    }
    let widths = width.map { Self.fit(natural, into: $0) } ?? natural
    let alignments = (0..<count).map { alignment(of: $0) }
    let rule = widths.map { [String(repeating: "-", count: $0)] }
    var table = cells.map { zip($0, widths).map { Self.wrap($0, $1) } }
    table.insert(rule, at: 1)
    return table.flatMap { row in
      (0..<(row.map(\.count).max() ?? 0)).map { line in
        let parts = row.map { line < $0.count ? $0[line] : "" }
        return Self.line(parts, widths, alignments, isolates: width != nil)
      }
    }.joined(separator: "\n")
  }

  /// What a cell shows, a line each; blank lines go.
  private static func lines(of cell: String, keepsLineEnds: Bool) -> [String] {
    let lines = cell.split(whereSeparator: \.isNewline).map { String($0).terminalSafe }
    return keepsLineEnds && !lines.isEmpty ? lines : [lines.joined(separator: " ")]
  }

  private func alignment(of column: Int) -> Alignment {
    let asked = column < columns.count ? columns[column].alignment : .automatic
    guard asked == .automatic else { return asked }
    let cells = rows.lazy.compactMap { column < $0.count ? $0[column] : nil }.filter { !$0.allSatisfy(\.isWhitespace) }
    return !cells.isEmpty && cells.allSatisfy(Self.isNumber) ? .right : .left
  }

  /// Whether a cell is a number of any script's digits, with marks, a minus and a currency or percent sign perhaps.
  ///
  /// A date, a telephone number or an identifier with a dash is not.
  private static func isNumber(_ cell: String) -> Bool {
    let marks: Set<Unicode.Scalar> = [".", ",", "٫", "٬", "'", "’", "\u{A0}", "\u{202F}", "%", "٪"]
    let minuses: Set<Unicode.Scalar> = ["-", "\u{2212}"]
    var digits = 0
    for (index, scalar) in cell.unicodeScalars.filter({ !$0.properties.isBidiControl }).enumerated() {
      switch scalar.properties.generalCategory {
      case .decimalNumber: digits += 1
      case .currencySymbol: break
      default:
        guard marks.contains(scalar) || index == 0 && minuses.contains(scalar) else { return false }
      }
    }
    return digits > 0
  }

  /// Widths that fit: the widest columns give up what is missing.
  private static func fit(_ natural: [Int], into width: Int) -> [Int] {
    let room = width - gap * (natural.count - 1)
    guard natural.reduce(0, +) > room else { return natural }
    var left = room
    var fitted = natural
    // From the narrowest on, each takes what it needs, up to an even share of what is left.
    for (taken, column) in natural.indices.sorted(by: { natural[$0] < natural[$1] }).enumerated() {
      let share = left / (natural.count - taken)
      fitted[column] = min(natural[column], max(share, narrowest))
      left -= fitted[column]
    }
    return fitted
  }

  private static func wrap(_ lines: [String], _ width: Int) -> [String] {
    lines.flatMap { $0.displayWidth <= width ? [$0] : wrap($0, width) }
  }

  /// Breaks a line at spaces, and words that are too long for a line anywhere between characters.
  private static func wrap(_ line: String, _ width: Int) -> [String] {
    var wrapped: [String] = []
    var current = ""
    var used = 0
    for word in line.split(separator: " ") {
      let needed = word.displayWidth
      if used > 0 && used + 1 + needed <= width {
        current += " " + word
        used += 1 + needed
        continue
      }
      if used > 0 { wrapped.append(current) }
      current = ""
      used = 0
      for character in word {
        let step = character.displayWidth
        if used + step > width && used > 0 {
          wrapped.append(current)
          current = ""
          used = 0
        }
        current.append(character)
        used += step
      }
    }
    return wrapped + [current]
  }

  private static func line(
    _ parts: [String], _ widths: [Int], _ alignments: [Alignment], isolates: Bool
  ) -> String {
    var line = ""
    for (index, part) in parts.enumerated() {
      let padding = String(repeating: " ", count: max(0, widths[index] - part.displayWidth))
      let shown = isolates && part.hasRightToLeft ? "\u{2068}\(part)\u{2069}" : part
      line += alignments[index] == .right ? padding + shown : shown + padding
      line += String(repeating: " ", count: gap)
    }
    while line.unicodeScalars.last == " " { line.unicodeScalars.removeLast() }
    return line
  }
}
