import CRMKit

/// The names in the company of the demo, Persian and English ones.
enum DemoNames {
  struct Unit {
    let name: String
    let manager: String
    let agents: [String]
  }

  static let units = [
    Unit(name: "تهران", manager: "نیلوفر حسینی", agents: ["سارا احمدی", "رضا کریمی", "لاله توکلی"]),
    Unit(name: "Dubai", manager: "Omar Haddad", agents: ["Yusuf Rahman", "Priya Nair"]),
    Unit(name: "London", manager: "Alice Morgan", agents: ["James Porter", "Emma Clarke", "Tom Okafor"]),
  ]

  /// Names, families and list prices in dollars.
  static let products: [(name: String, family: String, price: Int64)] = [
    ("Spectra 100", "Spectra", 4_800), ("Spectra 300", "Spectra", 11_500), ("Spectra 900", "Spectra", 38_000),
    ("Balance S", "Balance", 650), ("Balance L", "Balance", 2_250), ("Service plan", "Service", 900),
  ]

  static let stages: [(name: String, probability: Int)] = [
    ("Qualify", 20), ("Develop", 40), ("Propose", 65), ("Close", 85),
  ]

  static let accounts: [(name: String, industry: Industry, country: String)] = [
    ("فولاد زاگرس", .services, "Iran"), ("دارو پخش البرز", .medical, "Iran"), ("لبنیات سپید", .retail, "Iran"),
    ("رویا تجارت", .retail, "Iran"), ("آزمایشگاه مهر", .medical, "Iran"), ("پتروشیمی کارون", .technology, "Iran"),
    ("نرم‌افزار آوند", .software, "Iran"), ("دانشگاه سهند", .services, "Iran"), ("سیمان هگمتانه", .services, "Iran"),
    ("کیان الکترونیک", .technology, "Iran"), ("بیمارستان نور", .medical, "Iran"), ("زعفران طوس", .retail, "Iran"),
    ("Gulf Polymers", .technology, "United Arab Emirates"), ("Dune Foods", .retail, "United Arab Emirates"),
    ("Marina Clinics", .medical, "United Arab Emirates"), ("Oryx Water", .services, "Oman"),
    ("Muscat Mining", .services, "Oman"), ("Pearl Diagnostics", .medical, "Bahrain"),
    ("Falcon Avionics", .technology, "Qatar"), ("Levant Spices", .retail, "Jordan"),
    ("Thames Biologics", .medical, "United Kingdom"), ("Northgate Labs", .medical, "United Kingdom"),
    ("Brightwater Brewing", .retail, "United Kingdom"), ("Cobalt & Sons", .technology, "United Kingdom"),
    ("Harrow Ceramics", .services, "United Kingdom"), ("Kestrel Software", .software, "Ireland"),
    ("Liffey Dairy", .retail, "Ireland"), ("Orchard Health", .medical, "United Kingdom"),
    ("Penrose Optics", .technology, "United Kingdom"), ("Ridgeway Paints", .services, "United Kingdom"),
  ]

  /// The first half is for Iran.
  static let given = [
    "مریم", "علی", "زهرا", "حسین", "نسرین", "فرید", "Leila", "Hassan", "Grace", "Oliver", "Hannah", "Daniel",
  ]
  /// The first half is for Iran.
  static let family = [
    "محمدی", "کریمی", "رضایی", "هاشمی", "صادقی", "نظری", "Al Farsi", "Khan", "Whitfield", "Murphy", "Evans", "Shaw",
  ]
}
