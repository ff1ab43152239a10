import CRMCore

/// Draws charts in SVG, for readers of either direction.
///
/// Drawings are as wide as their place: what lies along the width is given in percent, and texts keep their size on every screen.
struct ChartDrawing {
  let style: ValueStyle

  var isRightToLeft: Bool { style.language == .persian }

  func drawing(of chart: Dashboard.Chart) -> Markup {
    switch chart.kind {
    case .bars: rows(of: chart, isCentred: false)
    case .funnel: rows(of: chart, isCentred: true)
    case .line: line(chart)
    }
  }

  // MARK: - Places

  /// A place along the width, from where reading begins, in percent.
  func x(_ percent: Double) -> String { Self.number(isRightToLeft ? 100 - percent : percent) + "%" }

  /// A number of at most two digits after the point.
  static func number(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let fraction = hundredths.magnitude % 100
    let whole = (hundredths < 0 ? "-" : "") + String(hundredths.magnitude / 100)
    return fraction == 0 ? whole : whole + "." + (fraction < 10 ? "0" : "") + String(fraction)
  }

  func text(_ text: String, _ kind: String, x: String, y: Int, anchor: String = "start") -> Markup {
    .tag("text", ["class": kind, "x": x, "y": String(y), "text-anchor": anchor], text)
  }

  /// The drawing as a picture with a title, which says all of it to who can't see it.
  func picture(_ title: String, _ figures: [String], height: Int, _ parts: [Markup]) -> Markup {
    .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img", "width": "100%", "height": String(height),
        "direction": isRightToLeft ? "rtl" : "ltr", "aria-label": ([title] + figures).joined(separator: "; "),
      ], [.tag("title", [:], title)] + parts)
  }

  func figure(of point: Dashboard.Point) -> String {
    let note = point.note.map { " (\($0.text(in: style)))" } ?? ""
    return point.value.text(in: style) + note
  }

  // MARK: - Rows

  private static let (lineHeight, barHeight, gap) = (20, 14, 17)
  /// How many characters find room beside each other on a telephone.
  private static let lineLength = 38

  /// Points below each other, each with its label and figure above its bar.
  private func rows(of chart: Dashboard.Chart, isCentred: Bool) -> Markup {
    let sizes = chart.points.map(\.size) + [chart.whole ?? 0]
    let greatest = sizes.map { Double($0).magnitude }.max() ?? 0
    var parts: [Markup] = []
    var y = 0
    for point in chart.points {
      let (label, figure) = (point.label.text(in: style), figure(of: point))
      var lines = label.lines(ofLength: Self.lineLength).map { (label: $0, figure: "") }
      // Beside a label's last line, where there is room, or else below it.
      let last = lines.count - 1
      if lines[last].label.count + figure.count > Self.lineLength - 1 {
        lines.append(("", figure))
      } else {
        lines[last].figure = figure
      }
      var row = [Markup.tag("title", [:], "\(label): \(figure)")]
      for line in lines {
        if !line.label.isEmpty { row.append(text(line.label, "label", x: x(0), y: y + 15)) }
        if !line.figure.isEmpty { row.append(text(line.figure, "figure", x: x(100), y: y + 15, anchor: "end")) }
        y += Self.lineHeight
      }
      row.append(bar(of: point, greatest > 0 ? 100 * Double(point.size).magnitude / greatest : 0, y + 3, isCentred))
      parts.append(.tag("g", [:], row))
      y += Self.barHeight + Self.gap
    }
    let figures = chart.points.map { "\($0.label.text(in: style)): \(figure(of: $0))" }
    return picture(chart.title.text(in: style.language), figures, height: max(y, 1), parts)
  }

  private func bar(of point: Dashboard.Point, _ width: Double, _ y: Int, _ isCentred: Bool) -> Markup {
    let start = isCentred ? 50 - width / 2 : isRightToLeft ? 100 - width : 0
    return .tag(
      "rect",
      [
        "class": point.size < 0 ? "bar negative" : "bar", "x": Self.number(start) + "%", "y": String(y),
        "width": Self.number(width) + "%", "height": String(Self.barHeight), "rx": "3",
      ])
  }
}

extension String {
  /// The text in at most three lines of at most so many characters, broken between words where that is possible.
  func lines(ofLength length: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in split(whereSeparator: \.isWhitespace) {
      var rest = word
      if !line.isEmpty, line.count + 1 + rest.count > length {
        lines.append(line)
        line = ""
      }
      while rest.count > length {
        lines.append(String(rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
      line += (line.isEmpty ? "" : " ") + rest
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines.count > 3 ? [lines[0], lines[1], String(lines[2].prefix(length - 1)) + "…"] : lines
  }
}
