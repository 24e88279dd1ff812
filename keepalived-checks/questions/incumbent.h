#ifndef SIOHA_CHECKS_QUESTIONS_INCUMBENT_H
#define SIOHA_CHECKS_QUESTIONS_INCUMBENT_H

#include <string>
#include <vector>

#include "keepalived-checks/common/netlink.h"
#include "keepalived-checks/common/program.h"

namespace sioha {
namespace checks {

extern const Program kIncumbentProgram;

/// Does this node hold `vip`? Pure. A tentative address is not yet held, a duplicated one never.
Verdict judgeIncumbent(const NetworkFacts& facts, const IpAddress& vip, const std::string& interface);

}  // namespace checks
}  // namespace sioha
#endif
