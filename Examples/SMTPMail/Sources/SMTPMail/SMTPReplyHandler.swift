import CRMCore
import NIOCore

/// Puts lines together to replies, and gives each to who waits for it.
///
/// A reply that nobody waits for ends the connection: nothing that somebody has put between the lines before TLS is read as if it had come
/// after.
final class SMTPReplyHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  // RFC 5321 has 512 bytes a line.
  private static let longestLine = 2048
  private static let mostLines = 128

  private var bytes = ByteBuffer()
  private var lines: [String] = []
  private var waiting: EventLoopPromise<SMTPReply>?
  private var failure: DeliveryFailure?

  /// A handler that waits for the server's greeting.
  init(greeting: EventLoopPromise<SMTPReply>) { waiting = greeting }

  /// Whether something has come in that is no whole reply.
  var hasRest: Bool { bytes.readableBytes > 0 || !lines.isEmpty }

  func expect(_ promise: EventLoopPromise<SMTPReply>) {
    if let failure { return promise.fail(failure) }
    waiting = promise
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    bytes.writeBuffer(&incoming)
    while failure == nil, let newline = bytes.readableBytesView.firstIndex(of: 0x0A) {
      let line = bytes.readString(length: newline - bytes.readerIndex + 1) ?? ""
      take(line.trimmingSuffix { $0.isNewline }, context)
    }
    if bytes.readableBytes > Self.longestLine { fail("the server's line has no end", context) }
    bytes.discardReadBytes()
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail("the server closed the connection", context)
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    // A connection that never came about is not told that it ends.
    fail("there is no connection", context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail("the connection failed: \(error)", context)
  }

  private func take(_ line: Substring, _ context: ChannelHandlerContext) {
    guard line.utf8.count >= 3, let code = Int(line.prefix(3)), (200..<600).contains(code), lines.count < Self.mostLines
    else { return fail("the server said “\(line.prefix(100))”, which is no reply", context) }
    lines.append(String(line.dropFirst(4)))
    if line.dropFirst(3).first == "-" { return }
    let reply = SMTPReply(code: code, lines: lines)
    lines = []
    guard let promise = waiting else { return fail("the server said what it was not asked: \(reply)", context) }
    waiting = nil
    promise.succeed(reply)
  }

  private func fail(_ reason: String, _ context: ChannelHandlerContext) {
    if failure != nil { return }
    let failure = DeliveryFailure.passing(reason)
    self.failure = failure
    waiting?.fail(failure)
    waiting = nil
    context.close(promise: nil)
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while isCut: (Character) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, isCut(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
