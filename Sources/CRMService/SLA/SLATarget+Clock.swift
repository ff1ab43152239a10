import CRMCore

/// How a case stands to one of its targets.
enum SLASituation: Hashable {
  /// The clock runs.
  case running
  /// The clock stands still.
  case paused
  /// What was promised has happened.
  case met(at: Instant)
  /// Nothing is promised any more.
  case void
}

extension SLATarget {
  /// Whether the time was used after which it comes near.
  var isNear: Bool { warnAfter.map { timeUsed >= $0 } ?? false }

  /// Whether all of its time was used.
  var isUsedUp: Bool { timeUsed >= failAfter }

  /// Counts the time until now, and says where the target stands from now on.
  ///
  /// - Parameters:
  ///   - situation: How the case stands to it now.
  ///   - instant: Now; a target never goes back behind the instant until which its time is counted.
  ///   - former: The hours by which its clock ran until now.
  ///   - hours: The hours by which it runs from now on.
  mutating func settle(
    _ situation: SLASituation, at instant: Instant, countedBy former: BusinessHours?, runningBy hours: BusinessHours
  ) throws {
    if case .met = situation, metAt != nil { return }
    let now = max(instant, countedUntil ?? instant)
    let end = if case .met(let at) = situation { min(at, now) } else { now }
    if let countedUntil, let former {
      timeUsed = max(.zero, timeUsed + (try former.duration(from: countedUntil, to: end)))
    }
    (countedUntil, metAt) = (nil, nil)
    switch situation {
    case .met:
      metAt = end
      state = isUsedUp ? .noncompliant : .succeeded
      // What was met in time keeps the times by which it was.
      if !isUsedUp { return }
    case .void:
      state = .canceled
    case .paused:
      state = isUsedUp ? .noncompliant : .paused
    case .running:
      countedUntil = now
      state = isUsedUp ? .noncompliant : isNear ? .nearingNoncompliance : .inProgress
    }
    warnAt = try warnAfter.flatMap { try time(of: $0, knownAs: warnAt, at: now, by: hours) }
    failAt = try time(of: failAfter, knownAs: failAt, at: now, by: hours)
  }

  /// When so much time is or was used; nil while that is not known.
  private func time(
    of duration: Duration, knownAs known: Instant?, at now: Instant, by hours: BusinessHours
  ) throws -> Instant? {
    if timeUsed >= duration { return min(known ?? now, now) }
    return countedUntil == nil ? nil : try hours.adding(duration - timeUsed, to: now)
  }
}
