#ifndef SIOHA_BALANCE_HEALTH_H
#define SIOHA_BALANCE_HEALTH_H

#include <cstdint>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/reason.h"

/// The verdict on a member as a state machine: pure, with the time handed in.
namespace sioha {
namespace balance {

enum class Health : std::uint8_t {
  unknown,    ///< never probed in this incarnation of httpd
  up,
  turning,    ///< up, and n of `fall` probes in a row failed
  down,
  rising,     ///< down, and n of `rise` probes in a row succeeded
  slowStart   ///< up again, with a growing share of new work
};
const char* healthWord(Health health);

struct HealthPolicy {
  HealthPolicy();
  unsigned fall;          ///< failures in a row that turn it down
  unsigned rise;          ///< successes in a row that turn it up
  Duration interval;      ///< between probes
  Duration fastInterval;  ///< while a verdict is turning
  Duration slowStart;     ///< 0: none
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
  Reason reason;           ///< of the last failure while it matters, else none
  std::uint8_t step;
  std::uint8_t streak;     ///< probes in a row that speak against `state`
  std::int64_t sinceUs;    ///< Instant of the last change between usable and not
  std::int64_t probedUs;   ///< Instant of the last probe's end; 0: never
  std::int64_t slowStartUs;///< Instant when slow start began
  std::int64_t tookUs;     ///< of the last probe
};

HealthRecord freshRecord();

/// Applies a probe's result. True when `state` changed.
bool advance(HealthRecord* record, const ProbeReport& report, Instant now, const HealthPolicy& policy);

/// When the next probe is due after `now`; jitter is 0..99 (percent of a tenth of the interval).
Duration nextProbeIn(const HealthRecord& record, const HealthPolicy& policy, unsigned jitter);

bool isUsable(const HealthRecord& record);
/// A verdict older than three intervals is treated as unknown, never as good.
bool isStale(const HealthRecord& record, Instant now, const HealthPolicy& policy);
/// Percent of its share that a member in slow start gets now: 1..100.
std::uint8_t slowStartShare(const HealthRecord& record, Instant now, const HealthPolicy& policy);
/// 0..100 for people and for keepalived.
std::uint8_t score(const HealthRecord& record, Instant now, const HealthPolicy& policy);

}  // namespace balance
}  // namespace sioha
#endif
