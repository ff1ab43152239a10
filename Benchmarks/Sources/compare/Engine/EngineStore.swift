import ArgumentParser
import CRMKit
import Foundation

/// A store that the engine works on.
enum EngineStore: String, CaseIterable, Codable, ExpressibleByArgument {
  case memory
  /// Commits wait for the operating system.
  case file
  /// Commits wait for the disk.
  case fileSynced = "file-synced"

  /// A CRM over such a store, which is new.
  func crm(in folder: String) throws -> CRM {
    let types = CRM.recordTypes + [Person.self, Purchase.self, Mark.self]
    switch self {
    case .memory: return CRM(try MemoryStore(types))
    case .file, .fileSynced:
      var options = FileStore.Options()
      options.durability = self == .file ? .relaxed : .immediate
      let path = "\(folder)/\(rawValue)-\(UUID().uuidString)"
      return CRM(try FileStore(at: path, types, options: options))
    }
  }

  /// How many operations one sample has.
  ///
  /// - Parameter full: How many where no disk is waited for.
  func operations(_ full: Int) -> Int { self == .fileSynced ? max(1, full / 10) : full }
}
