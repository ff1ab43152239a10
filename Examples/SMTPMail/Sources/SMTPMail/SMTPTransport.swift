import CRMCore
import CRMTransports
import Foundation

/// Sends mail by SMTP (RFC 5321), a connection a message.
///
/// Replies of 4xx pass and of 5xx are final, but for those that say that this machine is not set up as the server wants it.
struct SMTPTransport: Transport {
  let server: SMTPServer

  /// Sends the message.
  ///
  /// Recipients that the server refuses for good are named in the answer when others got the message. Where one is only put off, nobody gets
  /// it, and it is tried again: the others would get it twice. So write to each recipient by a message of its own wherever that will do.
  ///
  /// - Returns: What the server said when it took the message.
  /// - Throws: `DeliveryFailure` where it did not; `UncertainDelivery` where it did not say.
  func send(_ message: EmailMessage, as delivery: Delivery) async throws -> String? {
    let bytes: [UInt8]
    do {
      bytes = try message.rendered(as: delivery)
    } catch {
      throw error.failure
    }
    let connection = try await SMTPConnection.open(to: server)
    do {
      let answer = try await converse(connection, message, bytes)
      await connection.close()
      return answer
    } catch {
      await connection.close()
      throw error
    }
  }

  private func converse(_ connection: SMTPConnection, _ message: EmailMessage, _ bytes: [UInt8]) async throws -> String
  {
    let abilities = try await begin(connection)
    var sender = "MAIL FROM:<\(message.envelopeSender)>"
    if let limit = abilities["SIZE"].map({ Int($0) ?? 0 }) {
      if limit > 0, bytes.count > limit {
        throw DeliveryFailure.final("the message has \(bytes.count) bytes, and the server takes \(limit)")
      }
      sender += " SIZE=\(bytes.count)"
    }
    let reply = try await connection.command(sender)
    guard reply.isPositive else { throw reply.failure("MAIL") }
    let refused = try await offer(connection, message.recipients)
    let go = try await connection.command("DATA")
    guard go.code == 354 else { throw go.failure("DATA") }
    let taken: SMTPReply
    do {
      taken = try await connection.data(bytes)
    } catch {
      // It may have been taken, and the reply lost.
      throw UncertainDelivery("the server did not say whether it took the message: \(error)")
    }
    guard taken.isPositive else { throw taken.failure("message") }
    return ([taken.description] + refused.map { "refused \($0)" }).joined(separator: "; ")
  }

  /// Names the recipients.
  ///
  /// - Returns: Those refused for good.
  private func offer(_ connection: SMTPConnection, _ recipients: [String]) async throws -> [String] {
    var refused: [String] = []
    var deferred: [String] = []
    for recipient in recipients {
      let reply = try await connection.command("RCPT TO:<\(recipient)>")
      if reply.isPositive { continue }
      if reply.isPassing { deferred.append("\(recipient): \(reply)") } else { refused.append("\(recipient): \(reply)") }
    }
    if !deferred.isEmpty { throw DeliveryFailure.passing("put off \((deferred + refused).joined(separator: "; "))") }
    if refused.count == recipients.count { throw DeliveryFailure.final("refused \(refused.joined(separator: "; "))") }
    return refused
  }

  /// Greets, takes TLS, and says who we are.
  ///
  /// - Returns: What the server can do, by name.
  private func begin(_ connection: SMTPConnection) async throws -> [String: String] {
    let greeting = try await connection.greet()
    guard greeting.code == 220 else { throw DeliveryFailure.passing("greeting: \(greeting)") }
    var abilities = try await abilities(connection)
    var isSecure = server.security == .implicit
    if server.security == .required || server.security == .offered {
      if abilities["STARTTLS"] != nil {
        let reply = try await connection.startTLS()
        guard reply.isPositive else { throw DeliveryFailure.passing("STARTTLS: \(reply)") }
        isSecure = true
        // What was said before can't be trusted.
        abilities = try await self.abilities(connection)
      } else if server.security == .required {
        throw DeliveryFailure.passing("the server does not offer STARTTLS, which is required")
      }
    }
    if let credentials = server.credentials {
      guard isSecure || server.isThisMachine else {
        throw DeliveryFailure.passing("the password is not sent without TLS")
      }
      try await authenticate(connection, credentials, abilities["AUTH"] ?? "")
    }
    return abilities
  }

  private func abilities(_ connection: SMTPConnection) async throws -> [String: String] {
    let reply = try await connection.command("EHLO \(server.localName)")
    guard reply.isPositive else { throw DeliveryFailure.passing("EHLO: \(reply)") }
    let pairs = reply.lines.dropFirst().map { line in
      let halves = line.split(separator: " ", maxSplits: 1)
      return (halves.first?.uppercased() ?? "", halves.count == 2 ? String(halves[1]) : "")
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// Says the password, by PLAIN (RFC 4616) or by the older LOGIN.
  private func authenticate(
    _ connection: SMTPConnection, _ credentials: SMTPServer.Credentials, _ offered: String
  ) async throws {
    func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    let methods = Set(offered.uppercased().split(separator: " "))
    var reply: SMTPReply
    if methods.contains("PLAIN") {
      reply = try await connection.command("AUTH PLAIN \(encoded("\0\(credentials.user)\0\(credentials.password)"))")
    } else if methods.contains("LOGIN") {
      reply = try await connection.command("AUTH LOGIN")
      for answer in [credentials.user, credentials.password] where reply.code == 334 {
        reply = try await connection.command(encoded(answer))
      }
    } else {
      throw DeliveryFailure.passing("the server offers neither PLAIN nor LOGIN, but “\(offered.prefix(100))”")
    }
    guard reply.code == 235 else { throw DeliveryFailure.passing("the server does not take \(credentials): \(reply)") }
  }
}
