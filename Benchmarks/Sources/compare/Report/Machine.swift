import CSQLite
import Foundation

/// Where and when figures were taken.
struct Machine: Codable, Hashable {
  var date: String
  var system: String
  var processor: String
  var cores: Int
  var memoryBytes: UInt64
  var disk: String
  var sqlite: String
  /// The PostgreSQL server's version and settings, where one was measured.
  var postgres: String?

  enum CodingKeys: String, CodingKey {
    case date, system, processor, cores
    case memoryBytes = "memory_bytes"
    case disk, sqlite, postgres
  }

  /// This machine now; the disk is the one that a folder is on.
  static func current(folder: String) -> Machine {
    let information = ProcessInfo.processInfo
    var names = utsname()
    uname(&names)
    let kernel = "\(text(of: names.sysname)) \(text(of: names.release)) \(text(of: names.machine))"
    return Machine(
      date: String(Date().ISO8601Format().prefix(10)), system: "\(information.operatingSystemVersionString), \(kernel)",
      processor: processor ?? "unknown", cores: information.activeProcessorCount,
      memoryBytes: information.physicalMemory, disk: disk(of: folder) ?? "unknown",
      sqlite: String(cString: sqlite3_libversion()))
  }

  /// How many programs have wanted a processor within the last minute, on average.
  static var load: Double {
    var load = 0.0
    return getloadavg(&load, 1) == 1 ? load : 0
  }

  var description: String {
    """
    \(date), \(processor), \(cores) cores, \(memoryBytes >> 30) GiB, \(system), disk \(disk), \
    SQLite \(sqlite)\(postgres.map { ", " + $0 } ?? "")
    """
  }

  private static func text<T>(of characters: T) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static var processor: String? {
    let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The device and file system of the longest mount point that the folder lies in.
  private static func disk(of folder: String) -> String? {
    let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
    let fields = mounts.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count > 2 }
    let around = fields.filter { folder == $0[1] || $0[1] == "/" || folder.hasPrefix($0[1] + "/") }
    return around.max { $0[1].count < $1[1].count }.map { "\($0[2]) on \($0[0])" }
  }
}
