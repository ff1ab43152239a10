public import ArgumentParser
public import CRMKit

/// How a CSV file is written.
struct CSVOptions: ParsableArguments {
  @Option(help: "The character between the fields: comma, semicolon, tab, pipe, or any other.")
  var delimiter: CSVDelimiter?
}

extension CSVEncoding: @retroactive ExpressibleByArgument {
  public init?(argument: String) {
    switch argument.lowercased() {
    case "utf-8": self = .utf8
    case "utf-16le": self = .utf16LittleEndian
    case "utf-16be": self = .utf16BigEndian
    case "windows-1252": self = .windows1252
    default: return nil
    }
  }

  public static var allValueStrings: [String] { ["utf-8", "utf-16le", "utf-16be", "windows-1252"] }
}

extension CSVDelimiter: @retroactive ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "comma": self = .comma
    case "semicolon": self = .semicolon
    case "tab": self = .tab
    case "pipe": self = .pipe
    default:
      guard argument.count == 1, let character = argument.first, let delimiter = CSVDelimiter(character) else {
        return nil
      }
      self = delimiter
    }
  }
}
