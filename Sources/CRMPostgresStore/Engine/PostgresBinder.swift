#if PostgreSQL
  import CRMCore
  import CRMSQL

  /// Takes the values of a statement's parameters, which are given in their order.
  final class PostgresBinder: SQLBinder {
    var parameters = ParameterBuffer()

    func bindNull(at index: Int) { parameters.appendNull() }
    func bind(_ value: Int64, at index: Int) { parameters.append(integer: value) }
    func bind(_ value: Double, at index: Int) { parameters.append(number: value) }
    func bind(_ value: Bool, at index: Int) { parameters.append(boolean: value) }
    func bind(text bytes: UnsafeRawBufferPointer, at index: Int, staying: Bool) { parameters.append(text: bytes) }
    func bind(json bytes: UnsafeRawBufferPointer, at index: Int) { parameters.append(json: bytes) }
    func bind(blob bytes: UnsafeRawBufferPointer, at index: Int) { parameters.append(blob: bytes) }
    func bind(_ id: Identifier, at index: Int) { parameters.append(identifier: id) }
    func bind(_ value: ExactDecimal, at index: Int) { parameters.append(decimal: value) }
    func bind(_ value: CalendarDate, at index: Int) { parameters.append(date: value) }
    func bind(_ value: Instant, at index: Int) { parameters.append(integer: value.microsecondsSince1970) }
  }
#endif
