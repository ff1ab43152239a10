import CRMKit

/// The people of a run: the one of each number is always the same, so that all subjects hold the same rows and none need be kept.
struct PersonSource: Sendable {
  let seed: UInt64

  /// The identifier of a person: a UUID version 7 that ascends with the number, as those of a store do.
  func id(_ index: Int) -> Identifier {
    var random = random(index)
    return id(index, &random)
  }

  /// The e-mail address of a person, different from all others'.
  func email(_ index: Int) -> String { person(index).email }

  /// The person of a number.
  func person(_ index: Int) -> Person {
    var random = random(index)
    var person = Person(id: RecordID(id(index, &random)))
    fillNames(of: &person, index, &random)
    fillAddress(of: &person, &random)
    fillFigures(of: &person, index, &random)
    return person
  }

  private func random(_ index: Int) -> SplitMix64 {
    var seeds = SplitMix64(seed: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
    return SplitMix64(seed: seeds.next())
  }

  private func id(_ index: Int, _ random: inout SplitMix64) -> Identifier {
    let milliseconds = 1_700_000_000_000 + UInt64(index)
    return Identifier(high: milliseconds << 16 | 0x7000, low: random.next() >> 2 | 0x8000_0000_0000_0000)
  }

  private func fillNames(of person: inout Person, _ index: Int, _ random: inout SplitMix64) {
    let (given, givenPersian) = Vocabulary.givenNames.pick(&random)
    let (family, familyPersian) = Vocabulary.familyNames.pick(&random)
    let isPersian = random.next() % 4 == 0
    person.givenName = isPersian ? givenPersian : given
    person.familyName = isPersian ? familyPersian : family
    person.company = "\(Vocabulary.familyNames.pick(&random).latin) \(Vocabulary.trades.pick(&random))"
    person.email = "\(given).\(family).\(index)@\(Vocabulary.domains.pick(&random))".lowercased()
    person.phone = random.next() % 5 == 0 ? nil : "+98 21 \(10_000_000 + random.next() % 90_000_000)"
    person.jobTitle = random.next() % 4 == 0 ? nil : Vocabulary.jobTitles.pick(&random)
    person.website = random.next() % 2 == 0 ? nil : "https://www.\(Vocabulary.domains.pick(&random))/\(family)"
    person.language = isPersian ? "fa" : "en"
  }

  private func fillAddress(of person: inout Person, _ random: inout SplitMix64) {
    person.street = "\(1 + random.next() % 400) \(Vocabulary.streets.pick(&random))"
    person.postalCode = "\(10_000 + random.next() % 90_000)"
    let place = Vocabulary.cities.pick(&random)
    person.city = person.language == "fa" ? place.persian : place.latin
    person.region = place.region
    person.country = place.country
  }

  /// The condition of `filter-1pct` holds for one of eight statuses and 8 of 100 scores.
  private func fillFigures(of person: inout Person, _ index: Int, _ random: inout SplitMix64) {
    person.status = PersonStatus.allCases.pick(&random)
    person.source = Vocabulary.sources.pick(&random)
    person.score = Int(random.next() % 100)
    person.revenue = Int(random.next() % 10_000_000)
    let birthday = try? CalendarDate(daysSince1970: -10_000 + Int(random.next() % 25_000))
    person.birthday = random.next() % 3 == 0 ? nil : birthday
    // Three years of milliseconds; the last 21 bits are the number, so that no two people share an instant.
    let moment = Int64(random.next() % 94_000_000_000) & ~0x1F_FFFF | Int64(index & 0x1F_FFFF)
    person.lastContactedAt = Instant(microsecondsSince1970: (1_640_000_000_000 + moment) * 1000)
    person.isSubscribed = random.next() % 2 == 0
  }
}

extension Array {
  fileprivate func pick(_ random: inout SplitMix64) -> Element { self[Int(random.next() % UInt64(count))] }
}
