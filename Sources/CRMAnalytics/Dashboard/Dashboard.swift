public import CRMCore

/// Figures on one page: a value that is made of reports' answers, and written as a page by ``html(in:)``.
///
/// ```swift
/// var board = Dashboard(BilingualText("Our week", persian: "هفتهٔ ما"), calendar: .persian(in: zone))
/// board.sections.append(funnel.section)
/// board.sections.append(
///   .init(BilingualText("Machines", persian: "دستگاه‌ها"), [.chart(.init(BilingualText("By city", persian: "به تفکیک شهر"), points: points))]))
/// let page = board.html(in: .persian)
/// ```
public struct Dashboard: Hashable, Sendable {
  /// The title.
  public var title: BilingualText
  /// The day that it is of; nil to show none.
  public var day: CalendarDate?
  /// The calendar in which days are shown.
  public var calendar: ReportCalendar
  /// What is on it, from top to bottom.
  public var sections: [Section]

  /// Composes a dashboard.
  public init(_ title: BilingualText, on day: CalendarDate? = nil, calendar: ReportCalendar, sections: [Section] = []) {
    self.title = title
    self.day = day
    self.calendar = calendar
    self.sections = sections
  }

  /// A part of a dashboard with a title of its own.
  public struct Section: Hashable, Sendable {
    /// The title.
    public var title: BilingualText
    /// What is in it.
    public var items: [Item]

    /// Composes a section.
    public init(_ title: BilingualText, _ items: [Item]) {
      self.title = title
      self.items = items
    }
  }

  /// One thing on a dashboard.
  public enum Item: Hashable, Sendable {
    /// Single figures beside each other.
    case tiles([Tile])
    /// A drawing, and its figures as a table.
    case chart(Chart)
    /// A table.
    case table(Table)
  }

  /// A single figure.
  public struct Tile: Hashable, Sendable {
    /// What it is.
    public var label: BilingualText
    /// The figure.
    public var value: DashboardValue
    /// What else there is to say; nil for nothing.
    public var note: BilingualText?

    /// Shows a figure.
    public init(_ label: BilingualText, _ value: DashboardValue, note: BilingualText? = nil) {
      self.label = label
      self.value = value
      self.note = note
    }
  }

  /// A drawing of some figures.
  public struct Chart: Hashable, Sendable {
    /// What it shows.
    public var title: BilingualText
    /// How it is drawn.
    public var kind: Kind
    /// The figures, in their order.
    public var points: [Point]
    /// What the whole width of bars stands for; nil for the greatest figure.
    public var whole: ExactDecimal?

    /// How figures are drawn.
    public enum Kind: Hashable, Sendable {
      /// As bars below each other.
      case bars
      /// As steps that grow narrower.
      case funnel
      /// As a line, from earlier to later.
      case line
    }

    /// Draws figures.
    public init(_ title: BilingualText, _ kind: Kind = .bars, points: [Point], whole: ExactDecimal? = nil) {
      self.title = title
      self.kind = kind
      self.whole = whole
      self.points = points
    }
  }

  /// One figure of a chart.
  public struct Point: Hashable, Sendable {
    /// What the figure is of.
    public var label: DashboardValue
    /// How far it reaches.
    public var size: ExactDecimal
    /// The figure as it is shown.
    public var value: DashboardValue
    /// A second figure beside it; nil for none.
    public var note: DashboardValue?

    /// A figure.
    public init(_ label: DashboardValue, size: ExactDecimal, _ value: DashboardValue, note: DashboardValue? = nil) {
      self.label = label
      self.size = size
      self.value = value
      self.note = note
    }

    /// A number of things.
    public init(_ label: DashboardValue, count: Int, note: DashboardValue? = nil) {
      self.init(label, size: ExactDecimal(Int64(count)), .count(count), note: note)
    }

    /// An amount of money.
    public init(_ label: DashboardValue, money: Money, note: DashboardValue? = nil) {
      self.init(label, size: money.amount, .money(money), note: note)
    }
  }

  /// Figures in rows and columns.
  public struct Table: Hashable, Sendable {
    /// What it shows.
    public var title: BilingualText
    /// What the columns are; the first names the rows.
    public var columns: [BilingualText]
    /// The rows, each with a value for each column.
    public var rows: [[DashboardValue]]

    /// Shows figures in rows and columns.
    public init(_ title: BilingualText, columns: [BilingualText], rows: [[DashboardValue]]) {
      self.title = title
      self.columns = columns
      self.rows = rows
    }
  }
}
