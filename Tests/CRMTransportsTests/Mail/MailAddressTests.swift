import Foundation
import Testing

@testable import CRMTransports

@Suite("Addresses")
struct MailAddressTests {
  @Test(
    "What mail servers take",
    arguments: [
      "a@b", "sara.ahmadi+crm@mail.example.org", "\"sara ahmadi\"@example.org", "\"a\\\"b\"@example.org",
      "o'hara@example.org", "user@[192.0.2.1]", "user@[IPv6:2001:db8::1]", "-flag@example.org",
      "!#$%&'*/=?^_`{|}~@example.org",
    ])
  func good(address: String) {
    #expect(MailAddress.flaw(in: address) == nil)
  }

  @Test(
    "What they don't",
    arguments: [
      "", "a", "@", "a@", "@b", "a@@b", "a b@c", "a@b c", ".a@b", "a.@b", "a..b@c", "a@.b", "a@b.", "a@b..c", "a@-b",
      "a@b-",
      "<a@b>", "a@b>", "a@b,c@d", "a;b@c", "a@b\r\n", "\"a@b", "\"a\"b@c", "a@[", "a@[]", "a@[a]b", "a@b_c", "(x)a@b",
      String(repeating: "a", count: 65) + "@b", "a@" + String(repeating: "b", count: 64),
    ])
  func bad(address: String) {
    #expect(MailAddress.flaw(in: address) == .malformed)
  }

  @Test(
    "The addresses that all agree on are judged as by others",
    .enabled(if: Cases.all != nil, "the reference data (../shared/data or $CRMKIT_REFERENCE_DATA) is not here"))
  func reference() throws {
    let cases = try #require(Cases.all).filter { $0.smtp_usable == $0.email_validator_accepts }
    #expect(cases.count > 50)
    for known in cases where known.address.utf8.allSatisfy({ $0 < 0x80 }) {
      #expect((MailAddress.flaw(in: known.address) == nil) == known.smtp_usable, "\(known.address): \(known.diagnosis)")
    }
  }

  private struct Cases: Decodable {
    struct Case: Decodable {
      let address: String
      let diagnosis: String
      let smtp_usable: Bool
      let email_validator_accepts: Bool
    }

    let cases: [Case]

    static let all: [Case]? = {
      guard
        let data = FileManager.default.contents(atPath: ReferenceData.folder + "/08_formats/email_addr/isemail.json")
      else {
        return nil
      }
      return try? JSONDecoder().decode(Cases.self, from: data).cases
    }()
  }
}
