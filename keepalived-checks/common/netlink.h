#ifndef SIOHA_CHECKS_COMMON_NETLINK_H
#define SIOHA_CHECKS_COMMON_NETLINK_H

#include <string>
#include <vector>

#include "keepalived-checks/common/address.h"
#include "mod_sioha/base/result.h"

struct nl_sock;

/// What the kernel says of this node's network, as plain values. Reading needs no privilege.
namespace sioha {
namespace checks {

struct Link {
  int index;
  std::string name;
  unsigned flags;      ///< IFF_*
  int operstate;       ///< IF_OPER_*
  int master;          ///< index of bond, team or bridge; 0: none
  std::string kind;    ///< "bond", "veth", ...; may be empty
};

struct OwnAddress {
  int link;
  IpAddress address;
  unsigned prefixLength;
  unsigned flags;      ///< IFA_F_*
};

struct Route {
  IpAddress network;   ///< AF_UNSPEC in a default route
  int family;
  unsigned prefixLength;
  IpAddress gateway;   ///< AF_UNSPEC: on the link itself
  int link;
  unsigned flags;      ///< RTNH_F_* of the next hop
  unsigned priority;
  int type;  ///< RTN_UNICAST, or one that refuses: RTN_UNREACHABLE, RTN_BLACKHOLE, RTN_PROHIBIT
};

struct Neighbour {
  int link;
  IpAddress address;
  int state;           ///< NUD_*
  std::string hardware;
};

struct NetworkFacts {
  std::vector<Link> links;
  std::vector<OwnAddress> addresses;
  std::vector<Route> routes;       ///< main table, unicast
  std::vector<Neighbour> neighbours;
};

enum NetworkParts { kLinks = 1, kAddresses = 2, kRoutes = 4, kNeighbours = 8, kAllParts = 15 };

/// Dumps the parts asked for (a bit set of NetworkParts). May block when netlink does; no thread
/// may share the call's socket, so each call has its own.
Result<NetworkFacts> readNetwork(int parts);

/// The same over a socket of the caller's, which may be one of a test's: its answers are as untrusted as any.
Result<NetworkFacts> readNetworkFrom(struct nl_sock* socket, int parts);

}  // namespace checks
}  // namespace sioha
#endif
