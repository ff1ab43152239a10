/// A type of field whose values are in an order, so that `<` compares them.
public protocol OrderedFieldValue: FieldValue {}

extension String: OrderedFieldValue {}
extension Int: OrderedFieldValue {}
extension Int64: OrderedFieldValue {}
extension ExactDecimal: OrderedFieldValue {}
extension Double: OrderedFieldValue {}
extension Money: OrderedFieldValue {}
extension CalendarDate: OrderedFieldValue {}
extension Instant: OrderedFieldValue {}
extension Duration: OrderedFieldValue {}

/// A type of field that says when something is: a date or an instant.
public protocol TemporalFieldValue: OrderedFieldValue {}

extension CalendarDate: TemporalFieldValue {}
extension Instant: TemporalFieldValue {}
