public import CRMCore

/// What an application chooses for CRMSales: `environment.sales`.
///
/// ```swift
/// var environment = CRMEnvironment.system()
/// environment.sales.pipeline = SalesPipeline("Projects", steps: [.init("Plan", probability: 30), .init("Tender", probability: 60)])
/// let crm = try await CRM(store: .memory, environment: environment)
/// ```
public struct SalesPolicies: ModulePolicies {
  /// The process by which leads are qualified, until another is defined under its name.
  public var leadProcess = LeadQualification.standard
  /// The pipeline that opportunities go through when none is said, until one is defined.
  public var pipeline = SalesPipeline.standard
  /// When a lead is likely known already.
  public var duplicates: any DuplicatePolicy = StandardDuplicatePolicy()
  /// How what is sold is taxed.
  public var tax: any TaxPolicy = StandardTaxPolicy()

  /// The defaults.
  public init() {}
}

extension CRMEnvironment {
  /// What the application has chosen for CRMSales.
  public var sales: SalesPolicies {
    get { self[SalesPolicies.self] }
    set { self[SalesPolicies.self] = newValue }
  }
}
