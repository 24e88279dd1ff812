#ifndef SIOHA_HTTPD_MEMBER_PROBER_H
#define SIOHA_HTTPD_MEMBER_PROBER_H

#include <memory>

#include "mod_sioha/gateway/ladder.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/net/probe.h"

namespace sioha {
namespace httpd {

/// When each member of a balancer last passed the step that asks the MDM. What
/// all gateways report of their common MDM is no one gateway's fault; it counts against
/// one only once a peer has shown that the MDM can be reached. In the prober's thread only.
struct PeerEvidence {
  explicit PeerEvidence(std::size_t members) : passedAt(members, Instant(0)) {}
  bool hasPassedSince(std::size_t except, Instant since) const;
  std::vector<Instant> passedAt;
};

/// Probes one member again and again and keeps its record. In the prober's thread only.
class MemberProber {
 public:
  MemberProber(server_rec* server, Runtime* runtime, BalancerRuntime* balancer, std::size_t position,
               std::shared_ptr<PeerEvidence> peers, unsigned jitter);

  /// Starts a probe when one is due or asked for.
  void startIfDue(Instant now);
  bool isRunning() const { return probe_.isRunning(); }
  net::Probe& probe() { return probe_; }
  /// Moves a running probe on; when it has ended, writes what came of it.
  void proceed();
  /// Gives its MDM session back: starts the logout, to be moved on by proceed(). False: there is none.
  bool startLogout();
  void stop() { probe_.abandon(); }

 private:
  void finish(Instant now);
  balance::ProbeReport report(Instant now);
  balance::HealthPolicy policyOfNow(bool good);
  void noteCluster();
  void heedLiveAnswers(Instant now);
  void levelTraffic();
  void write(const balance::HealthRecord& health, const balance::History& history, bool wentDown, bool good);
  void logChange(const balance::History& history, Duration took, const std::string& text);
  bool isAsked();

  server_rec* server_;
  Runtime& runtime_;
  BalancerRuntime& balancer_;
  MemberRuntime& member_;
  const unsigned jitter_;
  net::Probe probe_;
  const std::size_t position_;  ///< in its balancer
  std::shared_ptr<PeerEvidence> peers_;
  gateway::ProbeSession session_;
  std::string kept_;  ///< its token, where the next prober finds it
  std::unique_ptr<gateway::LogoutScript> logout_;
  gateway::MdmCluster cluster_;
  Instant mdmFailedAt_;  ///< first failure of step 3 since it passed last; 0: it passed
  std::unique_ptr<gateway::Ladder> ladder_;
  Instant startedAt_;
  Instant dueAt_;
  std::uint32_t wakeSeen_;
  std::uint32_t recoverSeen_;
};

}  // namespace httpd
}  // namespace sioha
#endif
