#ifndef SIOHA_CHECKS_QUESTIONS_GATEWAYS_H
#define SIOHA_CHECKS_QUESTIONS_GATEWAYS_H

#include <string>
#include <vector>

#include "keepalived-checks/common/program.h"
#include "mod_sioha/config/workers.h"

namespace sioha {
namespace checks {

extern const Program kGatewaysProgram;

enum class GatewayMode { any, all, score };

/// One gateway as this node sees it.
struct GatewayFact {
  GatewayFact() : inService(true), usable(false), score(0) {}
  std::string balancer, name;
  bool inService;       ///< false: an administrator took it out, so it does not count
  bool usable;
  unsigned score;       ///< 0..100
  std::string reason;   ///< a word of mod_sioha/base/reason.h, or mod_sioha's "effective" state
};

/// mod_sioha's status page (format=json, schema 1) as facts. The error says what is wrong with it.
Result<std::vector<GatewayFact>> readStatusPage(Slice json);

/// any: each balancer has a usable gateway. all: each gateway in service is usable. score: the mean. Pure.
Verdict judgeGateways(const std::vector<GatewayFact>& facts, GatewayMode mode);

/// Asks all gateways itself over AJP, at the same time, up the ladder of mod_sioha's own prober (CPING, then
/// the application; the MDM is left out, since that wants a login).
std::vector<GatewayFact> probeGateways(const config::Workers& workers, Instant deadline, const Clock& clock);

}  // namespace checks
}  // namespace sioha
#endif
