#include "mod_sioha/balance/effective.h"

#include <algorithm>

namespace sioha {
namespace balance {
namespace {

enum class Verdict { good, unknown, stale, down };

Verdict verdictOf(const HealthRecord& record, Instant now, const HealthPolicy& policy) {
  if (record.state == Health::unknown) return Verdict::unknown;
  if (isStale(record, now, policy)) return Verdict::stale;
  return isUsable(record) ? Verdict::good : Verdict::down;
}

// How far a member that is down got in the probe's ladder; 0: nobody answered there. One that is
// rising passed its last probe.
unsigned depthOf(const HealthRecord& record) {
  const unsigned kPassed = 1000;
  if (record.state == Health::rising) return kPassed;
  return isOutOfReach(record) ? 0 : std::max<unsigned>(record.step, 1);
}

// Depth from which members that are down stay in use; 0: none.
unsigned failOpenDepth(const Member* members, std::size_t count, Instant now, const HealthPolicy& policy) {
  unsigned deepest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (members[i].admin != Admin::active) continue;
    if (verdictOf(members[i].health, now, policy) != Verdict::down) return 0;
    deepest = std::max(deepest, depthOf(members[i].health));
  }
  return deepest;
}

Standing standingOf(Admin admin, Verdict verdict, bool failOpen) {
  if (admin == Admin::stopped) return Standing::unusable;
  if (verdict == Verdict::down && !failOpen) return Standing::unusable;
  if (admin == Admin::disabled) return Standing::affineOnly;
  if (verdict == Verdict::down) return Standing::lastResort;
  return verdict == Verdict::good ? Standing::good : Standing::unknown;
}

void add(Judgement* judgement, Why why, bool holds) {
  if (holds && judgement->whyCount < kMostWhys) judgement->why[judgement->whyCount++] = why;
}

void explain(const Member& member, Verdict verdict, Judgement* judgement) {
  const Health state = member.health.state;
  add(judgement, Why::stopped, member.admin == Admin::stopped);
  add(judgement, Why::draining, member.admin == Admin::disabled);
  add(judgement, Why::down, verdict == Verdict::down && state == Health::down);
  add(judgement, Why::rising, verdict == Verdict::down && state == Health::rising);
  add(judgement, Why::failOpen, judgement->standing == Standing::lastResort);
  add(judgement, Why::stale, verdict == Verdict::stale);
  add(judgement, Why::unknown, verdict == Verdict::unknown);
  add(judgement, Why::full, member.full);
  add(judgement, Why::turning, verdict == Verdict::good && state == Health::turning);
  add(judgement, Why::slowStart, judgement->share < 100);
  add(judgement, Why::standby, judgement->standby);
}

Effective effectiveOf(const Member& member, Verdict verdict, const Judgement& judgement) {
  if (member.admin == Admin::stopped) return Effective::stopped;
  if (member.admin == Admin::disabled) return Effective::draining;
  if (judgement.standing == Standing::lastResort) return Effective::failOpen;
  switch (verdict) {
    case Verdict::down:
      return Effective::down;
    case Verdict::stale:
      return Effective::stale;
    case Verdict::unknown:
      return Effective::unknown;
    case Verdict::good:
      break;
  }
  if (judgement.share < 100) return Effective::slowStart;
  return judgement.standby ? Effective::standby : Effective::up;
}

bool serves(const Judgement& judgement) {
  return judgement.standing == Standing::good || judgement.standing == Standing::unknown;
}

bool waitsBehindAnother(const Member* members, const Judgement* judgements, std::size_t count,
                        std::size_t index) {
  if (!serves(judgements[index])) return false;
  for (std::size_t i = 0; i < count; ++i)
    if (members[i].rank < members[index].rank && serves(judgements[i])) return true;
  return false;
}

}  // namespace

const char* adminWord(Admin admin) {
  switch (admin) {
    case Admin::active:
      return "active";
    case Admin::disabled:
      return "disabled";
    case Admin::stopped:
      return "stopped";
  }
  return "unknown";
}

const char* activationWord(Admin admin) {
  return admin == Admin::stopped ? "STP" : admin == Admin::disabled ? "DIS" : "ACT";
}

const char* effectiveWord(Effective effective) {
  static const char* const kWords[] = {"up",    "standby",  "slow-start", "fail-open", "unknown",
                                       "stale", "draining", "stopped",    "down"};
  return kWords[static_cast<std::size_t>(effective)];
}

const char* whyWord(Why why) {
  static const char* const kWords[] = {"stopped", "draining", "down",    "rising",     "fail-open", "stale",
                                       "unknown", "full",     "turning", "slow-start", "standby"};
  return kWords[static_cast<std::size_t>(why)];
}

void judge(const Member* members, std::size_t count, Instant now, const HealthPolicy& policy,
           Judgement* judgements) {
  const unsigned depth = failOpenDepth(members, count, now, policy);
  for (std::size_t i = 0; i < count; ++i) {
    const Verdict verdict = verdictOf(members[i].health, now, policy);
    const bool failOpen = depth > 0 && verdict == Verdict::down && depthOf(members[i].health) == depth;
    Judgement* j = &judgements[i];
    *j = Judgement();
    j->standing = standingOf(members[i].admin, verdict, failOpen);
    j->share = verdict == Verdict::good ? slowStartShare(members[i].health, now, policy) : 100;
    j->release = verdict == Verdict::down && !failOpen;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Verdict verdict = verdictOf(members[i].health, now, policy);
    judgements[i].standby = waitsBehindAnother(members, judgements, count, i);
    explain(members[i], verdict, &judgements[i]);
    judgements[i].effective = effectiveOf(members[i], verdict, judgements[i]);
  }
}

void fillCandidates(const Member* members, const Judgement* judgements, std::size_t count,
                    Candidate* candidates) {
  for (std::size_t i = 0; i < count; ++i) {
    Candidate* c = &candidates[i];
    c->passedOver = members[i].full || members[i].tried;
    c->standing = c->passedOver ? Standing::unusable : judgements[i].standing;
    c->rank = members[i].rank;
    c->weight = members[i].weight;
    c->share = judgements[i].share;
    c->load = members[i].load;
  }
}

bool allUnusable(const Candidate* candidates, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (candidates[i].standing != Standing::unusable) return false;
  return true;
}

void standings(const Member* members, std::size_t count, Instant now, const HealthPolicy& policy,
               Candidate* candidates) {
  Judgement judgements[kMostMembers];
  const std::size_t judged = std::min(count, kMostMembers);
  judge(members, judged, now, policy, judgements);
  fillCandidates(members, judgements, judged, candidates);
  for (std::size_t i = judged; i < count; ++i) candidates[i].standing = Standing::unusable;
}

}  // namespace balance
}  // namespace sioha
