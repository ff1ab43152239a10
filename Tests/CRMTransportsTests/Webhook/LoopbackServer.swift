import Dispatch
import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A server for HTTP on this machine, of plain sockets, that answers each request as a test says.
final class LoopbackServer: Sendable {
  struct Request {
    var line = ""
    var headers: [String: String] = [:]
    var body = Data()
  }

  let port: UInt16
  private let listener: Int32
  private let received = Mutex<[Request]>([])
  private let stopping = Mutex(false)
  private let ended = DispatchSemaphore(value: 0)

  /// The requests so far.
  var requests: [Request] { received.withLock { $0 } }

  /// Listens on a free port.
  ///
  /// - Parameter answer: The bytes of the answer; without any, the connection stays open until the other side closes it.
  init(answer: @escaping @Sendable (Request) -> String) throws {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let listener = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port: UInt16? = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
      } ? UInt16(bigEndian: pointer.pointee.sin_port) : nil
    }
    guard let port else { throw POSIXError(.EADDRNOTAVAIL) }
    (self.listener, self.port) = (listener, port)
    Thread.detachNewThread { [self] in
      while !stopping.withLock({ $0 }) {
        var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 20) > 0 else { continue }
        let connection = accept(listener, nil, nil)
        if connection < 0 { break }
        Thread.detachNewThread { self.serve(connection, answer) }
      }
      // Closed by who accepts: otherwise the number could be another server's by the next call, and its request ours.
      close(listener)
      ended.signal()
    }
  }

  /// Takes no more connections, and is to be called once.
  func stop() {
    stopping.withLock { $0 = true }
    shutdown(listener, Int32(SHUT_RDWR))
    ended.wait()
  }

  private func serve(_ connection: Int32, _ answer: (Request) -> String) {
    defer { close(connection) }
    guard let request = Self.read(connection) else { return }
    received.withLock { $0.append(request) }
    let bytes = Array(answer(request).utf8)
    var offset = 0
    while offset < bytes.count {
      let sent = bytes.withUnsafeBytes {
        send(connection, $0.baseAddress?.advanced(by: offset), bytes.count - offset, Self.noSignal)
      }
      if sent <= 0 { return }
      offset += sent
    }
    if bytes.isEmpty {
      var byte: UInt8 = 0
      _ = recv(connection, &byte, 1, 0)
    }
  }

  private static func read(_ connection: Int32) -> Request? {
    var bytes = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = bytes.firstRange(of: Data("\r\n\r\n".utf8)) {
        var request = Request()
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        request.line = lines[0]
        for line in lines.dropFirst() {
          let halves = line.split(separator: ":", maxSplits: 1)
          request.headers[halves[0].lowercased()] = halves.last.map { $0.trimmingCharacters(in: .whitespaces) }
        }
        request.body = Data(bytes[end.upperBound...])
        if request.body.count >= Int(request.headers["content-length"] ?? "0") ?? 0 { return request }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      if count <= 0 { return nil }
      bytes += buffer.prefix(count)
    }
  }

  #if canImport(Darwin)
    private static let noSignal: Int32 = 0
  #else
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #endif
}
