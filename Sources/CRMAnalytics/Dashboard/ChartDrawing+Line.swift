import CRMCore

extension ChartDrawing {
  private static let (top, bottom, height) = (24.0, 196.0, 226)
  /// Where the first and the last point are along the direction of reading, in percent; before the first is the scale.
  private static let (first, last) = (18.0, 98.0)

  /// Points from earlier to later, joined by a line over a scale.
  func line(_ chart: Dashboard.Chart) -> Markup {
    let sizes = chart.points.map { Double($0.size) }
    let scale = Scale(least: min(0, sizes.min() ?? 0), greatest: max(0, sizes.max() ?? 0))
    let places = sizes.enumerated().map { number, size in
      (x: place(of: number, among: sizes.count), y: height(of: size, scale))
    }
    let figures = chart.points.map { "\($0.label.text(in: style)): \(figure(of: $0))" }
    return picture(
      chart.title.text(in: style.language), figures, height: Self.height,
      grid(scale) + [curve(places)] + dots(places, figures) + marks(scale) + times(chart.points))
  }

  /// Where a point is along the direction of reading, in percent.
  private func place(of number: Int, among count: Int) -> Double {
    let part = count < 2 ? 0.5 : Double(number) / Double(count - 1)
    return Self.first + (Self.last - Self.first) * part
  }

  private func grid(_ scale: Scale) -> [Markup] {
    scale.marks.map { mark in
      let y = Self.number(height(of: Double(mark), scale))
      return .tag("line", ["class": "grid", "x1": "0%", "x2": "100%", "y1": y, "y2": y])
    }
  }

  private func marks(_ scale: Scale) -> [Markup] {
    scale.marks.map { text(style.figure($0), "mark", x: x(0), y: Int(height(of: Double($0), scale)) - 4) }
  }

  private func height(of size: Double, _ scale: Scale) -> Double {
    Self.bottom - scale.part(of: size) * (Self.bottom - Self.top)
  }

  /// The line itself, in a drawing of its own that is stretched to its place.
  private func curve(_ places: [(x: Double, y: Double)]) -> Markup {
    let points = places.map { place in
      "\(Self.number(isRightToLeft ? 100 - place.x : place.x)),\(Self.number(place.y))"
    }
    return .tag(
      "svg",
      [
        "viewBox": "0 0 100 \(Self.height)", "preserveAspectRatio": "none", "width": "100%",
        "height": String(Self.height),
      ],
      [
        .tag(
          "polyline",
          ["class": "curve", "points": points.joined(separator: " "), "vector-effect": "non-scaling-stroke"])
      ]
    )
  }

  private func dots(_ places: [(x: Double, y: Double)], _ figures: [String]) -> [Markup] {
    zip(places, figures).map { place, figure in
      .tag(
        "circle", ["class": "dot", "cx": x(place.x), "cy": Self.number(place.y), "r": "4"],
        [.tag("title", [:], figure)])
    }
  }

  /// The labels of as many points as find room beside each other on a telephone, among them the first and the last.
  private func times(_ points: [Dashboard.Point]) -> [Markup] {
    let last = points.count - 1
    let longest = points.map { $0.label.text(in: style).count }.max() ?? 0
    let count = min(max(300 / (7 * longest + 18), 2), 4, points.count)
    let shown = count < 2 ? Array(points.indices) : (0..<count).map { ($0 * last + (count - 1) / 2) / (count - 1) }
    return shown.map { number in
      let isLast = number == last && last > 0
      return text(
        points[number].label.text(in: style), "mark", x: x(isLast ? 100 : place(of: number, among: points.count)),
        y: 218,
        anchor: isLast ? "end" : "middle")
    }
  }
}

/// A scale with round marks.
private struct Scale {
  private let least: Double
  private let greatest: Double
  /// The marks, ascending.
  let marks: [ExactDecimal]

  /// A scale from one number to another, of which one is 0.
  init(least: Double, greatest: Double) {
    let range = max(greatest - least, 0)
    // The first of 1, 2 and 5 times a power of ten of which at most four fit in.
    var exponent = range > 0 ? Int((Double.exponentOfTen(range)).rounded(.down)) - 1 : 0
    exponent = min(max(exponent, -ExactDecimal.maximumScale), 36)
    var step: ExactDecimal = 1
    search: for power in exponent...min(exponent + 2, 37) {
      for digit in [1, 2, 5] {
        let candidate = ExactDecimal.ofTen(Int64(digit), power)
        step = candidate
        if range / Double(candidate) <= 4 { break search }
      }
    }
    let first = Int((least / Double(step)).rounded(.down))
    let last = max(Int((greatest / Double(step)).rounded(.up)), first + 1)
    marks = (first...last).compactMap { try? step * ExactDecimal(Int64($0)) }
    self.least = marks.first.map { Double($0) } ?? 0
    self.greatest = marks.last.map { Double($0) } ?? 1
  }

  /// How far up a number is, from 0 to 1.
  func part(of number: Double) -> Double { greatest > least ? (number - least) / (greatest - least) : 0 }
}

extension ExactDecimal {
  /// A digit times a power of ten.
  fileprivate static func ofTen(_ digit: Int64, _ exponent: Int) -> ExactDecimal {
    let zeros = String(repeating: "0", count: Swift.max(0, exponent))
    let text = exponent >= 0 ? "\(digit)\(zeros)" : "0." + String(repeating: "0", count: -exponent - 1) + "\(digit)"
    return (try? ExactDecimal(text)) ?? 1
  }
}

extension Double {
  /// The exponent to which ten is raised for a number above 0, as far as its digits tell.
  fileprivate static func exponentOfTen(_ number: Double) -> Double {
    var (exponent, rest) = (0.0, number)
    while rest >= 10 { (exponent, rest) = (exponent + 1, rest / 10) }
    while rest < 1, exponent > -30 { (exponent, rest) = (exponent - 1, rest * 10) }
    return exponent
  }
}
