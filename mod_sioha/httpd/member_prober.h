#ifndef SIOHA_HTTPD_MEMBER_PROBER_H
#define SIOHA_HTTPD_MEMBER_PROBER_H

#include <memory>

#include "mod_sioha/gateway/ladder.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/net/probe.h"

namespace sioha {
namespace httpd {

/// Probes one member again and again and keeps its record. In the prober's thread only.
class MemberProber {
 public:
  MemberProber(server_rec* server, Runtime* runtime, BalancerRuntime* balancer, MemberRuntime* member,
               unsigned jitter);

  /// Starts a probe when one is due or asked for.
  void startIfDue(Instant now);
  bool isRunning() const { return probe_.isRunning(); }
  net::Probe& probe() { return probe_; }
  /// Moves a running probe on; when it has ended, writes what came of it.
  void proceed();
  void stop() { probe_.abandon(); }

 private:
  void finish(Instant now);
  void write(const balance::HealthRecord& health, const balance::History& history, bool wentDown, bool good);
  void logChange(balance::Health before, const balance::HealthRecord& health, Duration took);
  bool isAsked();

  server_rec* server_;
  Runtime& runtime_;
  BalancerRuntime& balancer_;
  MemberRuntime& member_;
  const unsigned jitter_;
  net::Probe probe_;
  std::unique_ptr<gateway::Ladder> ladder_;
  Instant startedAt_;
  Instant dueAt_;
  std::uint32_t wakeSeen_;
};

}  // namespace httpd
}  // namespace sioha
#endif
