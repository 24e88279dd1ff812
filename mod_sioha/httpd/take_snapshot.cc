#include "mod_sioha/httpd/take_snapshot.h"

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

std::string effectiveWord(const MemberRecord& record, config::Activation activation, bool stale) {
  if (activation == config::Activation::stopped) return "stopped";
  if (stale) return "stale";
  if (!balance::isUsable(record.health)) return "down";
  if (activation == config::Activation::disabled) return "draining";
  return record.health.state == balance::Health::unknown ? "unknown" : "up";
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
}

status::MemberSnapshot memberSnapshot(const Runtime& runtime, const BalancerRuntime& balancer,
                                      const MemberRuntime& member, const Moment& moment) {
  MemberRecord record;
  runtime.shared().readMember(member.index, &record);
  record.text[sizeof record.text - 1] = '\0';
  const config::Activation activation = static_cast<config::Activation>(record.activation);
  const bool stale = balance::isStale(record.health, moment.now, balancer.policy);
  status::MemberSnapshot out;
  out.name = member.config.name;
  out.address = member.config.host + ":" + std::to_string(member.config.port);
  out.route = member.config.route;
  out.admin = config::activationWord(activation);
  out.health = balance::healthWord(record.health.state);
  out.effective = effectiveWord(record, activation, stale);
  out.reason = reasonWord(record.health.reason);
  out.text = record.text;
  out.lbfactor = member.config.lbfactor;
  out.score = balance::score(record.health, moment.now, balancer.policy);
  out.slowStartPercent = balance::slowStartShare(record.health, moment.now, balancer.policy);
  out.streak = record.health.streak;
  out.since = moment.wallOf(record.health.sinceUs);
  out.probedAt = moment.wallOf(record.health.probedUs);
  out.probeTook = Duration(record.health.tookUs);
  out.probe = stepWord(record.health.step);
  out.probes = record.probes;
  out.timesDown = record.downs;
  out.probeFailures = record.probeFailures;
  fillCounters(runtime.shared(), member.index, &out);
  return out;
}

/// Members behind a usable one of a better rank stand by.
void markStandby(const BalancerRuntime& balancer, status::BalancerSnapshot* out) {
  int best = -1;
  for (std::size_t i = 0; i < out->members.size(); ++i)
    if (out->members[i].effective == "up" && (best < 0 || balancer.members[i]->rank < best))
      best = balancer.members[i]->rank;
  for (std::size_t i = 0; i < out->members.size(); ++i) {
    status::MemberSnapshot& member = out->members[i];
    member.standby = best >= 0 && balancer.members[i]->rank > best;
    if (member.standby && member.effective == "up") member.effective = "standby";
    if (member.effective == "up" || member.effective == "standby" || member.effective == "unknown") ++out->usable;
  }
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
  for (std::size_t i = 0; i < shared.header().slotCount; ++i)
    if (atomicLoad(&shared.slot(i).pid) > 0) ++snapshot.children;
  for (const auto& balancer : made->balancers()) {
    status::BalancerSnapshot out;
    out.name = balancer->config.name;
    out.health = config::healthKindWord(balancer->config.health.kind);
    out.method = config::methodWord(balancer->config.method);
    for (const auto& member : balancer->members)
      out.members.push_back(memberSnapshot(*made, *balancer, *member, moment));
    markStandby(*balancer, &out);
    snapshot.balancers.push_back(out);
  }
  return snapshot;
}

}  // namespace httpd
}  // namespace sioha
