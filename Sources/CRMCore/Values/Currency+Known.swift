extension Currency {
  /// The dirham of the United Arab Emirates.
  public static let aed = Currency(known: "AED", minorUnits: 2)
  /// The Afghan afghani.
  public static let afn = Currency(known: "AFN", minorUnits: 2)
  /// The Australian dollar.
  public static let aud = Currency(known: "AUD", minorUnits: 2)
  /// The Azerbaijani manat.
  public static let azn = Currency(known: "AZN", minorUnits: 2)
  /// The Bahraini dinar, of 1,000 fils.
  public static let bhd = Currency(known: "BHD", minorUnits: 3)
  /// The Brazilian real.
  public static let brl = Currency(known: "BRL", minorUnits: 2)
  /// The Canadian dollar.
  public static let cad = Currency(known: "CAD", minorUnits: 2)
  /// The Swiss franc.
  public static let chf = Currency(known: "CHF", minorUnits: 2)
  /// The Chinese yuan.
  public static let cny = Currency(known: "CNY", minorUnits: 2)
  /// The Czech koruna.
  public static let czk = Currency(known: "CZK", minorUnits: 2)
  /// The Danish krone.
  public static let dkk = Currency(known: "DKK", minorUnits: 2)
  /// The Egyptian pound.
  public static let egp = Currency(known: "EGP", minorUnits: 2)
  /// The euro.
  public static let eur = Currency(known: "EUR", minorUnits: 2)
  /// The pound sterling.
  public static let gbp = Currency(known: "GBP", minorUnits: 2)
  /// The Hong Kong dollar.
  public static let hkd = Currency(known: "HKD", minorUnits: 2)
  /// The Indian rupee.
  public static let inr = Currency(known: "INR", minorUnits: 2)
  /// The Iraqi dinar, of 1,000 fils.
  public static let iqd = Currency(known: "IQD", minorUnits: 3)
  /// The Iranian rial, of 100 dinars in ISO 4217.
  public static let irr = Currency(known: "IRR", minorUnits: 2)
  /// The Jordanian dinar, of 1,000 fils.
  public static let jod = Currency(known: "JOD", minorUnits: 3)
  /// The Japanese yen.
  public static let jpy = Currency(known: "JPY", minorUnits: 0)
  /// The South Korean won.
  public static let krw = Currency(known: "KRW", minorUnits: 0)
  /// The Kuwaiti dinar, of 1,000 fils.
  public static let kwd = Currency(known: "KWD", minorUnits: 3)
  /// The Mexican peso.
  public static let mxn = Currency(known: "MXN", minorUnits: 2)
  /// The Norwegian krone.
  public static let nok = Currency(known: "NOK", minorUnits: 2)
  /// The New Zealand dollar.
  public static let nzd = Currency(known: "NZD", minorUnits: 2)
  /// The Omani rial, of 1,000 baisa.
  public static let omr = Currency(known: "OMR", minorUnits: 3)
  /// The Pakistani rupee.
  public static let pkr = Currency(known: "PKR", minorUnits: 2)
  /// The Polish zloty.
  public static let pln = Currency(known: "PLN", minorUnits: 2)
  /// The Qatari riyal.
  public static let qar = Currency(known: "QAR", minorUnits: 2)
  /// The Russian ruble.
  public static let rub = Currency(known: "RUB", minorUnits: 2)
  /// The Saudi riyal.
  public static let sar = Currency(known: "SAR", minorUnits: 2)
  /// The Swedish krona.
  public static let sek = Currency(known: "SEK", minorUnits: 2)
  /// The Singapore dollar.
  public static let sgd = Currency(known: "SGD", minorUnits: 2)
  /// The Turkish lira.
  public static let `try` = Currency(known: "TRY", minorUnits: 2)
  /// The US dollar.
  public static let usd = Currency(known: "USD", minorUnits: 2)
  /// The South African rand.
  public static let zar = Currency(known: "ZAR", minorUnits: 2)

  /// The toman in which Iranian prices are said, 10 rials.
  ///
  /// ISO 4217 does not list it, so it is declared here, as `IRT`
  /// without minor units; rates between it and the rial are an application's, as between any two currencies.
  public static let toman = Currency(known: "IRT", minorUnits: 0)
}
