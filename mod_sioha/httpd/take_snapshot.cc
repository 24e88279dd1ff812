#include "mod_sioha/httpd/take_snapshot.h"

#include <string.h>

#include <algorithm>

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/httpd/admission.h"
#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {
namespace {

/// Both clocks at one moment, to tell people instants of the monotonic one.
struct Moment {
  explicit Moment(const Clock& clock) : now(clock.now()), wall(clock.wallNow()) {}
  std::chrono::microseconds wallOf(std::int64_t instantUs) const {
    return instantUs ? wall - (now - Instant(instantUs)) : std::chrono::microseconds(0);
  }
  const Instant now;
  const std::chrono::microseconds wall;
};

const char* stepWord(unsigned step) {
  static const char* const kSteps[] = {"", "cping", "http", "mdm"};
  return kSteps[step < 4 ? step : 0];
}

void fillCounters(const Shared& shared, std::size_t index, status::MemberSnapshot* out) {
  const ChildCounters total = shared.total(index);
  out->inFlight = total.inFlight;
  out->served = total.served;
  out->failed = total.failed;
  out->failedOver = total.failedOver;
  out->clientErrors = total.clientErrors;
  out->bytesIn = total.bytesIn;
  out->bytesOut = total.bytesOut;
  out->takenOver = total.takenOver;
  out->released = total.released;
  out->poolIdle = total.poolIdle;
  out->poolUsed = total.poolUsed;
}

void fillHealth(const MemberRecord& record, const balance::HealthPolicy& policy, const Moment& moment,
                status::MemberSnapshot* out) {
  const balance::HealthRecord& health = record.health;
  out->health = balance::healthWord(health.state);
  out->reason = reasonWord(health.reason);
  out->text = std::string(record.text, strnlen(record.text, sizeof record.text));
  out->mdm = std::string(record.mdm, strnlen(record.mdm, sizeof record.mdm));
  out->probe = stepWord(health.step);
  out->score = balance::score(health, moment.now, policy);
  out->streak = health.streak;
  out->since = moment.wallOf(health.sinceUs);
  out->probedAt = moment.wallOf(health.probedUs);
  out->probeTook = Duration(health.tookUs);
  // Without the prober's jitter, which lets it come a little earlier.
  if (health.probedUs != 0)
    out->nextProbeIn = std::max(Duration(0), Instant(health.probedUs) - moment.now +
                                                 balance::nextProbeIn(health, policy, 0));
  out->probes = record.probes;
  out->probeFailures = record.probeFailures;
  out->timesDown = record.downs;
  balance::TransitionRecord transitions[balance::kHistorySize];
  const std::size_t count = balance::recall(record.history, transitions);
  for (std::size_t i = 0; i < count; ++i) {
    status::Transition transition;
    transition.at = std::chrono::microseconds(transitions[i].wallUs);
    transition.from = balance::healthWord(transitions[i].from);
    transition.to = balance::healthWord(transitions[i].to);
    transition.reason = reasonWord(transitions[i].reason);
    out->transitions.push_back(transition);
  }
}

void fillJudgement(const balance::Judgement& judgement, status::MemberSnapshot* out) {
  out->effective = balance::effectiveWord(judgement.effective);
  out->slowStartPercent = judgement.share;
  out->standby = judgement.standby;
  for (std::size_t i = 0; i < judgement.whyCount; ++i) out->why.push_back(balance::whyWord(judgement.why[i]));
}

status::BalancerSnapshot balancerSnapshot(const Runtime& runtime, const BalancerRuntime& balancer,
                                          const Moment& moment) {
  status::BalancerSnapshot out;
  out.name = balancer.config().name;
  out.health = config::healthKindWord(balancer.config().health.kind);
  out.method = config::methodWord(balancer.config().method);
  const std::size_t count = balancer.members.size();
  const ChildCounters ofAll = runtime.shared().total(balancer.members[0]->index);
  out.noMember = ofAll.noMember;
  std::vector<balance::Member> members(count);
  std::vector<balance::Judgement> judgements(count);
  for (std::size_t i = 0; i < count; ++i) {
    const MemberRuntime& member = *balancer.members[i];
    MemberRecord record;
    runtime.shared().readMember(member.index, &record);
    members[i].admin = static_cast<balance::Admin>(record.admin);
    members[i].health = record.health;
    members[i].rank = member.settings().rank;
    members[i].weight = member.settings().weight;
    status::MemberSnapshot shown;
    shown.name = member.config().name;
    shown.address = member.config().host + ":" + std::to_string(member.config().port);
    shown.route = member.config().route;
    shown.admin = balance::adminWord(members[i].admin);
    shown.lbfactor = member.config().lbfactor;
    fillHealth(record, balancer.policy(), moment, &shown);
    fillCounters(runtime.shared(), member.index, &shown);
    shown.maxInFlight = boundOf(runtime, member);
    members[i].full = isFull(runtime, member);
    // A request waits for any of those that are full.
    if (members[i].full) shown.queued = ofAll.queued;
    out.members.push_back(shown);
  }
  balance::judge(members.data(), count, moment.now, balancer.policy(), judgements.data());
  for (std::size_t i = 0; i < count; ++i) {
    fillJudgement(judgements[i], &out.members[i]);
    if (judgements[i].standing < balance::Standing::lastResort) ++out.usable;
    if (judgements[i].standing == balance::Standing::lastResort) out.failOpen = true;
  }
  return out;
}

}  // namespace

status::Snapshot takeSnapshot(server_rec* server) {
  status::Snapshot snapshot;
  snapshot.serverName = server->server_hostname ? server->server_hostname : "";
  snapshot.version = SIOHA_VERSION;
  snapshot.httpdVersion = ap_get_server_description();
  Runtime* made = runtime();
  if (!made || !made->shared()) {
    snapshot.at = SystemClock().wallNow();
    return snapshot;
  }
  const Moment moment(made->clock());
  const Shared& shared = made->shared();
  snapshot.at = moment.wall;
  snapshot.startedAt = std::chrono::microseconds(shared.header().startedAtUs);
  snapshot.generation = shared.header().generation;
  snapshot.proberPid = atomicLoad(&shared.header().proberPid);
  for (std::size_t i = 0; i < shared.slotsUsed(); ++i)
    if (atomicLoad(&shared.slot(i).pid) > 0) ++snapshot.children;
  for (const auto& balancer : made->balancers())
    snapshot.balancers.push_back(balancerSnapshot(*made, *balancer, moment));
  return snapshot;
}

}  // namespace httpd
}  // namespace sioha
