#include "keepalived-checks/questions/gateways.h"

#include <algorithm>

#include "keepalived-checks/common/json.h"

namespace sioha {
namespace checks {

// "fail-open" means that every gateway fails in the same way and is used nevertheless: no gateway is
// well, and the other node's may be. "unknown" and "stale" are not good either.
static bool isUsable(const std::string& effective) {
  return effective == "up" || effective == "standby" || effective == "slow-start" || effective == "rising";
}

static Result<GatewayFact> readMember(const Json& member, const std::string& balancer) {
  GatewayFact fact;
  fact.balancer = balancer;
  fact.name = member.textAt("name");
  const std::string effective = member.textAt("effective");
  if (fact.name.empty() || effective.empty()) return Error("the status page has a member without name or state");
  const std::string admin = member.textAt("admin");
  fact.inService = admin != "stopped" && admin != "disabled";
  fact.usable = isUsable(effective);
  const double score = member.numberAt("score");
  fact.score = !fact.usable || score < 0 ? 0 : score > 100 ? 100 : static_cast<unsigned>(score);
  const std::string reason = member.textAt("reason");
  fact.reason = effective + (reason.empty() || reason == "ok" ? "" : ", " + reason);
  return fact;
}

Result<std::vector<GatewayFact>> readStatusPage(Slice text) {
  const Result<Json> json = parseJson(text);
  if (!json.ok()) return Error("the status page is no JSON: " + json.error());
  if (json.value().numberAt("schema_version") != 1) return Error("the status page has an unknown schema_version");
  std::vector<GatewayFact> facts;
  for (const Json& balancer : json.value().at("balancers").items) {
    for (const Json& member : balancer.at("members").items) {
      const Result<GatewayFact> fact = readMember(member, balancer.textAt("name"));
      if (!fact.ok()) return Error(fact.error());
      facts.push_back(fact.value());
    }
  }
  return facts;
}

static void judgeBalancer(const std::vector<GatewayFact>& facts, const std::string& balancer, GatewayMode mode,
                          Verdict* verdict) {
  std::size_t inService = 0, usable = 0;
  for (const GatewayFact& fact : facts) {
    if (fact.balancer != balancer) continue;
    if (!fact.inService) {
      verdict->note(fact.name + " is out of service by an administrator");
      continue;
    }
    ++inService;
    if (fact.usable) ++usable;
    else if (mode == GatewayMode::all) verdict->fail(fact.name + ": " + fact.reason);
    else verdict->warn(0, fact.name + ": " + fact.reason);
  }
  if (inService == 0) verdict->fail(balancer + ": every gateway is out of service by an administrator");
  else if (usable == 0) verdict->fail(balancer + ": no gateway is usable");
  else verdict->note(balancer + ": " + std::to_string(usable) + " of " + std::to_string(inService) + " gateways usable");
}

Verdict judgeGateways(const std::vector<GatewayFact>& facts, GatewayMode mode) {
  Verdict verdict;
  if (facts.empty()) {
    verdict.fail("no gateway is configured");
    return verdict;
  }
  unsigned sum = 0, inService = 0;
  std::vector<std::string> balancers;
  for (const GatewayFact& fact : facts) {
    if (std::find(balancers.begin(), balancers.end(), fact.balancer) == balancers.end()) balancers.push_back(fact.balancer);
    if (!fact.inService) continue;
    ++inService;
    sum += fact.score;
  }
  for (const std::string& balancer : balancers) judgeBalancer(facts, balancer, mode, &verdict);
  const unsigned mean = inService == 0 ? 0 : sum / inService;
  // Whether it passes is any's and all's own business; their score tells people how much is left.
  verdict.startFrom(mode != GatewayMode::score && mean == 0 ? 1 : mean);
  verdict.measure("gateways_in_service", inService);
  return verdict;
}

}  // namespace checks
}  // namespace sioha
