/// Bytes that may be anything, as the journals of a store.
public enum JournalCheck {
  /// See ``StoreCheck``.
  public static func run(_ bytes: [UInt8]) {
    let files = journals(FrameScript(bytes)).enumerated().map { (EmptyStore.journal($0 + 1), $1) }
    StoreCheck.run(EmptyStore.shared.replacing(Dictionary(files) { first, _ in first }))
  }

  private static func journals(_ script: FrameScript) -> [[UInt8]] {
    if script.flags.contains(.isRaw) { return [Array(script.bytes)] }
    var journals: [FuzzedFile] = []
    func begin() {
      let number = UInt64(journals.count + 1)
      journals.append(
        FuzzedFile(
          magic: "CRMKJRNL", identity: EmptyStore.shared.identity, number: number, journal: 0, script.flags))
    }
    begin()
    var last = 0
    let parts = script.parts
    for part in parts {
      switch part.form {
      case .nextFile: if journals.count < 4 { begin() }
      case .bytes: journals[journals.count - 1].append(part.content)
      default:
        let sequence = max(0, last + (part.form == .commit ? 1 : 0) + part.sequence)
        journals[journals.count - 1].append(
          part, sequence: UInt64(sequence), mark: UInt64(max(0, last + part.mark)), payload: Array(part.content))
        if part.form == .commit { last = sequence }
      }
    }
    if script.flags.contains(.isCut) { journals[journals.count - 1].cut(parts.last?.content.count ?? 0) }
    return journals.map(\.bytes)
  }
}
