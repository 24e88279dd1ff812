#include <poll.h>

#include <memory>

#include "keepalived-checks/questions/gateways.h"
#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/gateway/ladder.h"
#include "mod_sioha/net/endpoint.h"
#include "mod_sioha/net/probe.h"

namespace sioha {
namespace checks {
namespace {

gateway::LadderPlan planOf(const config::Health& health) {
  gateway::LadderPlan plan;
  switch (health.kind) {
    case config::HealthKind::scaleio: plan.kind = gateway::LadderPlan::Kind::scaleio; break;
    case config::HealthKind::cping: plan.kind = gateway::LadderPlan::Kind::cping; break;
    case config::HealthKind::http: plan.kind = gateway::LadderPlan::Kind::http; break;
  }
  plan.cpingTimeout = health.cpingTimeout;
  plan.requestTimeout = health.requestTimeout;
  plan.path = health.path;
  plan.expectStatus = health.expectStatus;
  plan.expectHeader = health.expectHeader;
  plan.expectBody = health.expectBody;
  // No credentials: a check in a process of its own would open an MDM session each time.
  return plan;
}

net::ProbeTarget targetOf(const config::Member& member) {
  net::ProbeTarget target;
  target.secret = member.secret;
  target.serverName = member.host;
  return target;
}

struct Asked {
  Asked(const config::Balancer& balancer, const config::Member& member, const Clock& clock)
      : ladder(planOf(balancer.health), nullptr, clock.now()), probe(targetOf(member), clock) {}
  std::size_t fact;
  gateway::Ladder ladder;
  net::Probe probe;
};

void settle(const Asked& asked, GatewayFact* fact) {
  const Reason reason = asked.probe.isRunning() ? Reason::replyTimeout : asked.ladder.reason();
  fact->usable = reason == Reason::none;
  fact->score = fact->usable ? 100 : 0;
  fact->reason = reasonWord(reason);
  if (!fact->usable && !asked.probe.isRunning() && !asked.ladder.text().empty())
    fact->reason += " (" + asked.ladder.text() + ")";
}

// One round: waits until some probe can go on, or the nearest deadline. False: none is running.
bool proceedAll(const std::vector<std::unique_ptr<Asked>>& all, Instant deadline, const Clock& clock) {
  std::vector<struct pollfd> waiting;
  Instant nearest = deadline;
  for (const std::unique_ptr<Asked>& asked : all) {
    if (!asked->probe.isRunning()) continue;
    waiting.push_back(pollfd{asked->probe.fd(), asked->probe.wants(), 0});
    if (asked->probe.deadline() < nearest) nearest = asked->probe.deadline();
  }
  if (waiting.empty()) return false;
  const Instant now = clock.now();
  const long long left = now < nearest ? (nearest - now).count() / 1000 + 1 : 0;
  ::poll(waiting.data(), waiting.size(), static_cast<int>(left));
  std::size_t i = 0;
  for (const std::unique_ptr<Asked>& asked : all) {
    if (!asked->probe.isRunning()) continue;
    const bool ready = waiting[i++].revents != 0;
    if (ready || clock.now() >= asked->probe.deadline()) asked->probe.proceed();
  }
  return true;
}

}  // namespace

std::vector<GatewayFact> probeGateways(const config::Workers& workers, Instant deadline, const Clock& clock) {
  std::vector<GatewayFact> facts;
  std::vector<std::unique_ptr<Asked>> all;
  for (const config::Balancer& balancer : workers.balancers) {
    for (const config::Member& member : balancer.members) {
      GatewayFact fact;
      fact.balancer = balancer.name;
      fact.name = member.name;
      fact.inService = member.activation == config::Activation::active;
      fact.reason = reasonWord(Reason::unresolved);
      facts.push_back(fact);
      if (!fact.inService) continue;
      const Result<std::vector<net::Endpoint>> to = net::resolve(member.host, member.port, member.preferIpv6);
      if (!to.ok() || to.value().empty()) continue;
      std::unique_ptr<Asked> asked = makeUnique<Asked>(balancer, member, clock);
      asked->fact = facts.size() - 1;
      asked->probe.start(to.value()[0], &asked->ladder);
      asked->probe.proceed();
      all.push_back(std::move(asked));
    }
  }
  while (clock.now() < deadline && proceedAll(all, deadline, clock)) {
  }
  for (const std::unique_ptr<Asked>& asked : all) {
    settle(*asked, &facts[asked->fact]);
    asked->probe.abandon();
  }
  return facts;
}

}  // namespace checks
}  // namespace sioha
