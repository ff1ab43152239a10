import NIOCore
import NIOSSL

/// A mail server, and how to speak to it.
struct SMTPServer: Sendable {
  /// How the connection is kept from being read and changed on its way.
  enum Security: String, Sendable {
    /// TLS from the first byte, as on port 465.
    case implicit
    /// TLS by STARTTLS; a server that does not offer it gets no mail. For port 587.
    case required
    /// TLS by STARTTLS where it is offered. Somebody on the way can hide the offer.
    case offered
    /// None, for a server on this machine.
    case none
  }

  struct Credentials: Sendable, CustomStringConvertible {
    var user: String
    var password: String

    var description: String { "\(user)’s credentials" }
  }

  var host: String
  var port: Int
  var security = Security.required
  /// Never sent without TLS, but to this machine itself.
  var credentials: Credentials?
  /// What this machine calls itself.
  var localName = "localhost"
  var tls = TLSConfiguration.makeClientConfiguration()
  var connectTimeLimit = TimeAmount.seconds(30)
  /// How long the server may take for a reply.
  var replyTimeLimit = TimeAmount.minutes(5)
  /// How long it may take for the message (RFC 5321 asks for 10 minutes: one that is given up too early is sent twice).
  var dataTimeLimit = TimeAmount.minutes(10)

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The handler that makes the connection TLS.
  func tlsHandler() throws -> NIOSSLClientHandler {
    let isNumeric = (try? SocketAddress(ipAddress: host, port: port)) != nil
    return try NIOSSLClientHandler(context: NIOSSLContext(configuration: tls), serverHostname: isNumeric ? nil : host)
  }

  var isThisMachine: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }
}
