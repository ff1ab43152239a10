extension String {
  /// The text with everything that could drive a terminal made visible, for text from outside.
  ///
  /// Control characters (escape sequences start with one), line ends, and the controls that reorder what follows them
  /// (overrides and isolates) become escapes such as `\u{1B}`; a tab becomes a space. The other marks of Persian and
  /// Arabic text, such as the zero-width non-joiner and the right-to-left mark, stay.
  var terminalSafe: String {
    var safe = ""
    for scalar in unicodeScalars {
      if scalar == "\t" {
        safe.unicodeScalars.append(" ")
      } else if scalar.drivesTerminals {
        safe += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// The same for text of several lines, whose ends stay.
  var terminalSafeLines: String {
    split(separator: /\r?\n/, omittingEmptySubsequences: false).map { String($0).terminalSafe }.joined(separator: "\n")
  }

  /// Whether a terminal that knows right-to-left text would reorder some of it.
  var hasRightToLeft: Bool {
    unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x0590...0x08FF, 0x200F, 0x202A...0x202C, 0xFB1D...0xFDFF, 0xFE70...0xFEFE: true
      case 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
      default: false
      }
    }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal does something with the character other than showing it.
  var drivesTerminals: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: 0x202D...0x202E ~= value || 0x2066...0x2069 ~= value
    }
  }
}
