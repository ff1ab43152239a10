import CRMCore

/// For transactions that no rights limit.
extension StoreTransaction {
  /// Brings the targets of a case in line with what the case is now, and the case's own dates with its targets.
  func settleTargets(of id: Case.ID, at now: Instant) async throws {
    guard keeps(SLATarget.self) else { return }
    let record = try await get(id)
    let choice = record.state == .active ? try await choice(for: id) : nil
    let known = try await fetch(SLATarget.self, where: \.case == id)
    var targets: [SLATarget] = []
    for target in known { targets.append(try await settle(target, of: record, choice, at: now)) }
    let measures = Set(known.map(\.measure))
    let items = choice?.items.values.sorted { $0.position < $1.position } ?? []
    for item in items where !measures.contains(item.measure) {
      var target = SLATarget(id: newID())
      (target.case, target.measure, target.sla) = (id, item.measure, choice?.sla.id)
      // A case that comes under a service level later has used its time since it was opened.
      target.countedUntil = min(record.stamp.createdAt, now)
      targets.append(try await settle(target, of: record, choice, at: now))
    }
    if record.state == .active { try await keepDates(of: record, targets, choice, at: now) }
  }

  /// Brings one target in line with its case, and tells of what that means.
  private func settle(
    _ target: SLATarget, of record: Case, _ choice: SLAChoice?, at now: Instant
  ) async throws -> SLATarget {
    let promised = choice?.items[target.measure]
    let former: SLA? = if let sla = target.sla { try await find(sla) } else { nil }
    let own: SLAItem? = if let item = target.item { try await find(item) } else { nil }
    let isMet = if let item = promised ?? own { try await isMet(item, by: record.id) } else { false }
    if isMet && target.metAt != nil { return target }
    guard let hours = try choice?.hours ?? former?.hours else { return target }
    var settled = target
    if let choice, let promised {
      (settled.sla, settled.item) = (choice.sla.id, promised.id)
      (settled.warnAfter, settled.failAfter) = (promised.warnAfter, promised.failAfter)
    }
    let situation: SLASituation =
      if isMet { .met(at: target.measure.metAt(record) ?? now) } else if promised == nil { .void } else {
        choice?.isPaused == true ? .paused : .running
      }
    try settled.settle(situation, at: now, countedBy: former?.hours, runningBy: hours)
    if settled == target { return target }
    let isNew = target.stamp.revision == 0
    settled = isNew ? try await insert(settled) : try await update(settled)
    try await tell(of: settled, after: isNew ? nil : target, record)
    return settled
  }

  /// Tells those whom it concerns that a target comes near or is missed, each once until it is so again.
  private func tell(of target: SLATarget, after former: SLATarget?, _ record: Case) async throws {
    guard target.metAt == nil, target.state != .canceled else { return }
    let isMissed = target.isUsedUp && former?.isUsedUp != true
    guard isMissed || (target.isNear && !target.isUsedUp && former?.isNear != true) else { return }
    let policy = environment.service.alert
    let recipients = try await reading {
      try await policy.recipients(of: target, record, in: Snapshot(sharing: $0))
    }
    let warning = isMissed ? SLATarget.State.noncompliant : .nearingNoncompliance
    let text = "\(record.number ?? "") \(target.measure.rawValue) \(warning.rawValue): \(record.title)"
    var told: Set<Identifier> = []
    for recipient in recipients where told.insert(recipient.identifier).inserted {
      try await notify(recipient.identifier, .reminder, text, regarding: record.key)
    }
  }

  /// Writes on a case what its targets say: its service level, when it is due, and that it needs attention.
  private func keepDates(
    of record: Case, _ targets: [SLATarget], _ choice: SLAChoice?, at now: Instant
  ) async throws {
    func due(_ measure: SLAMeasure) -> Instant? {
      targets.first { $0.measure == measure && $0.state != .canceled }?.failAt
    }
    var changed = record
    changed.sla = choice?.sla.id
    (changed.responseBy, changed.resolveBy) = (due(.firstResponse), due(.resolution))
    let isMissed = targets.contains { $0.state == .noncompliant && $0.metAt == nil }
    if isMissed { changed.escalatedAt = record.escalatedAt ?? now }
    if changed != record { try await update(changed) }
  }
}
