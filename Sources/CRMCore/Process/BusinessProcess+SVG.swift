extension BusinessProcess {
  /// The process as a drawing in SVG: the stages in columns by how many steps they are from the beginning, the ways between them as arrows.
  ///
  /// - Parameter rightToLeft: Whether the way goes from the right to the left, as for readers of Persian and Arabic.
  public func svg(rightToLeft: Bool = false) -> String {
    ProcessDrawing(self, isRightToLeft: rightToLeft).text
  }
}

/// Where everything is in the drawing of a process.
private struct ProcessDrawing {
  private static let (boxWidth, boxHeight, gapX, gapY, margin) = (150, 44, 70, 26, 20)

  private let process: BusinessProcess
  private let isRightToLeft: Bool
  private var places: [String: (column: Int, row: Int)] = [:]
  private var columns = 0
  private var rows = 0

  init(_ process: BusinessProcess, isRightToLeft: Bool) {
    self.process = process
    self.isRightToLeft = isRightToLeft
    var taken: [Int: Int] = [:]
    var open: [(name: String, column: Int)] = process.stages.first.map { [($0.name, 0)] } ?? []
    while !open.isEmpty {
      let (name, column) = open.removeFirst()
      guard places[name] == nil, let stage = process.stage(name) else { continue }
      let row = taken[column, default: 0]
      taken[column] = row + 1
      places[name] = (column, row)
      columns = max(columns, column + 1)
      rows = max(rows, row + 1)
      open += stage.exits.map { ($0.stage, column + 1) }
    }
  }

  var text: String {
    let width = 2 * Self.margin + columns * Self.boxWidth + max(0, columns - 1) * Self.gapX
    // Ways back run below the boxes.
    let height = 2 * Self.margin + rows * (Self.boxHeight + Self.gapY) + Self.gapY
    let title = process.label.isEmpty ? process.name : process.label
    let direction = isRightToLeft ? "rtl" : "ltr"
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" direction="\(direction)" \
      font-family="sans-serif" font-size="13">
      <title>\(title.inXML)</title>
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">\
      <path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>
      """
    ]
    for stage in process.stages {
      for exit in stage.exits { if let way = way(from: stage.name, exit) { parts.append(way) } }
    }
    for stage in process.stages { if let box = box(of: stage, width) { parts.append(box) } }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private func origin(of name: String) -> (x: Int, y: Int)? {
    guard let place = places[name] else { return nil }
    let column = isRightToLeft ? columns - 1 - place.column : place.column
    return (
      Self.margin + column * (Self.boxWidth + Self.gapX), Self.margin + place.row * (Self.boxHeight + Self.gapY)
    )
  }

  private func box(of stage: BusinessProcess.Stage, _ width: Int) -> String? {
    guard let (x, y) = origin(of: stage.name) else { return nil }
    let (middleX, middleY) = (x + Self.boxWidth / 2, y + Self.boxHeight / 2 + 5)
    let corner = stage.isEnd ? Self.boxHeight / 2 : 6
    let gates = stage.gates.map(\.phrase).joined(separator: "\n")
    return """
      <g>\(gates.isEmpty ? "" : "<title>\(gates.inXML)</title>")\
      <rect x="\(x)" y="\(y)" width="\(Self.boxWidth)" height="\(Self.boxHeight)" rx="\(corner)" \
      fill="\(stage.isEnd ? "#e8f0e8" : "#eef2fa")" stroke="#555"\(gates.isEmpty ? "" : " stroke-width=\"2.5\"")/>\
      <text x="\(middleX)" y="\(middleY)" text-anchor="middle">\(stage.title.inXML)</text></g>
      """
  }

  private func way(from name: String, _ exit: BusinessProcess.Exit) -> String? {
    guard let start = origin(of: name), let end = origin(of: exit.stage), let from = places[name],
      let to = places[exit.stage]
    else { return nil }
    let label = exit.condition.map { "<title>\($0.description.inXML)</title>" } ?? ""
    let style = """
      fill="none" stroke="#555" marker-end="url(#arrow)"\(exit.isFree ? " stroke-dasharray=\"5 4\"" : "")
      """
    let half = Self.boxHeight / 2
    guard to.column > from.column else {
      // Back, or to a stage beside it: below both.
      let low = max(start.y, end.y) + Self.boxHeight + Self.gapY
      let (x1, x2) = (start.x + Self.boxWidth / 2, end.x + Self.boxWidth / 2 + (start.x == end.x ? 20 : 0))
      let path = "M\(x1) \(start.y + Self.boxHeight)C\(x1) \(low) \(x2) \(low) \(x2) \(end.y + Self.boxHeight)"
      return "<path d=\"\(path)\" \(style)>\(label)</path>"
    }
    let x1 = isRightToLeft ? start.x : start.x + Self.boxWidth
    let x2 = isRightToLeft ? end.x + Self.boxWidth : end.x
    let bend = isRightToLeft ? -Self.gapX / 2 : Self.gapX / 2
    let path =
      "M\(x1) \(start.y + half)C\(x1 + bend) \(start.y + half) \(x2 - bend) \(end.y + half) \(x2) \(end.y + half)"
    return "<path d=\"\(path)\" \(style)>\(label)</path>"
  }
}

extension String {
  /// The text where XML expects characters.
  fileprivate var inXML: String {
    replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "\n": "\n"
      default: nil
      }
    }
  }
}
