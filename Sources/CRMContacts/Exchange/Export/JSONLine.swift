import CRMCore

/// Writes values as JSON objects, one a line.
struct JSONLine {
  private let keys: [[UInt8]]
  private var bytes: [UInt8] = []

  init(keys: [String]) {
    self.keys = keys.enumerated().map { position, key in
      Array("\(position == 0 ? "{" : ", ")\(AnyValue.text(key).json): ".utf8)
    }
  }

  /// The line of the values of the keys, with its end.
  mutating func write(_ values: [AnyValue]) -> ArraySlice<UInt8> {
    bytes.removeAll(keepingCapacity: true)
    for (key, value) in zip(keys, values) {
      bytes += key
      value.appendJSON(to: &bytes)
    }
    bytes += values.isEmpty ? "{}\n".utf8 : "}\n".utf8
    return bytes[...]
  }
}
