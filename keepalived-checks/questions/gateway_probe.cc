#include <poll.h>

#include <memory>

#include "keepalived-checks/questions/gateways.h"
#include "keepalived-checks/questions/resolver.h"
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
typedef std::vector<std::unique_ptr<Asked>> AllAsked;

void settle(const Asked& asked, GatewayFact* fact) {
  const Reason reason = asked.probe.isRunning() ? Reason::replyTimeout : asked.ladder.reason();
  fact->usable = reason == Reason::none;
  fact->score = fact->usable ? 100 : 0;
  fact->reason = reasonWord(reason);
  if (!fact->usable && !asked.probe.isRunning() && !asked.ladder.text().empty())
    fact->reason += " (" + asked.ladder.text() + ")";
}

// Those whose addresses have become known are asked from now on; the others stay unresolved.
void startResolved(Resolver* resolver, AllAsked* waiting, AllAsked* asked, std::vector<GatewayFact>* facts) {
  for (const Resolver::Answer& answer : resolver->take()) {
    if (!answer.addresses.ok())
      (*facts)[(*waiting)[answer.tag]->fact].reason += " (" + answer.addresses.error() + ")";
    if (!answer.addresses.ok() || answer.addresses.value().empty()) continue;
    std::unique_ptr<Asked> next = std::move((*waiting)[answer.tag]);
    next->probe.start(answer.addresses.value()[0], &next->ladder);
    next->probe.proceed();
    asked->push_back(std::move(next));
  }
}

// One round: waits until some probe can go on, a name is known, or the nearest deadline. False: nothing is to
// come.
bool proceedAll(const AllAsked& all, const Resolver& resolver, Instant deadline, const Clock& clock) {
  std::vector<struct pollfd> waiting;
  Instant nearest = deadline;
  for (const std::unique_ptr<Asked>& asked : all) {
    if (!asked->probe.isRunning()) continue;
    waiting.push_back(pollfd{asked->probe.fd(), asked->probe.wants(), 0});
    if (asked->probe.deadline() < nearest) nearest = asked->probe.deadline();
  }
  if (resolver.isWaiting() && resolver.fd() >= 0) waiting.push_back(pollfd{resolver.fd(), POLLIN, 0});
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
  AllAsked waiting, all;
  Resolver resolver;
  for (const config::Balancer& balancer : workers.balancers) {
    for (const config::Member& member : balancer.members) {
      GatewayFact fact;
      fact.balancer = balancer.name;
      fact.name = member.name;
      fact.inService = member.activation == config::Activation::active;
      fact.reason = reasonWord(Reason::unresolved);
      facts.push_back(fact);
      if (!fact.inService) continue;
      resolver.ask(member.host, member.port, member.preferIpv6, waiting.size());
      waiting.push_back(makeUnique<Asked>(balancer, member, clock));
      waiting.back()->fact = facts.size() - 1;
    }
  }
  startResolved(&resolver, &waiting, &all, &facts);
  // What is known by now is to be told before somebody stops waiting for it.
  deadline -= milliseconds(20);
  while (clock.now() < deadline && proceedAll(all, resolver, deadline, clock))
    startResolved(&resolver, &waiting, &all, &facts);
  for (const std::unique_ptr<Asked>& asked : all) {
    settle(*asked, &facts[asked->fact]);
    asked->probe.abandon();
  }
  return facts;
}

}  // namespace checks
}  // namespace sioha
