extension Decoder {
  /// The key of an object that has one, which says what it is: how enumerations with values are coded.
  ///
  /// - Throws: `DecodingError` that names the keys that there may be.
  func onlyKey<Key: CodingKey & CaseIterable & RawRepresentable<String>>(
    _ type: Key.Type, of subject: String
  ) throws -> (container: KeyedDecodingContainer<Key>, key: Key) {
    let container = try container(keyedBy: type)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      let names = Key.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "\(subject) has one key, one of \(names)"))
    }
    return (container, key)
  }
}
