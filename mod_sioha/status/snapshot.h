#ifndef SIOHA_STATUS_SNAPSHOT_H
#define SIOHA_STATUS_SNAPSHOT_H

#include <cstdint>
#include <string>
#include <vector>

#include "mod_sioha/base/clock.h"

/// All that can be seen of a running httpd, copied from shared memory once and
/// rendered by each of the writers below. Plain values; no reference to anything alive.
namespace sioha {
namespace status {

struct Transition {
  std::chrono::microseconds at;   ///< wall clock
  std::string from, to, reason;
};

struct MemberSnapshot {
  MemberSnapshot();
  std::string name, address, route;
  std::string admin;        ///< active, disabled (draining), stopped
  std::string health;       ///< unknown, up, turning, down, rising, slow-start
  std::string effective;    ///< what election sees: up, standby, draining, stopped, down, stale, unknown, fail-open
  std::string reason;       ///< reason word; "ok"
  std::string text;         ///< a sentence for people, may be empty
  bool standby;             ///< waits behind a member of higher priority
  unsigned lbfactor;
  unsigned score;           ///< 0..100
  unsigned slowStartPercent;
  unsigned streak;          ///< probes in a row that speak against the state
  std::chrono::microseconds since;      ///< wall clock: when usable last changed; 0: never
  std::chrono::microseconds probedAt;   ///< wall clock; 0: never
  Duration probeTook;
  std::uint64_t inFlight, served, failed, failedOver, clientErrors, bytesIn, bytesOut;
  std::uint64_t probes, probeFailures;
  std::vector<Transition> transitions;  ///< newest first, at most 20
};

struct BalancerSnapshot {
  std::string name, health, method;
  unsigned usable;
  std::uint64_t noMember;   ///< requests answered 503 because nobody was left
  std::vector<MemberSnapshot> members;
};

struct Snapshot {
  std::string serverName, version, httpdVersion;
  std::chrono::microseconds at;         ///< wall clock of the copy
  std::chrono::microseconds startedAt;
  unsigned generation;                  ///< graceful restarts of httpd
  unsigned children;                    ///< processes that report
  long proberPid;                       ///< 0: none yet
  std::vector<BalancerSnapshot> balancers;
};

std::string toText(const Snapshot& snapshot);
std::string toJson(const Snapshot& snapshot);
std::string toHtml(const Snapshot& snapshot);
std::string toPrometheus(const Snapshot& snapshot);

}  // namespace status
}  // namespace sioha
#endif
