import Foundation

/// A chart of small panels, one a work: the number of records to the right, the cost upwards, both on a logarithmic scale.
struct GrowthChart {
  private static let colors: [(subject: SubjectName, color: String)] = [
    (.memory, "#8b5cf6"), (.file, "#e11d48"), (.grdbTuned, "#0284c7"), (.grdbPlain, "#64748b"), (.sqlite, "#059669"),
    (.limit, "#d97706"),
  ]
  private static let (panelWidth, panelHeight) = (290.0, 210.0)
  private static let (left, right, top, bottom) = (52.0, 12.0, 30.0, 26.0)
  private static let columns = 3
  private static let header = 40.0

  private let rows: [Report.Row]
  private let works: [Work]
  private let sizes: [Int]

  init(_ rows: [Report.Row]) {
    self.rows = rows
    works = Work.allCases.filter { work in rows.contains { $0.work == work } }
    sizes = Set(rows.map(\.records)).sorted()
  }

  func svg() -> String {
    let width = Self.panelWidth * Double(Self.columns)
    let lines = (works.count + Self.columns - 1) / Self.columns
    let height = Self.header + Self.panelHeight * Double(lines)
    let panels = works.enumerated().map { position, work in
      let x = Self.panelWidth * Double(position % Self.columns)
      let y = Self.header + Self.panelHeight * Double(position / Self.columns)
      return "<g transform=\"translate(\(Self.text(x)),\(Self.text(y)))\">\n\(panel(work))\n</g>"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.text(width)) \(Self.text(height))" role="img" \
      aria-label="Cost of each work by the number of records">
      <style>
      text { font: 11px system-ui, sans-serif; fill: #334155 }
      .title { font-weight: 600 }
      .unit { font-weight: 400 }
      .grid { stroke: #94a3b8; stroke-opacity: 0.35; fill: none }
      .line { fill: none; stroke-width: 2; stroke-linejoin: round }
      @media (prefers-color-scheme: dark) { text { fill: #cbd5e1 } }
      </style>
      \(legend())
      \(panels.joined(separator: "\n"))
      </svg>

      """
  }

  private func legend() -> String {
    let present = Self.colors.filter { entry in rows.contains { $0.subject == entry.subject.rawValue } }
    return present.enumerated().map { position, entry in
      let x = Self.left + Double(position) * 105
      return """
        <path class="line" stroke="\(entry.color)"\(Self.dash(entry.subject)) d="M\(Self.text(x)) 18h22"/>\
        <text x="\(Self.text(x + 28))" y="22">\(entry.subject.rawValue)</text>
        """
    }.joined(separator: "\n")
  }

  private static func dash(_ subject: SubjectName) -> String { subject == .limit ? " stroke-dasharray=\"4 3\"" : "" }

  private func panel(_ work: Work) -> String {
    let values = rows.filter { $0.work == work && $0.value > 0 }.map { log10($0.value) }
    let low = (values.min() ?? 0).rounded(.down)
    let high = max((values.max() ?? 1).rounded(.up), low + 1)
    let scale = Scale(sizes: sizes, low: low, high: high)
    let title = "\(work.rawValue)<tspan class=\"unit\"> \(work.unit)</tspan>"
    var parts = ["<text class=\"title\" x=\"\(Self.text(Self.left))\" y=\"18\">\(title)</text>"]
    // At most five lines across, so that their labels stay apart.
    let step = max(1, ((high - low) / 5).rounded(.up))
    for power in stride(from: low, through: high, by: step) {
      let y = Self.text(scale.y(power))
      let label = work.isSize ? "\(Int(pow(10, power))) B" : Self.timeLabel(power)
      parts.append(
        "<path class=\"grid\" d=\"M\(Self.text(Self.left)) \(y)H\(Self.text(Self.panelWidth - Self.right))\"/>")
      parts.append("<text x=\"\(Self.text(Self.left - 6))\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(label)</text>")
    }
    for size in sizes {
      let label = Self.grouped(size)
      parts.append(
        """
        <text x="\(Self.text(scale.x(size)))" y="\(Self.text(Self.panelHeight - 8))" text-anchor="middle">\(label)</text>
        """)
    }
    for (subject, color) in Self.colors { parts.append(line(work, subject, color, scale)) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func line(_ work: Work, _ subject: SubjectName, _ color: String, _ scale: Scale) -> String {
    let points = rows.filter { $0.work == work && $0.subject == subject.rawValue && $0.value > 0 }
      .sorted { $0.records < $1.records }
      .map { (x: Self.text(scale.x($0.records)), y: Self.text(scale.y(log10($0.value)))) }
    guard let first = points.first else { return "" }
    let path = "M\(first.x) \(first.y)" + points.dropFirst().map { "L\($0.x) \($0.y)" }.joined()
    let dots = points.map { "<circle cx=\"\($0.x)\" cy=\"\($0.y)\" r=\"2.5\" fill=\"\(color)\"/>" }.joined()
    return "<path class=\"line\" stroke=\"\(color)\"\(Self.dash(subject)) d=\"\(path)\"/>\(dots)"
  }

  /// A number with commas between its thousands.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.reduce(into: "") { text, index in
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digits[index])
    }
  }

  private static func timeLabel(_ power: Double) -> String {
    let units = ["ns", "µs", "ms", "s"]
    let unit = max(0, min(Int((power / 3).rounded(.down)), 3))
    return "\(Int(pow(10, power - Double(unit * 3)).rounded())) \(units[unit])"
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : String(format: "%.1f", value)
  }

  /// Where a value lies in a panel.
  private struct Scale {
    let sizes: [Int]
    let low: Double
    let high: Double

    func x(_ records: Int) -> Double {
      let (first, last) = (log10(Double(sizes.first ?? 1)), log10(Double(sizes.last ?? 1)))
      let part = last > first ? (log10(Double(records)) - first) / (last - first) : 0.5
      let (start, end) = (GrowthChart.left + 22, GrowthChart.panelWidth - GrowthChart.right - 26)
      return start + part * (end - start)
    }

    func y(_ power: Double) -> Double {
      let (start, end) = (GrowthChart.panelHeight - GrowthChart.bottom, GrowthChart.top)
      return start + (power - low) / (high - low) * (end - start)
    }
  }
}
