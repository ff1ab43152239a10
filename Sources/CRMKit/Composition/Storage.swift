public import CRMCore
public import CRMFileStore
import CRMMemoryStore

extension CRM {
  /// Where a CRM keeps its records.
  public struct Storage: Sendable {
    let open: @Sendable ([any Record.Type], CRMEnvironment) async throws -> any Store

    /// In memory, for as long as the program runs.
    public static let memory = Storage { try MemoryStore($0, environment: $1) }

    /// In a folder, created when it is not there.
    public static func file(at path: String, options: FileStore.Options = FileStore.Options()) -> Storage {
      Storage { try FileStore(at: path, $0, environment: $1, options: options) }
    }

    /// In any other store, made from the record types and the environment.
    public static func other(
      _ open: @escaping @Sendable ([any Record.Type], CRMEnvironment) async throws -> any Store
    ) -> Storage {
      Storage(open: open)
    }
  }
}
