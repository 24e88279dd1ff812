#include "mod_sioha/status/format.h"
#include "mod_sioha/status/json_writer.h"
#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace status {
namespace {

void writeTime(JsonWriter* json, const char* key, std::chrono::microseconds at) {
  if (at.count() == 0)
    json->null(key);
  else
    json->text(key, utcTime(at));
}

void writeMilliseconds(JsonWriter* json, const char* key, Duration span, bool known) {
  if (!known)
    json->null(key);
  else
    json->literal(key, decimal(span.count(), 3));
}

void writeProbe(JsonWriter* json, const MemberSnapshot& member) {
  const bool probed = member.probedAt.count() != 0;
  json->openObject("probe");
  json->text("kind", member.probe);
  writeTime(json, "at", member.probedAt);
  writeMilliseconds(json, "took_ms", member.probeTook, probed);
  writeMilliseconds(json, "next_in_ms", member.nextProbeIn, member.nextProbeIn.count() >= 0);
  json->number("total", member.probes);
  json->number("failures", member.probeFailures);
  json->closeObject();
}

void writeCounters(JsonWriter* json, const MemberSnapshot& member) {
  json->number("in_flight", member.inFlight);
  json->number("max_in_flight", member.maxInFlight);
  json->number("queued", member.queued);
  json->number("served", member.served);
  json->number("failed", member.failed);
  json->number("failed_over", member.failedOver);
  json->number("taken_over", member.takenOver);
  json->number("released", member.released);
  json->number("client_errors", member.clientErrors);
  json->number("bytes_in", member.bytesIn);
  json->number("bytes_out", member.bytesOut);
  json->number("times_down", member.timesDown);
  json->openObject("pool");
  json->number("idle", member.poolIdle);
  json->number("used", member.poolUsed);
  json->closeObject();
}

void writeTransitions(JsonWriter* json, const MemberSnapshot& member) {
  json->openArray("transitions");
  for (const Transition& transition : member.transitions) {
    json->openObject();
    writeTime(json, "at", transition.at);
    json->text("from", transition.from);
    json->text("to", transition.to);
    json->text("reason", transition.reason);
    json->closeObject();
  }
  json->closeArray();
}

void writeMember(JsonWriter* json, const MemberSnapshot& member) {
  json->openObject();
  json->text("name", member.name);
  json->text("address", member.address);
  json->text("route", member.route);
  json->number("lbfactor", member.lbfactor);
  json->text("admin", member.admin);
  json->text("health", member.health);
  json->text("effective", member.effective);
  json->openArray("why");
  for (const std::string& word : member.why) json->text("", word);
  json->closeArray();
  json->boolean("standby", member.standby);
  json->text("reason", member.reason);
  json->text("text", member.text);
  json->number("score", member.score);
  json->number("slow_start_percent", member.slowStartPercent);
  json->number("streak", member.streak);
  writeTime(json, "since", member.since);
  json->text("mdm", member.mdm);
  writeProbe(json, member);
  writeCounters(json, member);
  writeTransitions(json, member);
  json->closeObject();
}

void writeBalancer(JsonWriter* json, const BalancerSnapshot& balancer) {
  json->openObject();
  json->text("name", balancer.name);
  json->text("health", balancer.health);
  json->text("method", balancer.method);
  json->number("size", balancer.members.size());
  json->number("usable", balancer.usable);
  json->boolean("fail_open", balancer.failOpen);
  json->number("no_member", balancer.noMember);
  json->openArray("members");
  for (const MemberSnapshot& member : balancer.members) writeMember(json, member);
  json->closeArray();
  json->closeObject();
}

}  // namespace

std::string toJson(const Snapshot& snapshot) {
  JsonWriter json;
  json.openObject();
  json.number("schema_version", 1);
  json.text("server", snapshot.serverName);
  json.text("version", snapshot.version);
  json.text("httpd_version", snapshot.httpdVersion);
  writeTime(&json, "at", snapshot.at);
  writeTime(&json, "started_at", snapshot.startedAt);
  json.number("generation", snapshot.generation);
  json.number("children", snapshot.children);
  if (snapshot.proberPid > 0)
    json.number("prober_pid", static_cast<std::uint64_t>(snapshot.proberPid));
  else
    json.null("prober_pid");
  json.openArray("balancers");
  for (const BalancerSnapshot& balancer : snapshot.balancers) writeBalancer(&json, balancer);
  json.closeArray();
  json.closeObject();
  return json.document();
}

}  // namespace status
}  // namespace sioha
