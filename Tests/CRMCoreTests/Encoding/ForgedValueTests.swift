import Testing

@testable import CRMCore

@Suite("Stored bytes that are no value")
struct ForgedValueTests {
  private static let dayTooLate: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F]

  @Test(
    "They are told as damage, whatever the type has against them",
    arguments: [
      (FieldType.decimal, []), (.decimal, [255]), (.decimal, [19, 1]), (.decimal, [UInt8](repeating: 0, count: 18)),
      (.date, dayTooLate), (.date, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), (.money, [1, 2, 3]),
      (.money, [UInt8](repeating: 0xFF, count: 9)), (.reference(to: "account"), [1]), (.list(.integer), [9, 0, 0, 0]),
      (.list(.date), [4, 0, 0, 0] + dayTooLate), (.group([]), [1]),
    ] as [(FieldType, [UInt8])])
  func damage(type: FieldType, bytes: [UInt8]) {
    #expect(throws: RecordError.damaged) { try bytes.withUnsafeBytes { try ValueCoding.value($0, as: type) } }
  }
}
