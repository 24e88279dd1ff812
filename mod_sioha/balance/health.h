#ifndef SIOHA_BALANCE_HEALTH_H
#define SIOHA_BALANCE_HEALTH_H

#include <cstdint>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/reason.h"

/// The verdict on a member as a state machine: pure, with the time handed in. One writer (the
/// prober); readers copy the record from shared memory. Intervals count from one probe's start to the
/// next one's, so a probe that ran into its time-out is followed by the next at once.
///
/// The default numbers, for a gateway that stops answering (SIGSTOP, full GC, packets dropped):
///   shortest pause that turns it down: fall x cpingTimeout = 2 x 0.5 s = 1.0 s. A pause of
///     0.8 s that begins with a probe fails that one, and the second is answered 0.3 s after its start.
///   down at the latest, with live requests: suspectAfter (0.25 s) + fall x cpingTimeout = 1.25 s,
///     and a wait slice (0.05 s) later the waiting requests are released: 1.3 s.
///   the same without live requests: interval + 1.0 s = 3.0 s, and nobody waits.
///   application hangs, CPING answers: 0.25 s + fall x applicationTimeout = 2.25 s.
///   back after the application answers: a probe that fails just then (applicationTimeout), then
///     rise probes at fastInterval: 1.0 s + 2 x 0.5 s = 2.0 s.
namespace sioha {
namespace balance {

enum class Health : std::uint8_t {
  unknown,  ///< never probed in this incarnation of httpd
  up,
  turning,  ///< up, and n of `fall` probes in a row failed
  down,
  rising,    ///< down, and n of `rise` probes in a row succeeded
  slowStart  ///< up again, with a growing share of new work
};
const char* healthWord(Health health);

struct HealthPolicy {
  HealthPolicy();
  unsigned fall;                ///< failures in a row that turn it down
  unsigned rise;                ///< successes in a row that turn it up
  Duration interval;            ///< between probes
  Duration fastInterval;        ///< while a verdict is turning, and while it is down: a quick return
  Duration slowStart;           ///< 0: none
  Duration cpingTimeout;        ///< of step 1, connect included
  Duration applicationTimeout;  ///< of step 2
  Duration mdmTimeout;          ///< of step 3
  Duration suspectAfter;        ///< a live request that waits this long brings the next probe forward
  Duration recoverTime;         ///< stays down at least this long; 0: until `rise` successes
  Duration escalation;          ///< failures have to last this long, too, before they turn it down; 0: none
};

/// One probe's result. `step`: 1 CPING, 2 application, 3 MDM: the one that failed, or the last passed.
struct ProbeReport {
  bool good;
  Reason reason;
  std::uint8_t step;
  Duration took;
};

/// Plain data: lives in shared memory. Written by the prober only.
struct HealthRecord {
  Health state;
  Reason reason;  ///< of the last failure while it matters, else none
  std::uint8_t step;
  std::uint8_t streak;       ///< probes in a row that speak against `state`
  std::int64_t sinceUs;      ///< Instant of the last change between usable and not
  std::int64_t probedUs;     ///< Instant of the last probe's end; 0: never
  std::int64_t slowStartUs;  ///< Instant when slow start began
  std::int64_t tookUs;       ///< of the last probe
  std::int64_t failingUs;    ///< Instant of the first of the failures in a row that speak against it
};

HealthRecord freshRecord();

/// Applies a probe's result. True when `state` changed. The first good probe of an incarnation decides
/// at once and without slow start (httpd restarted, not the gateway); bad ones need `fall`
/// there too, at fastInterval. Slow start follows down -> up only, and a failed probe
/// inside it does not start it anew.
bool advance(HealthRecord* record, const ProbeReport& report, Instant now, const HealthPolicy& policy);

/// Turns it down without a probe: what live answers showed speaks against it, and an administrator said that
/// it should. Probes bring it back as ever. True when `state` changed.
bool condemn(HealthRecord* record, Reason reason, Instant now);

/// How long after the end of the last probe the next one starts. Jitter brings it forward, never
/// back, so the bounds above hold; it is 0..99 (percent of a tenth of the interval).
Duration nextProbeIn(const HealthRecord& record, const HealthPolicy& policy, unsigned jitter);

/// Nothing speaks against it, or not yet: all but down and rising.
bool isUsable(const HealthRecord& record);
/// Down, and the last probe found no application that answers.
bool isOutOfReach(const HealthRecord& record);
/// A verdict older than three intervals is treated as unknown, never as good.
bool isStale(const HealthRecord& record, Instant now, const HealthPolicy& policy);
/// Percent of its share that a member in slow start gets now: 1..100.
std::uint8_t slowStartShare(const HealthRecord& record, Instant now, const HealthPolicy& policy);
/// 0..100 for people and for keepalived: up 100; in slow start 50 + share / 2; turning between 100 and 50;
/// unknown or stale 50; rising below 50; down 0.
std::uint8_t score(const HealthRecord& record, Instant now, const HealthPolicy& policy);

}  // namespace balance
}  // namespace sioha
#endif
