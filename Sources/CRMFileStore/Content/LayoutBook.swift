import CRMCore

/// The layouts that are in force while a store is read, and how records get from them into those of this program.
struct LayoutBook: Sendable {
  private let catalog: Catalog
  private(set) var layouts: [StoredLayout] = []
  private var translations: [RecordTranslation?] = []
  /// The layouts that this program writes.
  private let current: [StoredLayout]
  /// The same as files say it.
  let currentJSON: [UInt8]

  init(_ catalog: Catalog) {
    self.catalog = catalog
    current = [StoredLayout](catalog)
    currentJSON = current.json
  }

  /// Whether what is stored has the layouts that this program writes.
  var isCurrent: Bool { layouts == current }

  /// Reads what follows by the layouts that a file says.
  ///
  /// - Returns: Whether it says any.
  /// - Throws: ``FileStoreError/incompatible(_:)``.
  mutating func use(json: ArraySlice<UInt8>) throws -> Bool {
    // Mostly it says what this program would write, and to see that takes a fraction of the time of reading it.
    guard let layouts = json.elementsEqual(currentJSON) ? current : [StoredLayout](json: json) else { return false }
    try use(layouts)
    return true
  }

  /// Reads what follows by the layouts that this program writes.
  ///
  /// - Throws: ``FileStoreError/incompatible(_:)``.
  mutating func useCurrent() throws { try use(current) }

  private mutating func use(_ layouts: [StoredLayout]) throws {
    self.layouts = layouts
    translations = try layouts.map { layout in
      try (try? catalog.type(of: layout.entity)).map { try RecordTranslation(from: layout, to: $0) }
    }
  }

  /// How the records of an entity are read.
  ///
  /// - Throws: ``FileStoreError/incompatible(_:)`` when the program does not declare it.
  func translation(of entity: String) throws -> RecordTranslation {
    guard let index = layouts.firstIndex(where: { $0.entity == entity }), let translation = translations[index] else {
      throw FileStoreError.incompatible("it holds records of “\(entity)”, which this program does not declare")
    }
    return translation
  }

  /// How the records of the layout at that place are read; nil when there is no such layout.
  ///
  /// - Throws: ``FileStoreError/incompatible(_:)`` when the program does not declare its entity.
  func translation(at index: Int) throws -> RecordTranslation? {
    guard layouts.indices.contains(index) else { return nil }
    return try translations[index] ?? translation(of: layouts[index].entity)
  }
}
