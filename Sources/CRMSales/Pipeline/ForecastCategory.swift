public import CRMCore

/// How sure one is that an opportunity will be won in its period.
public enum ForecastCategory: String, ClosedEnumeration {
  /// Not to be counted on.
  case omitted
  /// It may come about.
  case pipeline
  /// It comes about if all goes well.
  case bestCase
  /// One gives one's word for it.
  case committed
}
