#include "mod_sioha/balance/health.h"

#include <algorithm>

namespace sioha {
namespace balance {
namespace {

const unsigned kMaxStreak = 255;

bool reached(const HealthRecord& record, unsigned threshold) {
  return record.streak >= std::min(std::max(threshold, 1u), kMaxStreak);
}

void count(HealthRecord* record) {
  if (record->streak < kMaxStreak) ++record->streak;
}

bool inSlowStart(const HealthRecord& record, Instant now, const HealthPolicy& policy) {
  return record.slowStartUs != 0 && now.count() - record.slowStartUs < policy.slowStart.count();
}

void enterUp(HealthRecord* record, Instant now, const HealthPolicy& policy) {
  record->streak = 0;
  record->reason = Reason::none;
  const bool ramping = inSlowStart(*record, now, policy);
  if (!ramping) record->slowStartUs = 0;
  record->state = ramping ? Health::slowStart : Health::up;
}

void applyGood(HealthRecord* record, Instant now, const HealthPolicy& policy) {
  switch (record->state) {
    case Health::unknown:
      record->sinceUs = now.count();
      enterUp(record, now, policy);
      break;
    case Health::up:
    case Health::turning:
    case Health::slowStart:
      enterUp(record, now, policy);
      break;
    case Health::down:
    case Health::rising:
      record->state = Health::rising;
      count(record);
      if (!reached(*record, policy.rise)) break;
      if (policy.recoverTime > Duration(0) && now.count() - record->sinceUs < policy.recoverTime.count())
        break;
      record->sinceUs = now.count();
      record->slowStartUs = now.count();
      enterUp(record, now, policy);
      break;
  }
}

void enterDown(HealthRecord* record, Instant now) {
  record->state = Health::down;
  record->streak = 0;
  record->slowStartUs = 0;
  record->sinceUs = now.count();
}

void applyBad(HealthRecord* record, Instant now, const HealthPolicy& policy) {
  switch (record->state) {
    case Health::unknown:
    case Health::up:
    case Health::slowStart:
    case Health::turning:
      if (record->state != Health::unknown) record->state = Health::turning;
      if (record->streak == 0) record->failingUs = now.count();
      count(record);
      if (reached(*record, policy.fall) && now.count() - record->failingUs >= policy.escalation.count())
        enterDown(record, now);
      break;
    case Health::rising:
      record->state = Health::down;
      record->streak = 0;
      break;
    case Health::down:
      break;
  }
}

}  // namespace

const char* healthWord(Health health) {
  switch (health) {
    case Health::unknown:
      return "unknown";
    case Health::up:
      return "up";
    case Health::turning:
      return "turning";
    case Health::down:
      return "down";
    case Health::rising:
      return "rising";
    case Health::slowStart:
      return "slow-start";
  }
  return "unknown";
}

HealthPolicy::HealthPolicy()
    : fall(2),
      rise(2),
      interval(seconds(2)),
      fastInterval(milliseconds(500)),
      slowStart(seconds(10)),
      cpingTimeout(milliseconds(500)),
      applicationTimeout(seconds(1)),
      mdmTimeout(seconds(2)),
      suspectAfter(milliseconds(250)),
      recoverTime(0),
      escalation(0) {}

HealthRecord freshRecord() {
  HealthRecord record = HealthRecord();
  record.state = Health::unknown;
  record.reason = Reason::notProbed;
  return record;
}

bool advance(HealthRecord* record, const ProbeReport& report, Instant now, const HealthPolicy& policy) {
  const Health before = record->state;
  record->probedUs = now.count();
  record->tookUs = report.took.count();
  record->step = report.step;
  if (report.good) {
    applyGood(record, now, policy);
  } else {
    record->reason = report.reason;
    applyBad(record, now, policy);
  }
  return record->state != before;
}

bool condemn(HealthRecord* record, Reason reason, Instant now) {
  const Health before = record->state;
  record->reason = reason;
  if (before == Health::down) return false;
  if (before == Health::rising) {
    record->state = Health::down;
    record->streak = 0;
  } else {
    enterDown(record, now);
  }
  return true;
}

Duration nextProbeIn(const HealthRecord& record, const HealthPolicy& policy, unsigned jitter) {
  const bool settled = record.state == Health::up || record.state == Health::slowStart;
  const Duration interval = settled ? policy.interval : policy.fastInterval;
  const Duration early(interval.count() / 1000 * std::min(jitter, 99u));
  return std::max(Duration(0), interval - early - Duration(record.tookUs));
}

bool isUsable(const HealthRecord& record) {
  return record.state != Health::down && record.state != Health::rising;
}

bool isOutOfReach(const HealthRecord& record) {
  return record.state == Health::down && !isApplicationLevel(record.reason);
}

bool isStale(const HealthRecord& record, Instant now, const HealthPolicy& policy) {
  return record.state != Health::unknown && now.count() - record.probedUs > 3 * policy.interval.count();
}

std::uint8_t slowStartShare(const HealthRecord& record, Instant now, const HealthPolicy& policy) {
  if (!inSlowStart(record, now, policy)) return 100;
  const std::int64_t elapsed = std::max<std::int64_t>(0, now.count() - record.slowStartUs);
  const std::int64_t share = elapsed * 100 / policy.slowStart.count();
  return static_cast<std::uint8_t>(std::max<std::int64_t>(1, share));
}

std::uint8_t score(const HealthRecord& record, Instant now, const HealthPolicy& policy) {
  const unsigned kHalf = 50;
  if (record.state == Health::unknown || isStale(record, now, policy)) return kHalf;
  const unsigned ramped = kHalf + slowStartShare(record, now, policy) / 2u;
  unsigned points = 0;
  switch (record.state) {
    case Health::up:
    case Health::slowStart:
      points = ramped;
      break;
    case Health::turning:
      points = std::min(ramped, 100 - std::min(kHalf, kHalf * record.streak / std::max(policy.fall, 1u)));
      break;
    case Health::rising:
      points = std::min(kHalf - 1, kHalf * record.streak / std::max(policy.rise, 1u));
      break;
    case Health::down:
    case Health::unknown:
      break;
  }
  return static_cast<std::uint8_t>(points);
}

}  // namespace balance
}  // namespace sioha
