import CRMCore
import CRMFileStore
import Synchronization

/// What every call throws from the moment of the simulated crash on.
struct SimulatedCrash: Error {}

/// A disk in memory that fails on purpose, the same way for the same seed.
///
/// It keeps apart what processes see from what is on the disk. Only a sync of the file, or of the folder, brings the one
/// to the other for certain; meanwhile the system may write any page on its own. After a power cut, of what was not
/// synced each page and each creation, renaming and removal is there or not, independently.
final class SimulatedFileSystem: FileSystem {
  fileprivate enum Change: Sendable {
    /// Names and the files they mean from now on; nil for none.
    case entries([String: Int?])
    case directory(String)
  }

  fileprivate struct Disk: Sendable {
    var random: SplitMix64
    let pageSize: Int
    var files: [Int: SimulatedFile] = [:]
    var entries: [String: Int] = [:]
    var durableEntries: [String: Int] = [:]
    var directories: Set<String> = ["/", "."]
    var durableDirectories: Set<String> = ["/", "."]
    private var changes: [(directory: String, change: Change)] = []
    var locks: Set<String> = []

    var operationCount = 0
    var crashAt: Int?
    var isCrashed = false
    var syncCount = 0
    var failingSyncs: Set<Int> = []
    var capacity: Int?
    var hasShortTransfers = false

    init(seed: UInt64, pageSize: Int) {
      random = SplitMix64(seed: seed)
      self.pageSize = pageSize
    }
  }

  private let disk: Mutex<Disk>
  private let others = Mutex<(@Sendable () -> Void)?>(nil)

  /// An empty disk.
  init(seed: UInt64, pageSize: Int = 64) { disk = Mutex(Disk(seed: seed, pageSize: pageSize)) }

  private init(_ disk: Disk) { self.disk = Mutex(disk) }
}

// MARK: - Faults

extension SimulatedFileSystem {
  /// How many calls were made.
  var operationCount: Int { disk.withLock { $0.operationCount } }

  /// Lets the call after the next `count` calls be the one in whose middle the machine stops.
  func crash(after count: Int) { disk.withLock { $0.crashAt = $0.operationCount + count + 1 } }

  /// Lets the sync after the next `count` syncs of files fail.
  func failSync(after count: Int) { disk.withLock { _ = $0.failingSyncs.insert($0.syncCount + count + 1) } }

  /// Lets all files together grow to so many bytes; nil for any number.
  func limitSize(to bytes: Int?) { disk.withLock { $0.capacity = bytes } }

  /// Whether the machine has stopped.
  var isCrashed: Bool { disk.withLock { $0.isCrashed } }

  /// Lets others go on while a call makes its caller wait: syncs, and what reads files that others may change meanwhile.
  func whileWaiting(_ others: @escaping @Sendable () -> Void) { self.others.withLock { $0 = others } }

  fileprivate func wait() { others.withLock { $0 }?() }

  /// Lets reads and writes stop early, as often as not.
  func useShortTransfers() { disk.withLock { $0.hasShortTransfers = true } }

  /// Changes one bit, in memory and on the disk.
  func flip(bit: Int, at offset: Int, of path: String) {
    disk.withLock {
      guard let file = $0.entries[path] else { return }
      $0.files[file]?.flip(bit: bit, at: offset)
    }
  }

  /// Replaces a file, in memory and on the disk; nil removes it.
  func replace(_ path: String, with bytes: [UInt8]?) {
    disk.withLock { disk in
      let file = bytes.map { disk.add(SimulatedFile($0, pageSize: disk.pageSize)) }
      disk.entries[path] = file
      disk.durableEntries[path] = file
    }
  }

  /// What processes see of a file; nil when it does not exist.
  func contents(of path: String) -> [UInt8]? {
    disk.withLock { disk in disk.entries[path].flatMap { disk.files[$0]?.live } }
  }

  /// The paths of all files, in order.
  var paths: [String] { disk.withLock { $0.entries.keys.sorted() } }

  /// All files' bytes together.
  var size: Int { disk.withLock { $0.size } }

  /// The disk as it is found after a power cut at this moment, without further faults.
  func afterCrash() -> SimulatedFileSystem { SimulatedFileSystem(disk.withLock { $0.afterCrash() }) }

  /// The disk as another process finds it when this one is killed at this moment, without further faults.
  func afterKill() -> SimulatedFileSystem { SimulatedFileSystem(disk.withLock { $0.afterKill() }) }
}

// MARK: - Calls

extension SimulatedFileSystem {
  func open(_ path: String, for access: FileAccess) throws -> any OpenFile {
    let file = try disk.withLock { disk in
      try disk.begin()
      if access == .creating {
        guard disk.directories.contains(parent(of: path)) else { throw missing(.open, path) }
        if let file = disk.entries[path] {
          disk.files[file]?.truncate(to: 0)
        } else {
          let file = disk.add(SimulatedFile(pageSize: disk.pageSize))
          disk.change(.entries([path: file]), in: parent(of: path))
        }
      }
      guard let file = disk.entries[path] else { throw missing(.open, path) }
      return file
    }
    if access == .reading { wait() }
    return Handle(fileSystem: self, file: file, path: path)
  }

  func exists(_ path: String) throws -> Bool {
    try disk.withLock {
      try $0.begin()
      return $0.entries[path] != nil || $0.directories.contains(path)
    }
  }

  func list(_ directory: String) throws -> [String] {
    wait()
    return try disk.withLock { disk in
      try disk.begin()
      guard disk.directories.contains(directory) else { throw missing(.list, directory) }
      let paths = disk.entries.keys.sorted() + disk.directories.sorted()
      return paths.filter { $0 != directory && parent(of: $0) == directory }
        .map { String($0.dropFirst(directory == "/" ? 1 : directory.count + 1)) }.shuffled(using: &disk.random)
    }
  }

  func makeDirectory(_ path: String) throws {
    try disk.withLock { disk in
      try disk.begin()
      guard disk.directories.contains(parent(of: path)) else { throw missing(.makeDirectory, path) }
      if !disk.directories.contains(path) { disk.change(.directory(path), in: parent(of: path)) }
    }
  }

  func syncDirectory(_ path: String) throws {
    try disk.withLock {
      try $0.begin()
      $0.syncDirectory(path)
    }
    wait()
  }

  func rename(_ path: String, to newPath: String) throws {
    try disk.withLock { disk in
      try disk.begin()
      guard let file = disk.entries[path] else { throw missing(.rename, path) }
      disk.change(.entries([path: nil, newPath: file]), in: parent(of: path))
    }
  }

  func remove(_ path: String) throws {
    try disk.withLock { disk in
      try disk.begin()
      guard disk.entries[path] != nil else { throw missing(.remove, path) }
      disk.change(.entries([path: nil]), in: parent(of: path))
    }
  }

  func lock(_ path: String) throws -> any FileLock {
    if try !exists(path) { _ = try open(path, for: .creating) }
    try disk.withLock {
      try $0.begin()
      guard $0.locks.insert(path).inserted else { throw FileStoreError.locked(path: path, holder: 1) }
    }
    return Lock(fileSystem: self, path: path)
  }

  private func missing(_ operation: FileOperation, _ path: String) -> FileStoreError {
    FileStoreError(operation, path: path, code: 2)
  }
}

private func parent(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

// MARK: - Open files and locks

extension SimulatedFileSystem {
  private final class Handle: OpenFile {
    let fileSystem: SimulatedFileSystem
    let file: Int
    let path: String

    init(fileSystem: SimulatedFileSystem, file: Int, path: String) {
      self.fileSystem = fileSystem
      self.file = file
      self.path = path
    }

    func size() throws -> Int {
      try fileSystem.disk.withLock {
        try $0.begin()
        return $0.files[file]?.live.count ?? 0
      }
    }

    func read(at offset: Int, into buffer: inout OutputSpan<UInt8>) throws {
      fileSystem.wait()
      let wanted = buffer.freeCapacity
      let bytes = try fileSystem.disk.withLock { disk in
        try disk.begin()
        // The file may have become shorter than what was read of it.
        let rest = disk.files[file]?.live.dropFirst(offset) ?? []
        return Array(rest.prefix(disk.transferred(min(wanted, rest.count))))
      }
      for byte in bytes { buffer.append(byte) }
    }

    func write(_ bytes: Span<UInt8>, at offset: Int) throws -> Int {
      let all = bytes.withUnsafeBufferPointer { Array($0) }
      return try fileSystem.disk.withLock { try $0.write(all, at: offset, of: file, path) }
    }

    func truncate(to size: Int) throws {
      try fileSystem.disk.withLock {
        try $0.begin()
        $0.files[file]?.truncate(to: size)
      }
    }

    func sync(_ level: SyncLevel) throws {
      // What others write meanwhile is not part of it: the bytes go first, the waiting comes after. A failure is told late, too.
      let result = Result { try fileSystem.disk.withLock { try $0.sync(file, path) } }
      fileSystem.wait()
      try result.get()
    }
  }

  private final class Lock: FileLock {
    let fileSystem: SimulatedFileSystem
    let path: String
    private let isHeld = Mutex(true)

    init(fileSystem: SimulatedFileSystem, path: String) {
      self.fileSystem = fileSystem
      self.path = path
    }

    deinit { release() }

    func release() {
      isHeld.withLock {
        guard $0 else { return }
        $0 = false
        fileSystem.disk.withLock { _ = $0.locks.remove(path) }
      }
    }
  }
}

// MARK: - The disk's behaviour

extension SimulatedFileSystem.Disk {
  fileprivate typealias Change = SimulatedFileSystem.Change

  var size: Int { entries.values.reduce(0) { $0 + (files[$1]?.live.count ?? 0) } }

  /// Counts a call, and lets the system write a little on its own.
  mutating func begin() throws {
    operationCount += 1
    if operationCount == crashAt { isCrashed = true }
    if isCrashed { throw SimulatedCrash() }
    if random.oneIn(8), let file = entries.values.sorted().randomElement(using: &random) {
      files[file]?.writeBack(&random)
    }
  }

  mutating func add(_ file: SimulatedFile) -> Int {
    files[files.count] = file
    return files.count - 1
  }

  mutating func transferred(_ count: Int) -> Int {
    hasShortTransfers && count > 1 && random.oneIn(2) ? Int.random(in: 1..<count, using: &random) : max(count, 0)
  }

  mutating func write(_ bytes: [UInt8], at offset: Int, of file: Int, _ path: String) throws -> Int {
    let old = files[file]?.live.count ?? 0
    if operationCount + 1 == crashAt {
      files[file]?.write(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))), at: offset)
    }
    try begin()
    var count = transferred(bytes.count)
    if let capacity, offset + count > old { count = min(count, max(0, capacity - size) + old - offset) }
    guard count > 0 || bytes.isEmpty else { throw FileStoreError(.write, path: path, code: 28) }
    files[file]?.write(Array(bytes[..<count]), at: offset)
    return count
  }

  mutating func sync(_ file: Int, _ path: String) throws {
    syncCount += 1
    if operationCount + 1 == crashAt { files[file]?.writeBack(&random) }
    try begin()
    if failingSyncs.contains(syncCount) {
      files[file]?.failSync(&random)
      throw FileStoreError(.sync, path: path, code: 5)
    }
    files[file]?.sync()
  }

  mutating func change(_ change: Change, in directory: String) {
    changes.append((directory, change))
    Self.apply(change, to: &entries, &directories)
  }

  mutating func syncDirectory(_ path: String) {
    for (directory, change) in changes where directory == path {
      Self.apply(change, to: &durableEntries, &durableDirectories)
    }
    changes.removeAll { $0.directory == path }
  }

  private static func apply(_ change: Change, to entries: inout [String: Int], _ directories: inout Set<String>) {
    switch change {
    case .entries(let files): for (path, file) in files { entries[path] = file }
    case .directory(let path): directories.insert(path)
    }
  }

  func afterCrash() -> Self {
    var cut = self
    for (_, change) in changes where cut.random.oneIn(2) {
      Self.apply(change, to: &cut.durableEntries, &cut.durableDirectories)
    }
    var found = Self(seed: cut.random.next(), pageSize: pageSize)
    found.directories = cut.durableDirectories
    found.durableDirectories = cut.durableDirectories
    for (path, file) in cut.durableEntries.sorted(by: { $0.key < $1.key }) {
      guard found.directories.contains(parent(of: path)), let content = files[file] else { continue }
      found.entries[path] = found.add(content.afterCrash(&cut.random))
    }
    found.durableEntries = found.entries
    return found
  }

  func afterKill() -> Self {
    var found = self
    found.locks = []
    found.crashAt = nil
    found.isCrashed = false
    found.failingSyncs = []
    found.capacity = nil
    found.hasShortTransfers = false
    return found
  }
}
