extension String {
  /// The text in pieces that cost no more than there is room for, cut between characters as people see them; one that is longer than a
  /// whole piece is cut between scalars.
  ///
  /// - Parameters:
  ///   - first: The room of the first piece. Where not even the first character fits it, it is as large as the rest.
  ///   - rest: The room of all others: at least what a scalar costs.
  ///   - cost: What a byte of UTF-8 costs.
  func pieces(first: Int, rest: Int, cost: (UInt8) -> Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var room = first
    func put(_ unit: String) {
      let price = unit.utf8.reduce(0) { $0 + cost($1) }
      if price > room {
        if !piece.isEmpty { pieces.append(piece) }
        piece = ""
        room = rest
        let scalars = unit.unicodeScalars
        if price > rest, scalars.count > 1 { return scalars.forEach { put(String($0)) } }
      }
      piece += unit
      room -= price
    }
    for character in self { put(String(character)) }
    return piece.isEmpty ? pieces : pieces + [piece]
  }
}
