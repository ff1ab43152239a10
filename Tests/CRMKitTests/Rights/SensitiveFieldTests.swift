import CRMKit
import Testing

@Suite("Sensitive fields")
struct SensitiveFieldTests {
  /// A record of an application's own, with something that not everybody should read.
  struct Patient: Record {
    static let entity = "patient"
    var id: ID
    var stamp = Stamp()
    var name = ""
    var insurance: String?
    var diagnosis: String?
    var owner: User.ID?
    init(id: RecordID<Patient>) { self.id = id }
    static let schema = Schema<Patient> { f in
      f("name", \.name, .required, .searchable)
      f("insurance", \.insurance, .sensitive, .unique)
      f("diagnosis", \.diagnosis)
      f("owner", \.owner, onDelete: .restrict)
    }
  }

  private let crm: CRM
  private let sara: User
  private let patient: Patient.ID

  init() async throws {
    crm = try await CRM(store: .memory, with: [Patient.self], environment: .replayable(seed: 1))
    sara = try await crm.insert(crm.record(User.self) { $0.name = "Sara" })
    let owner = sara.id
    patient = try await crm.insert(
      crm.record(Patient.self) {
        ($0.name, $0.insurance, $0.diagnosis, $0.owner) = ("Omid", "DE-4711-0815-33", "flu", owner)
      }
    ).id
  }

  private func role(_ change: (inout Role) -> Void) async throws {
    let role = try await crm.insert(
      crm.record(Role.self) {
        $0.name = "role \($0.id)"
        change(&$0)
      })
    try await crm.give(role.id, to: sara.id.identifier)
  }

  private func exported(_ columns: [FieldPath]? = nil) async throws -> String {
    var bytes: [UInt8] = []
    try await Exporter(crm.acting(as: sara.id)).export(RecordQuery(Patient.recordType), columns: columns) {
      bytes += $0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("A field that is declared sensitive is masked, with a role and without, until a role says more")
  func declared() async throws {
    let hers = crm.acting(as: sara.id)
    #expect(try await hers.get(patient).insurance == "••••-33")
    try await role { $0.allow(Patient.self, [.read, .update]) }
    #expect(try await hers.get(patient).insurance == "••••-33")
    await #expect(throws: StoreError.fieldNotReadable("insurance", entity: "patient")) {
      try await hers.exists(Patient.self, where: \.insurance == "DE-4711-0815-33")
    }
    try await hers.update(patient) { $0.diagnosis = "cold" }
    #expect(try await crm.get(patient).insurance == "DE-4711-0815-33")
    try await role {
      $0.allow(Patient.self, [.read])
      $0.limit(Patient.self, \.insurance, to: .read)
    }
    #expect(try await hers.get(patient).insurance == "DE-4711-0815-33")
  }

  @Test(
    "An export leaves out what is hidden, masks what is masked, and tells nothing of either that is asked for by name")
  func export() async throws {
    try await role {
      $0.allow(Patient.self, [.read, .export])
      $0.limit(Patient.self, \.diagnosis, to: .hidden)
    }
    let all = try await exported()
    #expect(all == "id,name,insurance,owner\r\n\(patient),Omid,••••-33,\(sara.id)\r\n")
    let named = try await exported(["name", "diagnosis", "insurance"])
    #expect(named == "name,diagnosis,insurance\r\nOmid,,••••-33\r\n")
  }

  @Test("An import that sets what one may not change fails the rows, and says which field it is")
  func `import`() async throws {
    try await role {
      $0.allow(Patient.self, [.read, .update, .create])
      $0.limit(Patient.self, \.diagnosis, to: .read)
    }
    let report = try await Importer(crm.acting(as: sara.id)).import(
      Array("name,diagnosis\nOmid,gout\nNew,gout\n".utf8), into: Patient.self, key: "name")
    #expect(report.failed == 2)
    #expect(try await crm.get(patient).diagnosis == "flu")
    #expect(try await crm.count(Patient.self) == 1)
    let reasons = report.failures.flatMap(\.reasons)
    #expect(
      reasons.count == 2 && reasons.allSatisfy { $0.contains("diagnosis") && $0.contains("you may not") }, "\(reasons)")
  }
}
