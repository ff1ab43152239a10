/// The words that people are made of.
enum Vocabulary {
  static let givenNames: [(latin: String, persian: String)] = [
    ("Sara", "سارا"), ("Maryam", "مریم"), ("Reza", "رضا"), ("Nasrin", "نسرین"), ("Kaveh", "کاوه"), ("Parisa", "پریسا"),
    ("Omid", "امید"), ("Shirin", "شیرین"), ("Anna", "آنا"), ("Daniel", "دانیال"), ("Joseph", "یوسف"),
    ("Elizabeth", "الیزابت"), ("Michael", "میکائیل"), ("Katharina", "کاتارینا"), ("Mohammad", "محمد"),
    ("Leila", "لیلا"),
  ]
  static let familyNames: [(latin: String, persian: String)] = [
    ("Ahmadi", "احمدی"), ("Hosseini", "حسینی"), ("Karimi", "کریمی"), ("Rostami", "رستمی"), ("Jafari", "جعفری"),
    ("Tehrani", "تهرانی"), ("Moradi", "مرادی"), ("Ebrahimi", "ابراهیمی"), ("Johnson", "جانسون"),
    ("Anderson", "اندرسون"),
    ("Schneider", "اشنایدر"), ("Fitzgerald", "فیتزجرالد"), ("Lopez", "لوپز"), ("Nakamura", "ناکامورا"),
    ("Kowalski", "کووالسکی"), ("Petrov", "پتروف"),
  ]
  static let trades = ["Trading", "Industries", "Logistics", "Software", "Foods", "Textiles", "Consulting", "Holdings"]
  static let domains = ["example.com", "example.org", "mail.example.net", "business.example.com", "trade.example.ir"]
  static let jobTitles = [
    "Sales Manager", "Buyer", "Chief Executive Officer", "Head of Procurement", "Engineer", "Marketing Director",
    "Assistant", "Accountant",
  ]
  static let streets = [
    "Valiasr Street", "Main Street", "Station Road", "Enghelab Avenue", "High Street", "Market Square",
  ]
  static let cities: [(latin: String, persian: String, region: String, country: String)] = [
    ("Tehran", "تهران", "Tehran", "IR"), ("Isfahan", "اصفهان", "Isfahan", "IR"), ("Shiraz", "شیراز", "Fars", "IR"),
    ("Tabriz", "تبریز", "East Azerbaijan", "IR"), ("Mashhad", "مشهد", "Razavi Khorasan", "IR"),
    ("Berlin", "برلین", "Berlin", "DE"), ("London", "لندن", "Greater London", "GB"),
    ("Istanbul", "استانبول", "Marmara", "TR"),
  ]
  static let sources = ["web", "phone", "fair", "referral", "campaign", "partner"]
}
