#ifndef SIOHA_BALANCE_HISTORY_H
#define SIOHA_BALANCE_HISTORY_H

#include <cstddef>
#include <cstdint>

#include "mod_sioha/balance/health.h"

/// A member's last transitions, for people.
namespace sioha {
namespace balance {

struct TransitionRecord {
  std::int64_t wallUs;  ///< since 1970
  Health from;
  Health to;
  Reason reason;  ///< of the probe that made the change
  std::uint8_t step;
};

const std::size_t kHistorySize = 20;

/// Plain data for shared memory; all zero is the empty history. Written by the prober only. A reader may
/// see an entry while it is overwritten (a mixed line on a status page), but never one outside the ring.
struct History {
  TransitionRecord ring[kHistorySize];
  std::uint32_t written;  ///< below 2 * kHistorySize; from kHistorySize on the ring is full
};

void remember(History* history, const TransitionRecord& transition);

/// Copies the newest first to `out` (room for kHistorySize); returns how many.
std::size_t recall(const History& history, TransitionRecord* out);

/// advance(), and the transition remembered when there was one. True when `state` changed.
bool advanceAndRemember(HealthRecord* record, History* history, const ProbeReport& report, Instant now,
                        std::int64_t wallUs, const HealthPolicy& policy);

/// condemn(), in the same way.
bool condemnAndRemember(HealthRecord* record, History* history, Reason reason, Instant now,
                        std::int64_t wallUs);

}  // namespace balance
}  // namespace sioha
#endif
