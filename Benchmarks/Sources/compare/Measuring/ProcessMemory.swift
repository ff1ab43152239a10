import CMalloc
import Foundation

/// What this process takes of the machine's memory.
struct ProcessMemory: Codable {
  /// Bytes resident now, without what is mapped from files, which the system may take back.
  let resident: Int
  /// The most that was ever resident.
  let peak: Int

  /// Reads the figures, after the allocator has given back what it can.
  static func now() -> ProcessMemory {
    #if os(Linux)
      malloc_trim(0)
      return ProcessMemory(resident: status("RssAnon:"), peak: status("VmHWM:"))
    #else
      var info = mach_task_basic_info()
      var count = mach_msg_type_number_t(MemoryLayout.size(ofValue: info) / MemoryLayout<natural_t>.size)
      _ = withUnsafeMutablePointer(to: &info) { info in
        info.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
          task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), $0, &count)
        }
      }
      return ProcessMemory(resident: Int(info.resident_size), peak: Int(info.resident_size_max))
    #endif
  }

  #if os(Linux)
    private static func status(_ name: String) -> Int {
      let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
      let kibibytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
      return (kibibytes ?? 0) * 1024
    }
  #endif
}
