#include "tests/unit/status/samples.h"

namespace sioha {
namespace status {
namespace {

const std::chrono::microseconds kNow(1795367217123456LL);  // 2026-11-22T17:06:57Z

MemberSnapshot downMember() {
  MemberSnapshot m;
  m.name = "machine2";
  m.address = "192.0.2.12:8009";
  m.route = "machine2";
  m.health = "down";
  m.effective = "down";
  m.reason = "cping-timeout";
  m.probe = "cping";
  m.text = "does not answer CPING";
  m.why.push_back("down");
  m.lbfactor = 2;
  m.since = kNow - std::chrono::seconds(42);
  m.probedAt = kNow - milliseconds(300);
  m.probeTook = Duration(500123);
  m.nextProbeIn = Duration(0);
  m.served = 120345;
  m.failed = 3;
  m.failedOver = 17;
  m.released = 8;
  m.timesDown = 1;
  m.probes = 5400;
  m.probeFailures = 86;
  m.bytesIn = 1234567;
  m.bytesOut = 9876543210ULL;
  const Transition down = {m.since, "turning", "down", "cping-timeout"};
  const Transition turning = {m.since - milliseconds(500), "up", "turning", "cping-timeout"};
  m.transitions.push_back(down);
  m.transitions.push_back(turning);
  return m;
}

MemberSnapshot upMember() {
  MemberSnapshot m;
  m.name = "machine1";
  m.address = "192.0.2.11:8009";
  m.route = "machine1";
  m.health = "up";
  m.effective = "up";
  m.reason = "ok";
  m.probe = "mdm";
  m.mdm = "ClusteredDegraded, ThreeNodes, master MDM1";
  m.lbfactor = 1;
  m.score = 100;
  m.since = kNow - std::chrono::hours(27);
  m.probedAt = kNow - milliseconds(1200);
  m.probeTook = Duration(3456);
  m.nextProbeIn = milliseconds(800);
  m.inFlight = 12;
  m.maxInFlight = 100;
  m.served = 4711;
  m.takenOver = 17;
  m.poolIdle = 6;
  m.poolUsed = 12;
  m.probes = 48600;
  return m;
}

}  // namespace

Snapshot sampleSnapshot() {
  Snapshot s;
  s.serverName = "api.example.net";
  s.version = "0.1.0";
  s.httpdVersion = "Apache/2.4.71";
  s.at = kNow;
  s.startedAt = kNow - std::chrono::hours(27);
  s.generation = 2;
  s.children = 4;
  s.proberPid = 4242;
  BalancerSnapshot b;
  b.name = "scaleio";
  b.health = "scaleio";
  b.method = "priority";
  b.usable = 1;
  b.noMember = 0;
  b.members.push_back(downMember());
  b.members.push_back(upMember());
  s.balancers.push_back(b);
  return s;
}

Snapshot hostileSnapshot(const std::string& text) {
  Snapshot s = sampleSnapshot();
  s.serverName = s.version = s.httpdVersion = text;
  BalancerSnapshot& b = s.balancers[0];
  b.name = b.health = b.method = text;
  MemberSnapshot& m = b.members[0];
  m.name = m.address = m.route = m.admin = m.health = m.effective = text;
  m.reason = m.text = m.probe = m.mdm = text;
  m.why.push_back(text);
  Transition& t = m.transitions[0];
  t.from = t.to = t.reason = text;
  return s;
}

}  // namespace status
}  // namespace sioha
