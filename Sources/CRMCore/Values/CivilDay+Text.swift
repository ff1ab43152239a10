extension ASCIIReader {
  /// A day that exists: `YYYY-MM-DD`, the year with a sign and six digits where it is not one of 0 to 9999.
  mutating func civilDay() -> CivilDay? {
    let isNegative = skip("-")
    let isExpanded = isNegative || skip("+")
    guard let year = number(digits: isExpanded ? 6 : 4), skip("-"),
      let month = number(digits: 2), skip("-"),
      let dayOfMonth = number(digits: 2)
    else { return nil }
    let day = CivilDay(year: isNegative ? -year : year, month: month, day: dayOfMonth)
    return day.exists ? day : nil
  }
}

extension ASCIIWriter {
  /// Writes what ``ASCIIReader/civilDay()`` reads.
  mutating func write(_ day: CivilDay) {
    let isExpanded = day.year < 0 || day.year > 9999
    if isExpanded { write(day.year < 0 ? "-" : "+") }
    write(UInt64(day.year.magnitude), digits: isExpanded ? 6 : 4)
    write("-")
    write(UInt64(day.month.magnitude), digits: 2)
    write("-")
    write(UInt64(day.day.magnitude), digits: 2)
  }
}
