import CRMCore
import NIOCore
import NIOPosix
import NIOSSL

/// A connection to a mail server: a command, a reply.
struct SMTPConnection: Sendable {
  let channel: any Channel
  private let handler: NIOLoopBound<SMTPReplyHandler>
  private let server: SMTPServer
  private let greeting: EventLoopFuture<SMTPReply>

  /// Connects.
  ///
  /// - Throws: A passing ``DeliveryFailure`` where nobody answers.
  static func open(to server: SMTPServer) async throws -> SMTPConnection {
    do {
      return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(server.connectTimeLimit)
        .connect(host: server.host, port: server.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            if server.security == .implicit { try channel.pipeline.syncOperations.addHandler(server.tlsHandler()) }
            let greeting = channel.eventLoop.makePromise(of: SMTPReply.self)
            let handler = SMTPReplyHandler(greeting: greeting)
            try channel.pipeline.syncOperations.addHandler(handler)
            return SMTPConnection(
              channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop), server: server,
              greeting: greeting.futureResult)
          }
        }
    } catch {
      throw DeliveryFailure.passing("\(server.host) can't be reached: \(error)")
    }
  }

  /// What the server says first.
  func greet() async throws -> SMTPReply { try await limited(greeting, to: server.replyTimeLimit) }

  /// Sends a line.
  func command(_ line: String) async throws -> SMTPReply {
    try await send(ByteBuffer(string: line + "\r\n"), timeLimit: server.replyTimeLimit) { $0 }
  }

  /// Sends a message's bytes, with the dots that stand first in a line doubled, and the line that ends it.
  func data(_ message: [UInt8]) async throws -> SMTPReply {
    try await send(ByteBuffer(bytes: Self.transparent(message)), timeLimit: server.dataTimeLimit) { $0 }
  }

  /// Asks for TLS, and goes on in it.
  func startTLS() async throws -> SMTPReply {
    let (channel, handler, server) = (channel, handler, server)
    return try await send(ByteBuffer(string: "STARTTLS\r\n"), timeLimit: server.replyTimeLimit) { reply in
      guard reply.isPositive else { return reply }
      if handler.value.hasRest { throw DeliveryFailure.passing("the server said more before TLS than it was asked") }
      try channel.pipeline.syncOperations.addHandler(server.tlsHandler(), position: .first)
      return reply
    }
  }

  /// Takes leave; what the server says to it no longer matters.
  func close() async {
    _ = try? await send(ByteBuffer(string: "QUIT\r\n"), timeLimit: .seconds(2)) { $0 }
    try? await channel.close()
  }

  /// Sends bytes, and waits for the reply to them.
  ///
  /// - Parameter body: Is called with the reply before anything else that came in is looked at.
  private func send(
    _ bytes: ByteBuffer, timeLimit: TimeAmount, _ body: @escaping @Sendable (SMTPReply) throws -> SMTPReply
  ) async throws -> SMTPReply {
    let (channel, handler) = (channel, handler)
    let reply = channel.eventLoop.flatSubmit {
      let promise = channel.eventLoop.makePromise(of: SMTPReply.self)
      handler.value.expect(promise)
      channel.writeAndFlush(bytes, promise: nil)
      return promise.futureResult.flatMapThrowing(body)
    }
    return try await limited(reply, to: timeLimit)
  }

  private func limited(_ reply: EventLoopFuture<SMTPReply>, to timeLimit: TimeAmount) async throws -> SMTPReply {
    let channel = channel
    let alarm = channel.eventLoop.scheduleTask(in: timeLimit) {
      channel.pipeline.fireErrorCaught(DeliveryFailure.passing("the server took too long"))
    }
    defer { alarm.cancel() }
    return try await withTaskCancellationHandler {
      try await reply.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }

  private static func transparent(_ message: [UInt8]) -> [UInt8] {
    let (dot, newline) = (UInt8(ascii: "."), UInt8(ascii: "\n"))
    var result: [UInt8] = []
    result.reserveCapacity(message.count + message.count / 64 + 8)
    var previous = newline
    for byte in message {
      if byte == dot, previous == newline { result.append(dot) }
      result.append(byte)
      previous = byte
    }
    if !message.suffix(2).elementsEqual("\r\n".utf8) { result += "\r\n".utf8 }
    return result + ".\r\n".utf8
  }
}
