import CRMCore

/// A record with a field of every type, filled or empty.
struct Everything: Record {
  static let entity = "everything"

  var id: ID
  var stamp = Stamp()
  var text = ""
  var textOrNil: String?
  var integer = 0
  var integerOrNil: Int?
  var wide: Int64 = 0
  var decimal: ExactDecimal = 0
  var decimalOrNil: ExactDecimal?
  var number = 0.0
  var numberOrNil: Double?
  var flag = false
  var flagOrNil: Bool?
  var money: Money?
  var date: CalendarDate?
  var instant: Instant?
  var duration: Duration?
  var colour = Colour.red
  var colourOrNil: Colour?
  var flavour: Flavour?
  var other: Everything.ID?
  var others: [Everything.ID] = []
  var tags: [String] = []
  var sizes: [Int] = []
  var place = Place()
  var places: [Place] = []
  var custom = CustomValues()

  /// No field, so it has its default again when the record is read.
  var undeclared = 0

  var textLength: Int { text.count }

  init(id: RecordID<Everything>) { self.id = id }

  enum Colour: String, ClosedEnumeration {
    case red, green, blue
  }

  struct Flavour: OpenEnumeration {
    let rawValue: String
    init(rawValue: String) { self.rawValue = rawValue }
    static let sweet = Flavour(rawValue: "sweet")
    static let known = [sweet]
  }

  struct Place: FieldGroup {
    var city = ""
    var floor: Int?
    init() {}
    init(_ city: String, floor: Int? = nil) {
      self.city = city
      self.floor = floor
    }
    static let fields = GroupSchema<Place> { f in
      f("city", \.city)
      f("floor", \.floor)
    }
  }

  static let schema = Schema<Everything> { f in
    f("text", \.text, .searchable, .collated(.persian))
    f("textOrNil", \.textOrNil)
    f("integer", \.integer)
    f("integerOrNil", \.integerOrNil)
    f("wide", \.wide)
    f("decimal", \.decimal)
    f("decimalOrNil", \.decimalOrNil)
    f("number", \.number)
    f("numberOrNil", \.numberOrNil)
    f("flag", \.flag)
    f("flagOrNil", \.flagOrNil)
    f("money", \.money)
    f("date", \.date)
    f("instant", \.instant)
    f("duration", \.duration)
    f("colour", \.colour)
    f("colourOrNil", \.colourOrNil)
    f("flavour", \.flavour)
    f("other", \.other, onDelete: .nullify)
    f("others", \.others, onDelete: .nullify)
    f("tags", \.tags)
    f("sizes", \.sizes)
    f.group("place", \.place)
    f("places", \.places)
    f.derived("textLength", \.textLength)
    f.custom(\.custom)
  }
}

extension Everything {
  /// A record whose values the generator chooses: each empty, extreme or ordinary.
  static func random(using random: inout SplitMix64) throws -> Everything {
    var record = Everything(id: RecordID(Identifier(high: random.next(), low: random.next())))
    func pick<T>(_ values: [T]) -> T { values[Int(random.next() % UInt64(values.count))] }
    let texts = [
      "", "a", "Ahmadi", "احمدی", "می‌شود", "line\nbreak", "\u{1F600}", String(repeating: "x", count: 70_000),
    ]
    let integers: [Int] = [0, 1, -1, 127, 128, -128, -129, 65_535, -65_536, .max, .min]
    record.text = pick(texts)
    record.textOrNil = pick(texts + [nil])
    record.integer = pick(integers)
    record.integerOrNil = pick(integers + [nil])
    record.wide = pick([0, 255, 256, .max, .min])
    record.decimal = pick([
      0, 1, -1, try ExactDecimal("0.000000000000000001"), try ExactDecimal("99999999999999999999999999999999999999"),
    ])
    record.decimalOrNil = pick([nil, try ExactDecimal("-12.5")])
    record.number = pick([0, -1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude])
    record.numberOrNil = pick([nil, 0, .pi])
    record.flag = pick([true, false])
    record.flagOrNil = pick([true, false, nil])
    record.money = pick([nil, Money(minorUnits: 0, currency: .usd), Money(minorUnits: .min, currency: .irr)])
    record.date = pick([nil, try CalendarDate(iso8601: "0001-01-01"), try CalendarDate(iso8601: "9999-12-31")])
    record.instant = pick([nil, Instant(microsecondsSince1970: 0), Instant(microsecondsSince1970: .min)])
    record.duration = pick([nil, .zero, .microseconds(-1), .seconds(86_400)])
    record.colour = pick(Colour.allCases)
    record.colourOrNil = pick(Colour.allCases + [nil])
    record.flavour = pick([nil, .sweet, Flavour(rawValue: "umami")])
    record.other = pick([nil, record.id])
    record.others = pick([[], [record.id], [record.id, record.id]])
    record.tags = pick([[], [""], ["a", "", "b"]])
    record.sizes = pick([[], [0, -1, .max]])
    record.place = pick([Place(), Place("Tehran", floor: 3)])
    record.places = pick([[], [Place()], [Place("شیراز", floor: 0), Place("Paris")]])
    record.custom["tier"] = pick([.null, "gold"])
    record.custom["نمره"] = pick([.null, 12, .list(["a", "b"])])
    record.stamp = Stamp(
      revision: Int64(random.next() % 9), createdAt: Instant(microsecondsSince1970: Int64(random.next() % 1_000_000)),
      createdBy: pick([nil, record.id.identifier]))
    return record
  }
}
