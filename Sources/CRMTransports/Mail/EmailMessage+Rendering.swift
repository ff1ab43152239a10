public import CRMCore

extension EmailMessage {
  /// How many bytes a message may take as it is sent, unless said: 25 MiB, which large mailbox providers still take.
  public static let defaultLimit = 25 << 20

  /// The message as it goes over the wire: RFC 5322 and MIME, in lines of ASCII that end with CR and LF.
  ///
  /// The Message-ID and the boundaries between its parts come from the delivery's key, the date from its instant, so that equal messages
  /// and deliveries give equal bytes, and each attempt the same Message-ID. Texts are UTF-8, written in the shorter of quoted-printable and
  /// Base64, header text by RFC 2047, file names by RFC 2231. ``bcc`` is not in it. A single dot at a line's start is left as it is: SMTP
  /// doubles it.
  ///
  /// - Parameters:
  ///   - delivery: The attempt that it is rendered for.
  ///   - limit: How many bytes it may take.
  /// - Throws: ``EmailError`` with everything that is wrong. Its size is looked at where nothing else is.
  /// - Complexity: O(*n*) in the bytes of texts and attachments.
  public func rendered(as delivery: Delivery, limit: Int = defaultLimit) throws(EmailError) -> [UInt8] {
    var problems = problems
    let date = MailDate.text(of: delivery.instant)
    if date == nil { problems.append(.dateOutOfRange(delivery.instant)) }
    guard let date, problems.isEmpty else { throw EmailError(problems: problems) }
    let leastSize =
      attachments.reduce(0) { $0 + $1.content.count / 3 * 4 } + [text, html].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    guard leastSize <= limit else { throw EmailError(problems: [.tooLarge(bytes: leastSize, limit: limit)]) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(leastSize + leastSize / 16 + 4096)
    mailHeaders(date: date, messageID: messageID(as: delivery)).forEach { $0.write(to: &bytes) }
    let seed = SHA256.hash(delivery.key.utf8).prefix(16).hexadecimal
    body.write(to: &bytes, seed: seed)
    if !bytes.suffix(2).elementsEqual("\r\n".utf8) { bytes += "\r\n".utf8 }
    guard bytes.count <= limit else { throw EmailError(problems: [.tooLarge(bytes: bytes.count, limit: limit)]) }
    return bytes
  }

  /// The Message-ID that it has in all attempts of a delivery, in angle brackets: the delivery's key, or its hash where that holds more than
  /// small letters, digits, hyphens and underscores, at the writer's domain.
  public func messageID(as delivery: Delivery) -> String {
    let domain = from.address.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    return "<\(delivery.token)@\(domain)>"
  }

  private func mailHeaders(date: String, messageID: String) -> [MailHeader] {
    var result = [MailHeader("Date", tokens: [date]), MailHeader("From", mailboxes: [from])]
    for (name, mailboxes) in [("To", to), ("Cc", cc), ("Reply-To", replyTo)] where !mailboxes.isEmpty {
      result.append(MailHeader(name, mailboxes: mailboxes))
    }
    result.append(MailHeader("Subject", text: subject))
    result.append(MailHeader("Message-ID", tokens: [messageID]))
    if let inReplyTo { result.append(MailHeader("In-Reply-To", tokens: [inReplyTo])) }
    if !references.isEmpty { result.append(MailHeader("References", tokens: references)) }
    if let unsubscription {
      let ways = [unsubscription.url, unsubscription.mail.map { "mailto:" + $0 }].compactMap(\.self)
      result.append(MailHeader("List-Unsubscribe", tokens: MailHeader.list(ways.map { ["<\($0)>"] })))
      if unsubscription.url != nil {
        result.append(MailHeader("List-Unsubscribe-Post", tokens: ["List-Unsubscribe=One-Click"]))
      }
    }
    result += headers.map { MailHeader($0.name, text: $0.value) }
    result.append(MailHeader("MIME-Version", tokens: ["1.0"]))
    return result
  }

  /// The texts, those that can show more later, and the files after them.
  private var body: MIMEEntity {
    let parts = attachments.map { attachment in
      // A media type that is none has been refused.
      (attachment.contentID, MIMEEntity.attachment(attachment, MediaType(attachment.mediaType) ?? .bytes))
    }
    let shown = parts.filter { $0.0 != nil }.map(\.1)
    var alternatives = text.map { [MIMEEntity.text($0, "plain")] } ?? []
    if let html {
      let type = [MIMEParameter(name: "type", value: "text/html")]
      alternatives.append(.several("related", [.text(html, "html")] + shown, type))
    }
    if alternatives.isEmpty { alternatives = [.text("", "plain")] }
    return .several("mixed", [.several("alternative", alternatives)] + parts.filter { $0.0 == nil }.map(\.1))
  }
}

extension MediaType {
  fileprivate static let bytes = MediaType("application", "octet-stream")
}
