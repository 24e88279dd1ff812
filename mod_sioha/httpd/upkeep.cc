#include "mod_sioha/httpd/upkeep.h"

#include <string.h>
#include <unistd.h>

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
  }
}

/// A gateway that moved to another address is found without a restart of httpd.
void lookUpLost(const Runtime& runtime, const BalancerRuntime& balancer) {
  for (const auto& member : balancer.members)
    if (!isReachable(runtime.shared().readHealth(member->index))) resolveMember(runtime.shared(), *member);
}

apr_status_t onTick(int state, void* data, apr_pool_t*) {
  Runtime* runtime = static_cast<Runtime*>(data);
  if (state != AP_WATCHDOG_STATE_RUNNING) return APR_SUCCESS;
  keepSignalsAway();
  return guarded<apr_status_t>("upkeep", APR_SUCCESS, [&] {
    static unsigned ticks = 0;
    const bool looksUp =
        ++ticks % kTicksBetweenLookUps == 0 &&
        atomicLoad(&runtime->shared().header().proberPid) == static_cast<std::int32_t>(::getpid());
    for (const auto& balancer : runtime->balancers()) {
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
