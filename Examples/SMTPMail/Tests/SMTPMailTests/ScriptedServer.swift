import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A mail server on this machine that says what a test wants of it.
final class ScriptedServer: Sendable {
  struct Script: Sendable {
    var greeting = "220 here"
    var abilities: [String] = []
    /// What is said to a line without its end; nil for what a mail server says that takes everything.
    var reply: @Sendable (String) -> String? = { _ in nil }
    var tls: NIOSSLContext?
  }

  let port: Int
  private let channel: any Channel
  private let heard: Recording

  final class Recording: Sendable {
    let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// Every line that came in, without its LF.
  var lines: [String] { heard.lines.withLock { $0 } }

  init(_ script: Script) async throws {
    let heard = Recording()
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Session(script: script, heard: heard))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    self.heard = heard
    port = channel.localAddress?.port ?? 0
  }

  func stop() async { try? await channel.close() }
}

private final class Session: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let script: ScriptedServer.Script
  private let heard: ScriptedServer.Recording
  private var bytes = ByteBuffer()
  private var isInMessage = false

  init(script: ScriptedServer.Script, heard: ScriptedServer.Recording) {
    self.script = script
    self.heard = heard
  }

  func channelActive(context: ChannelHandlerContext) { say(script.greeting, context) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    bytes.writeBuffer(&incoming)
    while let newline = bytes.readableBytesView.firstIndex(of: 0x0A) {
      let line = bytes.readString(length: newline - bytes.readerIndex + 1) ?? ""
      // By bytes: CR and LF are one character.
      heard.add(String(decoding: line.utf8.dropLast(), as: UTF8.self))
      take(String(line.dropLast()), context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func take(_ line: String, _ context: ChannelHandlerContext) {
    if isInMessage {
      guard line == "." else { return }
      isInMessage = false
    }
    let reply = script.reply(line) ?? usual(line)
    if line == "DATA" { isInMessage = reply.hasPrefix("354") }
    say(reply, context)
    if line == "STARTTLS", reply.hasPrefix("220"), let tls = script.tls {
      try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
    }
  }

  private func usual(_ line: String) -> String {
    switch line.prefix(4) {
    case "EHLO":
      (["here"] + script.abilities).enumerated().map {
        "250\($0 == script.abilities.count ? " " : "-")\($1)"
      }.joined(separator: "\r\n")
    case "DATA": "354 go on"
    case "STAR": "220 go on"
    case "AUTH": line.hasPrefix("AUTH LOGIN") ? "334 VXNlcm5hbWU6" : "235 welcome"
    case "QUIT": "221 bye"
    default: "250 fine"
    }
  }

  private func say(_ reply: String, _ context: ChannelHandlerContext) {
    if reply == "close" { return context.close(promise: nil) }
    if !reply.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply + "\r\n")), promise: nil) }
  }
}
