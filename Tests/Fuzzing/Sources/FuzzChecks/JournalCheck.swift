/// Bytes that may be anything, as the journals of a store.
public enum JournalCheck {
  /// See ``StoreCheck``.
  public static func run(_ bytes: [UInt8]) {
    var files: [String: [UInt8]] = [:]
    let script = FrameScript(bytes)
    for (number, journal) in journals(script).enumerated() {
      files[BaseStore.journal(BaseStore.firstJournal + UInt64(number))] = journal
    }
    let store = BaseStore.of(script)
    StoreCheck.run(store.replacing(files), sealer: store.sealer)
  }

  private static func journals(_ script: FrameScript) -> [[UInt8]] {
    if script.flags.contains(.isRaw) { return [Array(script.bytes)] }
    var journals: [FuzzedFile] = []
    func begin() {
      let number = BaseStore.firstJournal + UInt64(journals.count)
      journals.append(
        FuzzedFile(
          magic: "CRMKJRNL", identity: BaseStore.of(script).identity, number: number, journal: 0, script.flags))
    }
    begin()
    var last = Int(BaseStore.covered)
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
