import CRMKit

extension QueryPlan {
  /// The plan for scripts.
  var json: JSONValue {
    .object([
      "access": .string(accessName), "touched": touched.map { .number($0) } ?? .null, "matched": .number(matched),
      "sorted": .boolean(isSorted),
    ])
  }

  private var accessName: String {
    switch access {
    case .identifier: "identifier"
    case .index(let name): "index \(name)"
    case .columns(let names): "columns \(names.joined(separator: ","))"
    case .scan: "scan"
    }
  }
}
