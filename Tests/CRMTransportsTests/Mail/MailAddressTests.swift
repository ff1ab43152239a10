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
    let cases = try #require(Cases.all).filter { $0.smtpUsable == $0.emailValidatorAccepts }
    #expect(cases.count > 50)
    for known in cases where known.address.utf8.allSatisfy({ $0 < 0x80 }) {
      #expect((MailAddress.flaw(in: known.address) == nil) == known.smtpUsable, "\(known.address): \(known.diagnosis)")
    }
  }

  private struct Cases: Decodable {
    struct Case: Decodable {
      let address: String
      let diagnosis: String
      let smtpUsable: Bool
      let emailValidatorAccepts: Bool
    }

    let cases: [Case]

    static let all: [Case]? = {
      guard
        let data = FileManager.default.contents(atPath: ReferenceData.folder + "/08_formats/email_addr/isemail.json")
      else {
        return nil
      }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try? decoder.decode(Cases.self, from: data).cases
    }()
  }
}
