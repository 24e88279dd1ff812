#include "mod_sioha/balance/history.h"

namespace sioha {
namespace balance {

void remember(History* history, const TransitionRecord& transition) {
  history->ring[history->written % kHistorySize] = transition;
  ++history->written;
  // Keeps the position in the ring and stays "full": the counter may not wrap.
  if (history->written == 2 * kHistorySize) history->written = kHistorySize;
}

std::size_t recall(const History& history, TransitionRecord* out) {
  const std::uint32_t written = history.written;
  const std::size_t count = written < kHistorySize ? written : kHistorySize;
  for (std::size_t i = 0; i < count; ++i) out[i] = history.ring[(written - 1 - i) % kHistorySize];
  return count;
}

bool advanceAndRemember(HealthRecord* record, History* history, const ProbeReport& report, Instant now,
                        std::int64_t wallUs, const HealthPolicy& policy) {
  const Health before = record->state;
  if (!advance(record, report, now, policy)) return false;
  const Reason reason = report.good ? Reason::none : report.reason;
  const TransitionRecord transition = {wallUs, before, record->state, reason, report.step};
  remember(history, transition);
  return true;
}

bool condemnAndRemember(HealthRecord* record, History* history, Reason reason, Instant now,
                        std::int64_t wallUs) {
  const Health before = record->state;
  if (!condemn(record, reason, now)) return false;
  const TransitionRecord transition = {wallUs, before, record->state, reason, record->step};
  remember(history, transition);
  return true;
}

}  // namespace balance
}  // namespace sioha
