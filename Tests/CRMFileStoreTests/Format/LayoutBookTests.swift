import CRMCore
import Foundation
import Testing

@testable import CRMFileStore

@Suite("The layouts in force while a store is read")
struct LayoutBookTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog(Original.types) }

  @Test("They are this program's however their JSON is spelt, and in whatever order its members come")
  func spelling() throws {
    var book = LayoutBook(catalog)
    let own = [StoredLayout](catalog).json
    let object = try JSONSerialization.jsonObject(with: Data(own))
    let pretty = [UInt8](try JSONSerialization.data(withJSONObject: object, options: .prettyPrinted))
    try #require(pretty != own)
    for json in [own, pretty] {
      let isRead = try book.use(json: json[...])
      #expect(isRead)
      #expect(book.isCurrent)
      let translation = try book.translation(at: 0)
      #expect(translation?.type == catalog.types[0])
    }
  }

  @Test("They stay what they are when something else is said in their place")
  func nonsense() throws {
    var book = LayoutBook(catalog)
    try book.useCurrent()
    let own = [StoredLayout](catalog).json
    let others: [ArraySlice<UInt8>] = [own.dropLast(), own.dropFirst(), [], Array("null".utf8)[...]]
    for json in others {
      let isRead = try book.use(json: json)
      #expect(!isRead)
      #expect(book.isCurrent)
    }
  }

  @Test("They are others when a field is declared that they don't have")
  func others() throws {
    var book = LayoutBook(try Catalog(Revised.types))
    let isRead = try book.use(json: [StoredLayout](catalog).json[...])
    #expect(isRead)
    #expect(!book.isCurrent)
  }
}
