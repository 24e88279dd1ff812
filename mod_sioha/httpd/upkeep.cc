#include "mod_sioha/httpd/upkeep.h"

#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "mod_sioha/balance/fade.h"
#include "mod_sioha/httpd/guard.h"
#include "mod_sioha/httpd/watch.h"
#include "mod_sioha/net/endpoint.h"

namespace sioha {
namespace httpd {
namespace {

const unsigned kTicksBetweenLookUps = 10;

bool isReachable(const balance::HealthRecord& health) {
  return health.state != balance::Health::down || isApplicationLevel(health.reason);
}

void tidyPools(const Runtime& runtime, const BalancerRuntime& balancer) {
  for (const auto& member : balancer.members) {
    if (!member->pool) continue;
    member->pool->trim();
    const net::PoolCounters counters = member->pool->counters();
    ChildCounters& shown = runtime.counters(*member);
    atomicStore(&shown.poolIdle, static_cast<std::uint32_t>(counters.idle));
    atomicStore(&shown.poolUsed, static_cast<std::uint32_t>(counters.inUse));
    const ChildCounters total = runtime.shared().total(member->index);
    atomicRaise(&runtime.shared().member(member->index).maxConnected, total.poolIdle + total.poolUsed);
  }
}

/// A gateway that moved to another address is found without a restart of httpd.
void lookUpLost(const Runtime& runtime, const BalancerRuntime& balancer) {
  for (const auto& member : balancer.members)
    if (!isReachable(runtime.shared().readHealth(member->index))) resolveMember(runtime.shared(), *member);
}

class Patient : public net::Patience {
 public:
  bool released(Duration) override { return false; }
};

void pingIdle(const BalancerRuntime& balancer) {
  Patient patient;
  for (const auto& member : balancer.members) {
    const config::Member& config = member->config();
    if (member->pool && config.pingInterval > Duration(0))
      member->pool->pingIdle(config.pingInterval, config.pingTimeout, &patient);
  }
}

balance::Fade fadeOf(config::Method method) {
  switch (method) {
    case config::Method::busyness:
      return balance::Fade::none;
    case config::Method::next:
      return balance::Fade::commonPart;
    default:
      return balance::Fade::half;
  }
}

/// Subtracts, so that what is counted meanwhile is not lost.
void fadeLoads(const Shared& shared, const BalancerRuntime& balancer, unsigned times) {
  std::vector<std::uint32_t> weights;
  std::vector<std::uint64_t> loads;
  for (const auto& member : balancer.members) {
    weights.push_back(member->settings().weight);
    loads.push_back(atomicLoad(&shared.member(member->index).load));
  }
  const std::vector<std::uint64_t> before = loads;
  balance::fade(fadeOf(balancer.config().method), times, weights.data(), loads.data(), loads.size());
  for (std::size_t i = 0; i < loads.size(); ++i) {
    MemberRecord& record = shared.member(balancer.members[i]->index);
    atomicAdd(&record.load, loads[i] - before[i]);
    const std::uint32_t late = atomicLoad(&record.lateReplies);
    if (late) atomicAdd(&record.lateReplies, (times < 32 ? late >> times : 0u) - late);
  }
}

void maintain(const Runtime& runtime) {
  const Duration interval = runtime.workers().maintain;
  SharedHeader& header = runtime.shared().header();
  const std::int64_t now = runtime.clock().now().count();
  if (header.fadedAtUs == 0) header.fadedAtUs = now;
  if (interval <= Duration(0) || now - header.fadedAtUs < interval.count()) return;
  const std::int64_t times = (now - header.fadedAtUs) / interval.count();
  header.fadedAtUs += times * interval.count();
  for (const auto& balancer : runtime.balancers())
    fadeLoads(runtime.shared(), *balancer, static_cast<unsigned>(std::min<std::int64_t>(times, 64)));
}

apr_status_t onTick(int state, void* data, apr_pool_t*) {
  Runtime* runtime = static_cast<Runtime*>(data);
  if (state != AP_WATCHDOG_STATE_RUNNING) return APR_SUCCESS;
  keepSignalsAway();
  return guarded<apr_status_t>("upkeep", APR_SUCCESS, [&] {
    static unsigned ticks = 0;
    runtime->refresh();
    const bool isProber =
        atomicLoad(&runtime->shared().header().proberPid) == static_cast<std::int32_t>(::getpid());
    const bool looksUp = ++ticks % kTicksBetweenLookUps == 0 && isProber;
    if (isProber) maintain(*runtime);
    for (const auto& balancer : runtime->balancers()) {
      pingIdle(*balancer);
      tidyPools(*runtime, *balancer);
      if (looksUp) lookUpLost(*runtime, *balancer);
    }
    return APR_SUCCESS;
  });
}

}  // namespace

std::string resolveMember(const Shared& shared, const MemberRuntime& member) {
  const config::Member& config = member.config();
  const Result<std::vector<net::Endpoint>> found = net::resolve(config.host, config.port, config.preferIpv6);
  if (!found.ok()) return found.error();
  if (found.value().empty()) return "no address";
  shared.storeAddress(member.index, found.value()[0].address, found.value()[0].length);
  return std::string();
}

int registerUpkeep(apr_pool_t* pconf, server_rec* server, Runtime* runtime) {
  return watch(pconf, server, "_sioha_upkeep_", seconds(1), runtime, onTick);
}

}  // namespace httpd
}  // namespace sioha
