#ifndef SIOHA_CHECKS_QUESTIONS_NETWORK_H
#define SIOHA_CHECKS_QUESTIONS_NETWORK_H

#include <string>
#include <vector>

#include "keepalived-checks/common/netlink.h"
#include "keepalived-checks/common/program.h"

namespace sioha {
namespace checks {

extern const Program kNetworkProgram;

/// What check-network is asked about. Plain values.
struct NetworkWishes {
  std::string interface;              ///< where the VIP belongs; may be empty
  IpAddress vip;                      ///< may be invalid
  std::vector<IpAddress> gateways;    ///< must be reached
  IpAddress router;                   ///< invalid: that of the default route, if there is one
};

/// Links, own addresses, routes and neighbours as a verdict. Pure.
Verdict judgeNetwork(const NetworkFacts& facts, const NetworkWishes& wishes);

/// Good is IFF_UP, IFF_LOWER_UP and operstate up or unknown: lo says unknown though it is fine, and
/// carrier alone lies for an interface that was never up. Empty: good, else why not.
std::string whyLinkIsBad(const Link& link);

/// Longest prefix match, then the lowest priority (metric); routes over a dead next hop last.
const Route* routeTo(const NetworkFacts& facts, const IpAddress& target);

/// net.ipv4.ip_nonlocal_bind as the kernel has it and as the files of sysctl.d(5) will set it.
struct NonlocalBind {
  std::string running;     ///< content of /proc/sys/net/ipv4/ip_nonlocal_bind
  bool persistent;
};
Verdict judgeNonlocalBind(const NonlocalBind& setting);
/// The last value that `text` (a sysctl.conf) gives to `key`; dots and slashes are the same. Empty: none.
std::string sysctlValue(Slice text, const std::string& key);

}  // namespace checks
}  // namespace sioha
#endif
