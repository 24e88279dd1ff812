#ifndef SIOHA_HTTPD_RUNTIME_H
#define SIOHA_HTTPD_RUNTIME_H

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mod_sioha/balance/election.h"
#include "mod_sioha/balance/health.h"
#include "mod_sioha/balance/session.h"
#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/run_time_state.h"
#include "mod_sioha/httpd/shared.h"
#include "mod_sioha/httpd/token_store.h"
#include "mod_sioha/net/pool.h"

namespace sioha {
namespace httpd {

struct MemberSettings {
  config::Member config;
  int rank;  ///< election's: 0 first
  std::uint32_t weight;
};

/// What counts of a balancer's configuration: the file's, with what was changed in the status worker since.
/// Constant; a change makes another one, and those of before stay, because a request may still read them.
struct BalancerSettings {
  explicit BalancerSettings(const config::Balancer& balancer);
  const config::Balancer config;
  balance::HealthPolicy policy;
  std::vector<MemberSettings> members;
  std::vector<balance::Kinship> kinship;  ///< of members
  /// The number of a replication group, or balance::kNobody: no member is in it.
  int domainOf(Slice name) const;
};

/// A gateway as this process uses it.
struct MemberRuntime {
  MemberRuntime(const MemberSettings* settings, std::size_t index);
  const MemberSettings& settings() const { return *current.load(std::memory_order_acquire); }
  const config::Member& config() const { return settings().config; }
  std::atomic<const MemberSettings*> current;
  const std::size_t index;          ///< in shared memory
  const std::uint32_t id;           ///< in the store of tokens: gateway::memberId()
  std::unique_ptr<net::Pool> pool;  ///< from child_init on
  net::Endpoint source;             ///< address that connections come from; without a length: any
};

struct BalancerRuntime {
  BalancerRuntime(const config::Balancer& balancer, std::size_t firstIndex);
  const BalancerSettings& settings() const { return *current.load(std::memory_order_acquire); }
  const config::Balancer& config() const { return settings().config; }
  const balance::HealthPolicy& policy() const { return settings().policy; }
  /// From now on `settings` count, whose names and members are the same.
  void use(const BalancerSettings* settings);
  /// The settings that `text` (of config::Changes) makes of the configured ones; made once, and never deleted
  /// before this object: scripts that switch to and fro do not make it grow.
  const BalancerSettings* settingsOf(const std::string& text, const config::Balancer& changed);
  const BalancerSettings configured;  ///< what the file says
  std::atomic<const BalancerSettings*> current;
  std::string credentials;  ///< "user:password" of health_credentials_file; empty: none
  std::vector<std::unique_ptr<MemberRuntime>> members;
  std::atomic<std::uint64_t> ticket;

 private:
  std::map<std::string, std::unique_ptr<const BalancerSettings>> made_;
};

/// Everything that is made from the configuration. One object from check_config to the next
/// restart, owned by httpd's configuration pool; constant after post_config but for
/// atomics and the pools, which a child makes in child_init.
class Runtime {
 public:
  explicit Runtime(const config::Workers& workers);

  const config::Workers& workers() const { return workers_; }
  const std::vector<std::unique_ptr<BalancerRuntime>>& balancers() const { return balancers_; }
  /// Null: no such worker, or it is not in worker.list.
  BalancerRuntime* find(const std::string& name) const;
  /// Looks up the source addresses. Returns what is wrong, or "".
  std::string resolveSources();
  /// A worker of type status, or null.
  const config::StatusWorker* findStatus(const std::string& name) const;
  std::size_t memberCount() const { return memberCount_; }
  /// Changes when the members, their order or addresses change.
  std::uint64_t signature() const;

  void useShared(const Shared& shared) { shared_ = shared; }
  const Shared& shared() const { return shared_; }
  ChildCounters& counters(const MemberRuntime& member) const { return shared_.counters(slot_, member.index); }
  ChildSlot& slot() const { return shared_.slot(slot_); }

  /// What was changed in status workers. refresh() makes it count in this process; where nothing was changed
  /// since the last time that is one load.
  RunTimeState& state() { return state_; }
  void refresh() {
    if (state_ && state_.version() != seen_.load(std::memory_order_relaxed)) adoptChanges(nullptr);
  }
  /// The same; what does not count any more is told in *lost.
  void adoptChanges(std::vector<std::string>* lost);

  TokenStore& tokens() { return tokens_; }
  const TokenStore& tokens() const { return tokens_; }

  /// In each child: a slot for its counters and pools for its connections.
  void startChild(int threadsPerChild, int children);
  /// Requests that httpd can serve at once, over all children (MaxRequestWorkers).
  std::uint32_t workerCount() const { return workerCount_; }

  const SystemClock& clock() const { return clock_; }

 private:
  const config::Workers workers_;
  std::vector<std::unique_ptr<BalancerRuntime>> balancers_;
  std::size_t memberCount_;
  Shared shared_;
  RunTimeState state_;
  std::atomic<std::uint32_t> seen_;  ///< version of state_
  std::mutex adopting_;
  TokenStore tokens_;
  std::size_t slot_;
  std::uint32_t workerCount_;
  SystemClock clock_;
};

/// The one of the running configuration, or null before check_config and where nothing is configured.
Runtime* runtime();
void setRuntime(Runtime* runtime);

}  // namespace httpd
}  // namespace sioha
#endif
