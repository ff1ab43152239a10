public import CRMCore

/// What an application chooses for CRMService: `environment.service`.
///
/// ```swift
/// var environment = CRMEnvironment.system()
/// environment.service.priority = CasePriorityRules.byRevenue([(.urgent, from: million)])
/// environment.service.number = StandardCaseNumberPolicy(prefix: "T-")
/// let crm = try await CRM(store: .memory, environment: environment)
/// ```
public struct ServicePolicies: ModulePolicies {
  /// How the numbers of cases are written.
  public var number: any CaseNumberPolicy = StandardCaseNumberPolicy()
  /// How much a case matters when nobody has said so.
  public var priority: any CasePriorityPolicy = CasePriorityRules()
  /// To which queue a case goes that nobody works on.
  public var routing: any CaseRoutingPolicy = QueueConditionRouting()
  /// The process by which cases are handled, until another is defined under its name.
  public var process = CaseHandling.standard
  /// The cases that are on hold, whose clocks stand still unless their service level says otherwise.
  public var isOnHold = Case.isOnHold
  /// Who is told that a target comes near or was missed.
  public var alert: any SLAAlertPolicy = StandardSLAAlertPolicy()

  /// The defaults.
  public init() {}
}

extension CRMEnvironment {
  /// What the application has chosen for CRMService.
  public var service: ServicePolicies {
    get { self[ServicePolicies.self] }
    set { self[ServicePolicies.self] = newValue }
  }
}
