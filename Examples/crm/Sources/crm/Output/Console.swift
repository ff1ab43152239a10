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
      output: { try FileHandle.standardOutput.write(contentsOf: $0) },
      error: { try? FileHandle.standardError.write(contentsOf: $0) })
  }

  /// Prints lines on standard output, as they are.
  func print(_ text: String) throws { try output(Data((text + "\n").utf8)) }

  func print(_ value: JSONValue) throws { try print(value.text) }

  func print(_ table: TextTable) throws { try print(table.render(width: width)) }

  /// Prints bytes on standard output.
  func write(_ bytes: some Sequence<UInt8>) throws { try output(Data(bytes)) }

  /// Says something on standard error. Whatever it quotes can't drive the terminal.
  func note(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).terminalSafe }
    error(Data((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// Shows how far something has come in one line that the next call writes over; nil clears it.
  func progress(_ text: String?) {
    guard showsProgress else { return }
    error(Data("\r\u{1B}[K\(text?.terminalSafe ?? "")".utf8))
  }
}
