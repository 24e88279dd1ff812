#include "keepalived-checks/common/netlink.h"

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/cache.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/neighbour.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace sioha {
namespace checks {
namespace {

struct SocketFree {
  void operator()(struct nl_sock* socket) const { nl_socket_free(socket); }
};
typedef std::unique_ptr<struct nl_sock, SocketFree> Socket;

struct CacheFree {
  void operator()(struct nl_cache* cache) const { nl_cache_free(cache); }
};
typedef std::unique_ptr<struct nl_cache, CacheFree> Cache;

// Lengths come from the kernel's attributes: an address that does not have its family's is none.
IpAddress toAddress(const struct nl_addr* address) {
  IpAddress ip;
  if (!address) return ip;
  const int family = nl_addr_get_family(address);
  const unsigned length = nl_addr_get_len(address);
  if ((family != AF_INET || length != 4) && (family != AF_INET6 || length != 16)) return ip;
  ip.family = family;
  std::memcpy(ip.bytes, nl_addr_get_binary_addr(address), length);
  return ip;
}

template <class Object, class Take>
void forEach(struct nl_cache* cache, Take take) {
  for (struct nl_object* o = nl_cache_get_first(cache); o; o = nl_cache_get_next(o))
    take(reinterpret_cast<Object*>(o));
}

void readLinks(struct nl_cache* cache, NetworkFacts* facts) {
  forEach<struct rtnl_link>(cache, [facts](struct rtnl_link* link) {
    const char* name = rtnl_link_get_name(link);
    const char* kind = rtnl_link_get_type(link);
    facts->links.push_back(Link{rtnl_link_get_ifindex(link), name ? name : "", rtnl_link_get_flags(link),
                                rtnl_link_get_operstate(link), rtnl_link_get_master(link), kind ? kind : ""});
  });
}

void readAddresses(struct nl_cache* cache, NetworkFacts* facts) {
  forEach<struct rtnl_addr>(cache, [facts](struct rtnl_addr* entry) {
    const IpAddress address = toAddress(rtnl_addr_get_local(entry));
    if (!address.valid()) return;
    const int prefixLength = rtnl_addr_get_prefixlen(entry);
    facts->addresses.push_back(OwnAddress{rtnl_addr_get_ifindex(entry), address,
                                          static_cast<unsigned>(prefixLength < 0 ? 0 : prefixLength),
                                          rtnl_addr_get_flags(entry)});
  });
}

void readRoutes(struct nl_cache* cache, NetworkFacts* facts) {
  forEach<struct rtnl_route>(cache, [facts](struct rtnl_route* route) {
    const int type = rtnl_route_get_type(route);
    const bool refuses = type == RTN_UNREACHABLE || type == RTN_BLACKHOLE || type == RTN_PROHIBIT;
    if (rtnl_route_get_table(route) != RT_TABLE_MAIN || (type != RTN_UNICAST && !refuses)) return;
    struct nl_addr* to = rtnl_route_get_dst(route);
    const IpAddress network = toAddress(to);
    const unsigned prefixLength = to && network.valid() ? nl_addr_get_prefixlen(to) : 0;
    if (refuses) {
      facts->routes.push_back(Route{network, rtnl_route_get_family(route), prefixLength, IpAddress(), 0, 0,
                                    rtnl_route_get_priority(route), type});
      return;
    }
    for (int i = 0; i < rtnl_route_get_nnexthops(route); ++i) {
      struct rtnl_nexthop* hop = rtnl_route_nexthop_n(route, i);
      if (!hop) continue;
      facts->routes.push_back(Route{network, rtnl_route_get_family(route), prefixLength,
                                    toAddress(rtnl_route_nh_get_gateway(hop)), rtnl_route_nh_get_ifindex(hop),
                                    rtnl_route_nh_get_flags(hop), rtnl_route_get_priority(route), type});
    }
  });
}

// rtnl_neigh_get() of 3.2.21 never finds an IPv4 neighbour, so the cache is walked.
void readNeighbours(struct nl_cache* cache, NetworkFacts* facts) {
  forEach<struct rtnl_neigh>(cache, [facts](struct rtnl_neigh* neighbour) {
    const IpAddress address = toAddress(rtnl_neigh_get_dst(neighbour));
    if (!address.valid()) return;
    char hardware[64] = "";
    struct nl_addr* lladdr = rtnl_neigh_get_lladdr(neighbour);
    if (lladdr) nl_addr2str(lladdr, hardware, sizeof hardware);
    facts->neighbours.push_back(
        Neighbour{rtnl_neigh_get_ifindex(neighbour), address, rtnl_neigh_get_state(neighbour), hardware});
  });
}

bool hasSoundHops(const struct nlattr* hops) {
  const char* at = static_cast<const char*>(nla_data(hops));
  std::size_t left = static_cast<std::size_t>(nla_len(hops));
  while (left >= sizeof(struct rtnexthop)) {
    struct rtnexthop hop;
    std::memcpy(&hop, at, sizeof hop);
    if (hop.rtnh_len < sizeof hop || hop.rtnh_len > left) return false;
    const std::size_t step = std::min(left, static_cast<std::size_t>(RTNH_ALIGN(hop.rtnh_len)));
    at += step;
    left -= step;
  }
  return true;
}

// libnl (3.2.21 as well as 3.7) goes from hop to hop by the length that each says of itself: 0 is for ever.
// Where an attribute is there twice, it takes the last.
bool isSound(struct nlmsghdr* message) {
  if (message->nlmsg_type != RTM_NEWROUTE) return true;
  int left = nlmsg_attrlen(message, sizeof(struct rtmsg));
  struct nlattr* each = nlmsg_attrdata(message, sizeof(struct rtmsg));
  for (; nla_ok(each, left); each = nla_next(each, &left))
    if (nla_type(each) == RTA_MULTIPATH && !hasSoundHops(each)) return false;
  return true;
}

int refuseUnsound(struct nl_msg* message, void*) {
  return isSound(nlmsg_hdr(message)) ? NL_OK : -NLE_INVAL;
}

typedef int (*Allocate)(struct nl_sock* socket, struct nl_cache** cache);
// With a socket, libnl's own functions for links and routes lose a part of the cache when filling it fails.
int filled(int allocated, struct nl_sock* s, struct nl_cache** c) {
  if (allocated < 0) return allocated;
  const int error = nl_cache_refill(s, *c);
  if (error < 0) nl_cache_free(*c);
  return error;
}

int allocateLinks(struct nl_sock* s, struct nl_cache** c) {
  return filled(rtnl_link_alloc_cache(nullptr, AF_UNSPEC, c), s, c);
}
int allocateAddresses(struct nl_sock* s, struct nl_cache** c) { return rtnl_addr_alloc_cache(s, c); }
int allocateRoutes(struct nl_sock* s, struct nl_cache** c) {
  return filled(rtnl_route_alloc_cache(nullptr, AF_UNSPEC, 0, c), s, c);
}
int allocateNeighbours(struct nl_sock* s, struct nl_cache** c) { return rtnl_neigh_alloc_cache(s, c); }

const struct {
  int part;
  const char* what;
  Allocate allocate;
  void (*read)(struct nl_cache* cache, NetworkFacts* facts);
} kReaders[] = {{kLinks, "links", allocateLinks, readLinks},
                {kAddresses, "addresses", allocateAddresses, readAddresses},
                {kRoutes, "routes", allocateRoutes, readRoutes},
                {kNeighbours, "neighbours", allocateNeighbours, readNeighbours}};

}  // namespace

Result<NetworkFacts> readNetwork(int parts) {
  const Socket socket(nl_socket_alloc());
  if (!socket) return Error("no memory for a netlink socket");
  const int connected = nl_connect(socket.get(), NETLINK_ROUTE);
  if (connected < 0) return Error(std::string("cannot open netlink: ") + nl_geterror(connected));
  return readNetworkFrom(socket.get(), parts);
}

Result<NetworkFacts> readNetworkFrom(struct nl_sock* socket, int parts) {
  nl_socket_modify_cb(socket, NL_CB_MSG_IN, NL_CB_CUSTOM, refuseUnsound, nullptr);
  NetworkFacts facts;
  for (const auto& reader : kReaders) {
    if (!(parts & reader.part)) continue;
    struct nl_cache* raw = nullptr;
    const int error = reader.allocate(socket, &raw);
    if (error < 0)
      return Error(std::string("netlink does not tell the ") + reader.what + ": " + nl_geterror(error));
    const Cache cache(raw);
    reader.read(cache.get(), &facts);
  }
  return facts;
}

}  // namespace checks
}  // namespace sioha
