#include "keepalived-checks/questions/network.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

namespace sioha {
namespace checks {

// linux/rtnetlink.h of 2014 does not have it.
static const unsigned kNextHopLinkDown = 0x10;
// linux/if.h keeps its IF_OPER_ names to newer kernels' headers: RFC 2863, ifOperStatus.
static const int kOperUnknown = 0, kOperUp = 6;

std::string whyLinkIsBad(const Link& link) {
  if (!(link.flags & IFF_UP)) return link.name + " is switched off (ip link set " + link.name + " up)";
  if (!(link.flags & IFF_LOWER_UP)) return link.name + " has no carrier: cable, switch port or peer is down";
  if (link.operstate != kOperUp && link.operstate != kOperUnknown)
    return link.name + " is not operational (operstate " + std::to_string(link.operstate) + ")";
  return std::string();
}

static const Link* linkByIndex(const NetworkFacts& facts, int index) {
  for (const Link& link : facts.links)
    if (link.index == index) return &link;
  return nullptr;
}

static bool isDead(const Route& route) { return (route.flags & (RTNH_F_DEAD | kNextHopLinkDown)) != 0; }

const Route* routeTo(const NetworkFacts& facts, const IpAddress& target) {
  const Route* best = nullptr;
  for (const Route& route : facts.routes) {
    if (route.family != target.family) continue;
    if (route.network.valid() && !target.inNetwork(route.network, route.prefixLength)) continue;
    if (best) {
      if (isDead(route) && !isDead(*best)) continue;
      const bool revives = isDead(*best) && !isDead(route);
      if (!revives && route.prefixLength < best->prefixLength) continue;
      if (!revives && route.prefixLength == best->prefixLength && route.priority >= best->priority) continue;
    }
    best = &route;
  }
  return best;
}

static bool isOwn(const NetworkFacts& facts, const IpAddress& address) {
  for (const OwnAddress& own : facts.addresses)
    if (own.address == address) return true;
  return address.isLoopback();
}

static bool isHeld(const NetworkFacts& facts, const IpAddress& vip) { return vip.valid() && isOwn(facts, vip); }

// An address that clients or gateways can answer to: neither the VIP nor link-local, and usable.
static bool hasUsableAddress(const NetworkFacts& facts, int link, int family, const IpAddress& vip) {
  for (const OwnAddress& own : facts.addresses) {
    if (own.link != link || own.address.family != family || own.address == vip) continue;
    if (own.address.isLinkLocal() || (own.flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED))) continue;
    return true;
  }
  return false;
}

static void judgeMembers(const NetworkFacts& facts, const Link& link, Verdict* verdict) {
  if (link.kind != "bond" && link.kind != "team") return;
  for (const Link& member : facts.links) {
    if (member.master != link.index) continue;
    const std::string bad = whyLinkIsBad(member);
    if (!bad.empty()) verdict->warn(15, link.name + " has lost redundancy: " + bad);
  }
}

static void judgeInterface(const NetworkFacts& facts, const NetworkWishes& wishes, Verdict* verdict) {
  if (wishes.interface.empty()) return;
  for (const Link& link : facts.links) {
    if (link.name != wishes.interface) continue;
    const std::string bad = whyLinkIsBad(link);
    if (!bad.empty()) {
      verdict->fail(bad);
      return;
    }
    const int family = wishes.vip.valid() ? wishes.vip.family : AF_INET;
    if (!hasUsableAddress(facts, link.index, family, wishes.vip))
      verdict->fail(link.name + " is up but has no " + (family == AF_INET ? "IPv4" : "IPv6") +
                    " address of its own besides the virtual IP");
    else
      verdict->note(link.name + " is up");
    judgeMembers(facts, link, verdict);
    return;
  }
  verdict->fail("there is no interface " + wishes.interface);
}

static void judgeNeighbour(const NetworkFacts& facts, const IpAddress& hop, int link, const std::string& what,
                           unsigned cost, Verdict* verdict) {
  for (const Neighbour& neighbour : facts.neighbours) {
    if (neighbour.link != link || !(neighbour.address == hop)) continue;
    if (neighbour.state & NUD_FAILED)
      verdict->warn(cost, what + ": nobody answers for " + hop.text() + " on the link (neighbour failed)");
    else if (neighbour.state & NUD_INCOMPLETE)
      verdict->note(what + ": " + hop.text() + " is being looked for on the link (neighbour incomplete)");
    return;
  }
}

static const char* refusalOf(int type) {
  return type == RTN_BLACKHOLE ? "blackhole" : type == RTN_PROHIBIT ? "prohibit" : "unreachable";
}

// Returns false when nothing can be sent towards `target` at all.
static bool judgePath(const NetworkFacts& facts, const IpAddress& target, const std::string& what, unsigned cost,
                      const IpAddress& vip, Verdict* verdict) {
  if (isOwn(facts, target)) return true;
  const Route* route = routeTo(facts, target);
  if (!route) {
    verdict->warn(cost, what + ": no route to " + target.text());
    return false;
  }
  if (route->type != RTN_UNICAST) {
    verdict->warn(cost,
                  what + ": the route to " + target.text() + " refuses it (" + refusalOf(route->type) + ")");
    return false;
  }
  const Link* link = linkByIndex(facts, route->link);
  const std::string bad = link ? whyLinkIsBad(*link) : "its interface is gone";
  if (!bad.empty() || isDead(*route)) {
    verdict->warn(cost, what + ": the route to " + target.text() + " is dead: " + (bad.empty() ? "next hop down" : bad));
    return false;
  }
  if (!hasUsableAddress(facts, link->index, target.family, vip) && !route->gateway.valid()) {
    verdict->warn(cost, what + ": " + link->name + " has no address to send from");
    return false;
  }
  const IpAddress hop = route->gateway.valid() ? route->gateway : target;
  const unsigned before = verdict->score();
  judgeNeighbour(facts, hop, link->index, what, cost, verdict);
  return verdict->score() == before;
}

static void judgeRouter(const NetworkFacts& facts, const NetworkWishes& wishes, Verdict* verdict) {
  IpAddress router = wishes.router;
  for (const Route& route : facts.routes)
    if (!router.valid() && !route.network.valid() && route.prefixLength == 0 && route.family == AF_INET &&
        route.type == RTN_UNICAST)
      router = route.gateway;
  if (router.valid()) judgePath(facts, router, "router " + router.text(), 30, wishes.vip, verdict);
}

Verdict judgeNetwork(const NetworkFacts& facts, const NetworkWishes& wishes) {
  Verdict verdict;
  judgeInterface(facts, wishes, &verdict);
  std::size_t reachable = 0;
  const unsigned each = wishes.gateways.empty() ? 0 : static_cast<unsigned>(60 / wishes.gateways.size());
  for (const IpAddress& gateway : wishes.gateways)
    if (judgePath(facts, gateway, "gateway " + gateway.text(), each, wishes.vip, &verdict)) ++reachable;
  if (!wishes.gateways.empty() && reachable == 0) verdict.fail("no gateway can be reached from this node");
  judgeRouter(facts, wishes, &verdict);
  for (const OwnAddress& own : facts.addresses)
    if (own.address == wishes.vip && (own.flags & IFA_F_DADFAILED))
      verdict.fail("another node answers for the virtual IP " + wishes.vip.text() + " (duplicate address)");
  if (isHeld(facts, wishes.vip)) verdict.note("this node holds " + wishes.vip.text());
  if (verdict.findings().empty()) verdict.note("nothing is wrong; --interface, --vip and --gateways would tell more");
  return verdict;
}

}  // namespace checks
}  // namespace sioha
