extension EmailMessage {
  /// Everything about the message that mail does not take, in the order of its fields; empty where it can be sent.
  ///
  /// Its size is seen when it is rendered.
  public var problems: [EmailError.Problem] {
    addressProblems + textProblems + attachmentProblems + unsubscriptionProblems + headerProblems
  }

  private var addressProblems: [EmailError.Problem] {
    let lists = [("from", [from]), ("to", to), ("cc", cc), ("bcc", bcc), ("replyTo", replyTo)]
    var problems = lists.flatMap { field, mailboxes in
      mailboxes.flatMap { mailbox in
        control(in: mailbox.name ?? "", field) + Self.problems(ofAddress: mailbox.address, field)
      }
    }
    if let returnPath { problems += Self.problems(ofAddress: returnPath, "returnPath") }
    return problems + (recipients.isEmpty ? [.noRecipients] : [])
  }

  private var textProblems: [EmailError.Problem] {
    let identifiers = (inReplyTo.map { [("inReplyTo", $0)] } ?? []) + references.map { ("references", $0) }
    return control(in: subject, "subject")
      + identifiers.compactMap { field, text in
        Self.isMessageID(text) ? nil : .malformedIdentifier(field: field, text)
      }
  }

  private var attachmentProblems: [EmailError.Problem] {
    var identifiers: Set<String> = []
    return attachments.flatMap { attachment -> [EmailError.Problem] in
      var problems = control(in: attachment.name, "attachments") + attachment.mediaTypeProblems
      guard let identifier = attachment.contentID else { return problems }
      if html == nil { problems.append(.inlineWithoutHTML(attachment.name)) }
      if !identifiers.insert(identifier).inserted { problems.append(.repeatedContentID(identifier)) }
      let isPlain = MailText.isVisible(identifier) && !identifier.contains { "<>@".contains($0) }
      if identifier.isEmpty || !isPlain || identifier.utf8.count > 200 {
        problems.append(.malformedIdentifier(field: "attachments", identifier))
      }
      return problems
    }
  }

  private var unsubscriptionProblems: [EmailError.Problem] {
    guard let unsubscription else { return [] }
    if unsubscription.url == nil, unsubscription.mail == nil { return [.emptyUnsubscription] }
    var problems: [EmailError.Problem] = []
    if let url = unsubscription.url, !Self.isWebAddress(url) { problems.append(.malformedUnsubscription(url)) }
    if let mail = unsubscription.mail, !Self.isMailAddress(mail) { problems.append(.malformedUnsubscription(mail)) }
    return problems
  }

  private var headerProblems: [EmailError.Problem] {
    headers.flatMap { header -> [EmailError.Problem] in
      let name = header.name.utf8
      guard (1...76).contains(name.count), name.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) else {
        return [.malformedHeaderName(header.name)]
      }
      let lowercased = header.name.lowercased()
      let isReserved = Self.reservedHeaders.contains(lowercased) || lowercased.hasPrefix("content-")
      return (isReserved ? [.reservedHeader(header.name)] : []) + control(in: header.value, header.name)
    }
  }

  private func control(in text: String, _ field: String) -> [EmailError.Problem] {
    MailText.hasControls(text) ? [.controlCharacter(field: field)] : []
  }

  private static func problems(ofAddress address: String, _ field: String) -> [EmailError.Problem] {
    if MailText.hasControls(address) { return [.controlCharacter(field: field)] }
    return switch MailAddress.flaw(in: address) {
    case nil: []
    case .malformed: [.malformedAddress(field: field, address)]
    case .international: [.internationalAddress(field: field, address)]
    }
  }

  /// The headers that the message's fields become, and those that belong to the systems on its way.
  private static let reservedHeaders: Set = [
    "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references",
    "mime-version", "list-unsubscribe", "list-unsubscribe-post", "return-path", "received", "dkim-signature",
  ]

  private static func isMessageID(_ text: String) -> Bool {
    guard text.hasPrefix("<"), text.hasSuffix(">"), text.utf8.count <= 900, MailText.isVisible(text) else {
      return false
    }
    let halves = text.dropFirst().dropLast().split(separator: "@", omittingEmptySubsequences: false)
    return halves.count == 2 && halves.allSatisfy { !$0.isEmpty && !$0.contains { "<>".contains($0) } }
  }

  private static func isWebAddress(_ text: String) -> Bool {
    let host = text.dropFirst(8).prefix { !"/?#".contains($0) }
    return text.lowercased().hasPrefix("https://") && isLink(text) && !host.isEmpty && !host.contains("@")
  }

  private static func isMailAddress(_ text: String) -> Bool {
    let address = text.prefix { $0 != "?" }
    return isLink(text) && MailAddress.flaw(in: String(address)) == nil && !address.contains { "\"%".contains($0) }
  }

  /// Whether the text can stand between angle brackets, and on a line.
  private static func isLink(_ text: String) -> Bool {
    MailText.isVisible(text) && text.utf8.count <= 900 && !text.contains { "<>\"\\,".contains($0) }
  }
}

extension EmailMessage.Attachment {
  fileprivate var mediaTypeProblems: [EmailError.Problem] {
    guard let type = MediaType(mediaType) else { return [.malformedMediaType(attachment: name, mediaType)] }
    if ["multipart", "message"].contains(type.type) { return [.compositeMediaType(attachment: name, mediaType)] }
    return []
  }
}
