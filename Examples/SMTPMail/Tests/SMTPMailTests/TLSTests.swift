import CRMCore
import CRMTransports
import Foundation
import NIOSSL
import Testing

@testable import SMTPMail

/// A certificate for `localhost`, signed by itself, and its key.
private struct Certificate {
  static let program = ["/usr/bin/openssl", "/opt/homebrew/bin/openssl", "/usr/local/bin/openssl"]
    .first(where: FileManager.default.isExecutableFile(atPath:))
  static let isAvailable = program != nil

  let chain: [NIOSSLCertificate]
  let key: NIOSSLPrivateKey

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "smtp-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.program))
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(folder)/key.pem", "-out",
      "\(folder)/certificate.pem",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    chain = try NIOSSLCertificate.fromPEMFile("\(folder)/certificate.pem")
    key = try NIOSSLPrivateKey(file: "\(folder)/key.pem", format: .pem)
  }

  func serverContext() throws -> NIOSSLContext {
    try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
  }
}

/// With a certificate that `openssl` makes for the occasion.
@Suite("Mail by SMTP and TLS", .enabled(if: Certificate.isAvailable, "there is no openssl"))
struct TLSTests {
  private let message = EmailMessage(
    from: Mailbox("sales@example.org"), to: [Mailbox("a@example.org")], subject: "سلام")
  private let delivery = Delivery(
    key: "k-1", recipient: "", attempt: 1, instant: Instant(microsecondsSince1970: 1_723_981_680_000_000))

  @Test("After STARTTLS everything is said anew, and the password only then")
  func startTLS() async throws {
    let certificate = try Certificate()
    let scripted = try await ScriptedServer(
      .init(abilities: ["STARTTLS", "AUTH PLAIN"], tls: try certificate.serverContext()))
    var server = SMTPServer(host: "localhost", port: scripted.port)
    server.credentials = .init(user: "sara", password: "geheim")
    server.tls.trustRoots = .certificates(certificate.chain)
    let answer = try await SMTPTransport(server: server).send(message, as: delivery)
    #expect(answer == "250 fine")
    let verbs = scripted.lines.prefix(7).map { String($0.prefix { $0 != " " && $0 != "\r" }) }
    #expect(verbs == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
    await scripted.stop()
  }

  @Test("A certificate of nobody that is trusted, or for another name, gets no mail", arguments: [true, false])
  func untrusted(isTrusted: Bool) async throws {
    let certificate = try Certificate()
    let scripted = try await ScriptedServer(.init(abilities: ["STARTTLS"], tls: try certificate.serverContext()))
    var server = SMTPServer(host: isTrusted ? "127.0.0.1" : "localhost", port: scripted.port)
    if isTrusted { server.tls.trustRoots = .certificates(certificate.chain) }
    let failure = await #expect(throws: DeliveryFailure.self) {
      try await SMTPTransport(server: server).send(message, as: delivery)
    }
    #expect(failure?.isPassing == true)
    #expect(scripted.lines.map { $0.prefix(4) } == ["EHLO", "STAR"])
    await scripted.stop()
  }
}
