import CRMContacts
import CRMCore
import CRMMarketing
import Foundation
import Testing

@Suite("What a message says")
struct ContentTests {
  @Test("Values are put in, fallbacks where there are none, and values are never read again")
  func places() async throws {
    let office = try await MarketingOffice()
    let company = try await office.account("{email} & Co")
    let sara = try await office.contact("سارا", at: "sara@example.ir") { $0.account = company.id }
    let nobody = try await office.contact("", at: "x@example.ir") { $0.familyName = "" }
    let text = "{givenName|دوست} of {account.name|nowhere}: {jobTitle}{{x} {{{email}"
    #expect(try await preview(text, for: sara.key, office).text == "سارا of {email} & Co: {x} {sara@example.ir")
    #expect(try await preview(text, for: nobody.key, office).text == "دوست of nowhere: {x} {x@example.ir")
  }

  @Test(
    "Dates, money and yes and no are written as people write them",
    arguments: [
      ("en_US", "2025-03-21 12,500.50 USD no"), ("fa_IR", "۱۴۰۴/۰۱/۰۱ ۱۲٬۵۰۰٫۵۰ دلار خیر"),
    ])
  func style(locale: String, expected: String) async throws {
    let office = try await MarketingOffice { environment in
      environment.locale = Locale(identifier: locale)
      if locale.hasPrefix("fa") { environment.calendar = .persian(in: .gmt) }
    }
    let company = try await office.account("رویا") { $0.revenue = Money(minorUnits: 1_250_050, currency: .usd) }
    let day = try CalendarDate(year: 2025, month: 3, day: 21)
    let sara = try await office.contact("سارا", at: "s@example.ir") { ($0.account, $0.birthday) = (company.id, day) }
    let text = try await preview("{birthday} {account.revenue} {doNotContact}", for: sara.key, office).text
    #expect(text == expected)
  }

  @Test("Everything that is wrong with a template is told when it is saved, with the names that may be meant")
  func problems() async throws {
    let office = try await MarketingOffice()
    var template = MessageTemplate(id: office.store.newID())
    (template.name, template.memberEntity) = ("بهار", "contact")
    template.content = MessageContent(
      subject: "Dear {givenNam}\nBcc: x@y.z", text: "{account} {acount.name} {{givenName}} {first name} {otherEmails}",
      html: "<a href={email}>x</a><script>{name}</script><p style=\"color:{name}\">{name}</p><!-- {name} -->")
    let refused = template
    let error = await #expect(throws: MarketingError.self) { try await office.store.insert(refused) }
    guard case .invalidTemplate(template.key, let problems)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    let texts = problems.map(\.description)
    for part in [
      "givenName", "several lines", "{account.name}", "did you mean account", "write {givenName}", "“{first name}”",
      "fields of its own", "quotation marks", "script",
    ] {
      #expect(texts.contains { $0.contains(part) }, "\(part) in \(texts)")
    }
    #expect(problems.count(where: { $0.part == .html }) == 2)
    template.content = MessageContent(
      subject: "Dear {givenName}", html: "<style>p{color:red}</style><a href=\"{website}\" title='{name}'>{name}</a>")
    let saved = try await office.store.insert(template)
    await #expect(throws: MarketingError.self) { try await office.store.update(saved.id) { $0.content.text = "{nme}" } }
  }

  @Test(
    "A place where escaping does not help is refused, and no other",
    arguments: [
      ("<p>{name}</p>", true), ("<a title = '{name}'>x</a>", true), ("<a title=\"x\"title='{name}'>", true),
      ("<title>{name}</title>", true), ("<!doctype html><p>{name}", true), ("a < b {name}", true),
      ("<script>x</script >{name}", true), ("<!-- x -->{name}", true), ("<img src=\"https://x.example/{id}\">", true),
      ("<{name}>", false), ("<a {name}>", false), ("<a {name}=\"x\">", false), ("<a title=x{name}>", false),
      ("<a title= {name}>", false), ("<a onclick=\"{name}\">", false), ("<SCRIPT>{name}</SCRIPT>", false),
      ("<script>x</scripty>{name}", false), ("<script src=\"{website}\">", false), ("<!-- {name}", false),
      ("<p style='{name}'>", false), ("<style>a{b:c}{name}</style>", false), ("<a title=\"x\u{301}\"{name}>", false),
      ("<meta content=\"{name}\">", false),
    ])
  func placesInHTML(html: String, isAccepted: Bool) async throws {
    let office = try await MarketingOffice()
    var template = MessageTemplate(id: office.store.newID())
    (template.name, template.memberEntity) = ("x", "contact")
    template.content.html = html.replacing("{id}", with: "{externalID}")
    let written = template
    if isAccepted {
      try await office.store.insert(written)
    } else {
      await #expect(throws: MarketingError.self) { try await office.store.insert(written) }
    }
  }

  @Test("A value is text in HTML, whatever it holds")
  func hostileValues() async throws {
    let office = try await MarketingOffice()
    let html = "<a href=\"{website|https://roya.example}\" title=\"{jobTitle}\">{givenName}</a>"
    for value in [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "&lt;b&gt;", "{email}",
      "a\u{0}b",
      "\u{202E}txt", "\"\u{301} onclick=x", "</a><a href=\"javascript:x\">",
    ] {
      let value = value.replacing("\u{0}", with: "\u{1}")
      let contact = try await office.contact(value, at: "a@example.ir") {
        ($0.jobTitle, $0.website) = (value, value)
      }
      let text = try #require(try await preview(html: html, for: contact.key, office).html)
      // No other tag, no other attribute: the marks are those of the template.
      let scalars = Array(text.unicodeScalars)
      #expect(scalars.count { $0 == "<" } == 2 && scalars.count { $0 == ">" } == 2, "\(text)")
      #expect(scalars.count { $0 == "\"" } == 4 && scalars.count { $0 == "'" } == 0, "\(text)")
      #expect(!text.contains("a@example.ir"))
    }
    for address in [
      "javascript:alert(1)", "JaVaScript:alert(1)", " javascript:x", "java\tscript:x", "data:text/html,x",
    ] {
      let contact = try await office.contact("x", at: "a@example.ir") { $0.website = address }
      #expect(
        try await preview(html: html, for: contact.key, office).html?.contains("\"https://roya.example\"") == true)
    }
    for address in ["https://x.example/?a=1", "www.x.example", "/path", "tel:+98912"] {
      let contact = try await office.contact("x", at: "a@example.ir") { $0.website = address }
      #expect(try await preview(html: html, for: contact.key, office).html?.contains("\"\(address)\"") == true)
    }
  }

  @Test("Neither a subject nor a name can begin another header")
  func headers() async throws {
    let office = try await MarketingOffice()
    let contact = try await office.contact("a\r\nBcc: all@example.ir\u{2028}x", at: "a@example.ir")
    let message = try await preview("x", subject: "Dear {givenName}", for: contact.key, office)
    for text in [message.subject, message.to[0].name ?? ""] {
      #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\u{2028}" })
    }
    #expect(message.subject == "Dear a  Bcc: all@example.ir x")
  }

  private func preview(
    _ text: String? = nil, subject: String = "x", html: String? = nil, for key: RecordKey, _ office: MarketingOffice
  ) async throws -> MailingMessage {
    let all = try await office.store.marketing.createList("همه", of: Contact.self, where: .all)
    let mailing = try await office.store.marketing.draft(
      MailingDraft("x", to: [all.id], content: MessageContent(subject: subject, text: text, html: html)))
    return try await office.store.marketing.preview(mailing.id, for: key)
  }
}
