extension HouseRule {
  /// The one file that composes the system's environment.
  private static let environment: Set = ["Sources/CRMCore/Environment/CRMEnvironment.swift"]
  /// The file that gives the lock of a file store the number of its process.
  private static let lock: Set = ["Sources/CRMFileStore/Disk/POSIX.swift"]

  /// The files that keep what hangs, a store under its conformance tests or another machine, from hanging who waits for it, by the
  /// machine's clock.
  private static let watch: Set = [
    "Sources/CRMStoreTesting/Suite/TimeLimit.swift", "Sources/CRMCore/Outbox/TimeLimit.swift",
    "Sources/CRMPostgresStore/Engine/Patience.swift",
  ]

  static let ambience = HouseRule(
    name: "Clock, identifiers, randomness, calendar and language are injected, never taken from around"
  ) { source in
    ambientBans.flatMap { $0.violations(in: source) }
  }

  private static let ambientBans: [Ban] =
    ["Date()", "Date.init()", "Date.now", "Date = .now", "Date = .init()"].map {
      Ban($0, "take the instant from the environment's clock", exceptIn: environment)
    }
    + [
      "timeIntervalSinceNow", "ContinuousClock", "SuspendingClock", "DispatchTime.now",
      "DispatchWallTime.now", "clock_gettime", "gettimeofday", "CFAbsoluteTimeGetCurrent", "NSDate",
    ].map { Ban($0, "take the time from the environment's clock") }
    + [Ban("Task.sleep", "take the time from the environment's clock", exceptIn: watch.union(environment))]
    + ["UUID()", "UUID.init()", "UUID = .init()", "NSUUID"].map {
      Ban($0, "take the identifier from the environment's generator")
    }
    + [Ban("SystemRandomNumberGenerator", "take a seeded generator", exceptIn: environment)]
    + [Ban(".random(", "name the generator with `using:`", unless: "using")]
    + [".randomElement()", ".shuffled()", ".shuffle()"].map { Ban($0, "name the generator with `using:`") }
    + [
      "arc4random", "arc4random_uniform", "arc4random_buf", "getrandom", "getentropy", "drand48", "rand()", "random()",
    ].map { Ban($0, "take a seeded generator") }
    + ["Calendar", "TimeZone", "Locale"].flatMap { type in
      ["\(type).current", "\(type) = .current", "\(type)? = .current"]
    }.map { Ban($0, "take calendar, zone and language from the environment") }
    + ["calendar: .current", "timeZone: .current", "zone: .current", "locale: .current", ".autoupdatingCurrent"].map {
      Ban($0, "take calendar, zone and language from the environment")
    }
    + ["ProcessInfo", "CommandLine", "getenv"].map { Ban($0, "let the program that embeds the module pass it in") }
    + [Ban("getpid", "let the program that embeds the module pass it in", exceptIn: lock)]
}
