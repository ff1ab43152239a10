import Foundation

/// Where a command writes: the program's standard output and error, or a test's memory.
struct Console: Sendable {
  /// The columns of the terminal that standard output goes to; nil for a file or a pipe.
  let width: Int?
  /// Whether somebody watches standard error, where progress is shown then.
  let showsProgress: Bool
  private let output: @Sendable (Data) throws -> Void
  private let error: @Sendable (Data) -> Void

  init(
    width: Int?, showsProgress: Bool = false, output: @escaping @Sendable (Data) throws -> Void,
    error: @escaping @Sendable (Data) -> Void
  ) {
    self.width = width
    self.showsProgress = showsProgress
    self.output = output
    self.error = error
  }

  /// The program's own.
  static var standard: Console {
    Console(
      width: Terminal.width(), showsProgress: isatty(STDERR_FILENO) == 1,
      output: { try write($0, to: STDOUT_FILENO) }, error: { try? write($0, to: STDERR_FILENO) })
  }

  /// Writes bytes to a file that is open.
  private static func write(_ bytes: Data, to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw CommandError("can't write the output: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }

  /// Prints lines on standard output, as they are.
  func print(_ text: String) throws { try output(Data((text + "\n").utf8)) }

  func print(_ value: JSONValue) throws { try print(value.text) }

  func print(_ table: TextTable) throws { try print(table.render(width: width)) }

  /// Writes whole lines on standard output: unchanged, unless it is a terminal, which they can't drive then.
  func write(lines: some Sequence<UInt8>) throws {
    try output(width == nil ? Data(lines) : Data(String(decoding: Data(lines), as: UTF8.self).terminalSafeLines.utf8))
  }

  /// Says something on standard error.
  ///
  /// Whatever it quotes can't drive the terminal.
  func note(_ text: String) { error(Data((text.terminalSafeLines + "\n").utf8)) }

  /// Shows how far something has come in one line that the next call writes over; nil clears it.
  func progress(_ text: String?) {
    guard showsProgress else { return }
    error(Data("\r\u{1B}[K\(text?.terminalSafe ?? "")".utf8))
  }
}

/// The system's call, which the methods of that name hide.
private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = write
