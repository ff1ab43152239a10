import Foundation
import Testing

/// The system's Python, for what others have written to check mail by.
enum Python {
  static let path = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
    .first(where: FileManager.default.isExecutableFile(atPath:))

  /// Runs a program with arguments.
  ///
  /// - Returns: What it printed, and whether it ended well.
  static func run(_ program: String, _ arguments: [String]) throws -> (output: String, isGood: Bool) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = ["-c", program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus == 0)
  }
}

/// The shared reference data: `CRMKIT_REFERENCE_DATA`, or `shared/data` beside the package.
enum ReferenceData {
  static let folder: String = {
    if let path = ProcessInfo.processInfo.environment["CRMKIT_REFERENCE_DATA"] { return path }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appending(path: "shared/data").path
  }()
}

/// The program that checks messages against the RFCs, with Python's own parser, if it is here.
enum MailVerifier {
  static let reason: Comment = "there is no python3, or no verify_outgoing_email.py in ../shared/data/tools"

  static let path: String? = {
    let path = ReferenceData.folder + "/tools/verify_outgoing_email.py"
    return Python.path != nil && FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// Checks messages, each with what is to be found in it, in one run.
  ///
  /// - Returns: What is wrong, a line each.
  static func complaints(_ messages: [(bytes: [UInt8], expected: [String: Any])]) throws -> [String] {
    let program = """
      import email, importlib.util, json, re, sys
      from email.header import decode_header, make_header
      from email.utils import getaddresses
      spec = importlib.util.spec_from_file_location("verifier", sys.argv[1])
      verifier = importlib.util.module_from_spec(spec)
      spec.loader.exec_module(verifier)
      for number in range(int(sys.argv[3])):
          raw = open(f"{sys.argv[2]}/{number}.eml", "rb").read()
          expected = json.load(open(f"{sys.argv[2]}/{number}.json", encoding="utf-8"))
          for line in verifier.check(raw, expected):
              print(f"message {number}: {line}")
          headers = email.message_from_bytes(raw)
          for name, mailboxes in expected.get("mailboxes", {}).items():
              text = re.sub(r"\\r?\\n(?=[ \\t])", "", str(headers[name]))
              found = [[str(make_header(decode_header(n))) if n else "", a] for n, a in getaddresses([text])]
              if found != mailboxes:
                  print(f"message {number}: {name} {found} != {mailboxes}")
      print("checked", sys.argv[3])
      """
    return try withFolder { folder in
      for (number, message) in messages.enumerated() {
        try Data(message.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(number).eml"))
        let json = try JSONSerialization.data(withJSONObject: message.expected)
        try json.write(to: URL(fileURLWithPath: "\(folder)/\(number).json"))
      }
      let run = try Python.run(program, [try #require(path), folder, "\(messages.count)"])
      var lines = run.output.split(separator: "\n").map(String.init)
      #expect(lines.popLast() == "checked \(messages.count)", "\(run.output)")
      return lines
    }
  }
}

/// Calls `body` with a folder that is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "transports-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Calls `body` with a folder that is removed afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "transports-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}
