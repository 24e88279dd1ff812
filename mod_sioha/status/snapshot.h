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
  std::chrono::microseconds at;  ///< wall clock
  std::string from, to, reason;
};

struct MemberSnapshot {
  MemberSnapshot();
  std::string name, address, route;
  std::string admin;        ///< active, disabled (draining), stopped
  std::string health;       ///< unknown, up, turning, down, rising, slow-start
  /// What election sees: up, standby, slow-start, draining, stopped, down, stale, unknown, fail-open.
  std::string effective;
  std::string reason;       ///< reason word; "ok"
  std::string text;         ///< a sentence for people, may be empty
  std::string probe;        ///< step that failed, or the last passed: cping, http, mdm; "" at first
  std::string mdm;          ///< what the gateway says of its MDM cluster, may be empty
  std::vector<std::string> why;  ///< why it is not simply up, most weighty first
  bool standby;             ///< waits behind a member of higher priority
  unsigned lbfactor;
  unsigned score;           ///< 0..100
  unsigned slowStartPercent;
  unsigned streak;          ///< probes in a row that speak against the state
  std::chrono::microseconds since;      ///< wall clock: when usable last changed; 0: never
  std::chrono::microseconds probedAt;   ///< wall clock; 0: never
  Duration probeTook;
  std::uint64_t inFlight;
  std::uint64_t served;        ///< answers passed to clients, whatever their status
  std::uint64_t failed;        ///< requests that ended here without a whole answer
  std::uint64_t failedOver;    ///< requests that failed here and went on to another member
  std::uint64_t clientErrors;  ///< requests whose client went away
  std::uint64_t bytesIn;       ///< request bodies, from clients
  std::uint64_t bytesOut;      ///< answer bodies, to clients
  std::uint64_t queued;       ///< requests that wait for a free place now
  std::uint64_t maxInFlight;  ///< 0: no bound
  std::uint64_t takenOver;    ///< requests that failed at another member and came here
  std::uint64_t released;     ///< requests let go because its verdict turned
  std::uint64_t poolIdle, poolUsed;  ///< connections over all children
  std::uint64_t probes, probeFailures;
  std::uint64_t timesDown;    ///< how often its verdict turned down
  Duration nextProbeIn;       ///< negative: not known
  std::vector<Transition> transitions;  ///< newest first, at most 20
};

struct BalancerSnapshot {
  BalancerSnapshot();
  std::string name, health, method;
  unsigned usable;
  bool failOpen;            ///< all members fail alike: all stay in use
  std::uint64_t noMember;   ///< requests answered 503 because nobody was left
  std::vector<MemberSnapshot> members;
};

struct Snapshot {
  Snapshot();
  std::string serverName, version, httpdVersion;
  std::chrono::microseconds at;         ///< wall clock of the copy
  std::chrono::microseconds startedAt;
  unsigned generation;                  ///< graceful restarts of httpd
  unsigned children;                    ///< processes that report
  long proberPid;                       ///< 0: none yet
  std::vector<BalancerSnapshot> balancers;
};

// Strings may hold anything: each writer escapes for its format, and what is not UTF-8 becomes U+FFFD.

/// A table for people, 100 columns at most unless a name is long.
std::string toText(const Snapshot& snapshot);
/// schema_version 1: names and meaning stay; later versions only add. Times are RFC 3339 in UTC,
/// durations in milliseconds; null where there is none.
std::string toJson(const Snapshot& snapshot);
/// No script, no image, one inline style sheet: sound under a Content-Security-Policy of
/// "default-src 'none'; style-src 'unsafe-inline'". `refreshSeconds` 0: no refresh.
std::string toHtml(const Snapshot& snapshot, unsigned refreshSeconds = 5);
/// Text exposition format 0.0.4.
std::string toPrometheus(const Snapshot& snapshot);

}  // namespace status
}  // namespace sioha
#endif
