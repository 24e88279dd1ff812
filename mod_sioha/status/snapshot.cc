#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace status {

MemberSnapshot::MemberSnapshot()
    : admin("active"),
      health("unknown"),
      effective("unknown"),
      reason("not-probed"),
      standby(false),
      lbfactor(1),
      score(0),
      slowStartPercent(100),
      streak(0),
      since(0),
      probedAt(0),
      probeTook(0),
      inFlight(0),
      served(0),
      failed(0),
      failedOver(0),
      clientErrors(0),
      bytesIn(0),
      bytesOut(0),
      queued(0),
      maxInFlight(0),
      takenOver(0),
      released(0),
      poolIdle(0),
      poolUsed(0),
      probes(0),
      probeFailures(0),
      timesDown(0),
      nextProbeIn(-1) {}

BalancerSnapshot::BalancerSnapshot() : usable(0), failOpen(false), noMember(0) {}

Snapshot::Snapshot() : at(0), startedAt(0), generation(0), children(0), proberPid(0) {}

}  // namespace status
}  // namespace sioha
