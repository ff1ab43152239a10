import ArgumentParser
import CRMKit

/// The figures that a report asks for.
struct FigureOptions: ParsableArguments {
  @Flag(help: "How many records.")
  var count = false

  @Option(help: ArgumentHelp("How many different values.", valueName: "path"))
  var distinct: [String] = []

  @Option(help: ArgumentHelp("The sum.", valueName: "path"))
  var sum: [String] = []

  @Option(help: ArgumentHelp("The average.", valueName: "path"))
  var avg: [String] = []

  @Option(help: ArgumentHelp("The smallest value.", valueName: "path"))
  var min: [String] = []

  @Option(help: ArgumentHelp("The greatest value.", valueName: "path"))
  var max: [String] = []

  @Option(help: ArgumentHelp("The median.", valueName: "path"))
  var median: [String] = []

  @Option(help: ArgumentHelp("The value below which so many percent lie, interpolated linearly.", valueName: "n:path"))
  var percentile: [PercentileArgument] = []

  /// A figure and its name in the answer, such as `sum(actualValue)`.
  struct Figure {
    let name: String
    let measure: Measure
  }

  /// The figures in the order of the options above; the count when none was asked for.
  var all: [Figure] {
    let asked =
      (count ? [Figure(name: "count", measure: .count)] : [])
      + figures("distinct", distinct, Measure.distinct) + figures("sum", sum, Measure.sum)
      + figures("avg", avg, Measure.average) + figures("min", min, Measure.minimum)
      + figures("max", max, Measure.maximum) + figures("median", median, Measure.median)
      + percentile.map { Figure(name: "percentile(\($0.text))", measure: .percentile($0.percent, $0.path)) }
    return asked.isEmpty ? [Figure(name: "count", measure: .count)] : asked
  }

  private func figures(_ name: String, _ paths: [String], _ measure: (FieldPath) -> Measure) -> [Figure] {
    paths.map { Figure(name: "\(name)(\($0))", measure: measure(FieldPath($0))) }
  }
}

/// A percentile as it is written: `N:PATH`.
struct PercentileArgument: ExpressibleByArgument {
  let percent: ExactDecimal
  let path: FieldPath
  /// How it was written.
  let text: String

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let percent = try? ExactDecimal(String(parts[0])), percent >= 0, percent <= 100 else {
      return nil
    }
    self.percent = percent
    path = FieldPath(String(parts[1]))
    text = argument
  }
}
