#if PostgreSQL
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #else
    import Darwin
  #endif

  /// Waits for a server by its socket.
  enum SocketWait {
    /// - Returns: Whether the socket is ready; false when the time is up.
    static func wait(_ socket: Int32, toWrite: Bool, milliseconds: Int32) -> Bool {
      guard socket >= 0 else { return true }
      var place = pollfd(fd: socket, events: Int16(toWrite ? POLLOUT : POLLIN), revents: 0)
      return poll(&place, 1, milliseconds) != 0
    }
  }
#endif
