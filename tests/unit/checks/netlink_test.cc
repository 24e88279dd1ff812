#include "keepalived-checks/common/netlink.h"

#include <cppunit/extensions/HelperMacros.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <unistd.h>

#include "tests/fakes/canned_netlink.h"

namespace sioha {
namespace checks {
namespace {

template <class Struct>
std::string bytesOf(const Struct& value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + 3) & ~std::size_t(3));
  return bytes;
}

std::string attribute(unsigned short type, const std::string& payload) {
  struct rtattr head;
  head.rta_len = static_cast<unsigned short>(sizeof head + payload.size());
  head.rta_type = type;
  return padded(bytesOf(head) + payload);
}

std::string message(unsigned short type, const std::string& payload) {
  struct nlmsghdr head;
  ::memset(&head, 0, sizeof head);
  head.nlmsg_len = static_cast<unsigned>(sizeof head + payload.size());
  head.nlmsg_type = type;
  return bytesOf(head) + payload;
}

const std::string kAddress("\xc0\x00\x02\x01", 4), kRouter("\xc0\x00\x02\xfe", 4);

/// `says`: the length that the hop claims; -1: its true one.
std::string hop(int says) {
  const std::string gateway = attribute(RTA_GATEWAY, kRouter);
  struct rtnexthop head;
  ::memset(&head, 0, sizeof head);
  head.rtnh_len = static_cast<unsigned short>(says < 0 ? static_cast<int>(sizeof head + gateway.size()) : says);
  head.rtnh_ifindex = 2;
  return bytesOf(head) + gateway;
}

std::string route(const std::string& hops, const std::string& before = std::string()) {
  struct rtmsg head;
  ::memset(&head, 0, sizeof head);
  head.rtm_family = AF_INET;
  head.rtm_table = RT_TABLE_MAIN;
  head.rtm_type = RTN_UNICAST;
  return message(RTM_NEWROUTE, bytesOf(head) + before + attribute(RTA_MULTIPATH, hops));
}

std::string link() {
  struct ifinfomsg head;
  ::memset(&head, 0, sizeof head);
  head.ifi_index = 2;
  const std::string kind = attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, std::string("bond", 5)));
  return message(RTM_NEWLINK, bytesOf(head) + attribute(IFLA_IFNAME, std::string("eth0", 5)) + kind);
}

std::string address() {
  struct ifaddrmsg head;
  ::memset(&head, 0, sizeof head);
  head.ifa_family = AF_INET;
  head.ifa_prefixlen = 24;
  head.ifa_index = 2;
  return message(RTM_NEWADDR, bytesOf(head) + attribute(IFA_LOCAL, kAddress) + attribute(IFA_ADDRESS, kAddress));
}

std::string neighbour() {
  struct ndmsg head;
  ::memset(&head, 0, sizeof head);
  head.ndm_family = AF_INET;
  head.ndm_ifindex = 2;
  head.ndm_state = NUD_REACHABLE;
  return message(RTM_NEWNEIGH, bytesOf(head) + attribute(NDA_DST, kRouter) +
                                   attribute(NDA_LLADDR, std::string("\x02\x00\x00\x00\x00\x01", 6)));
}

Result<NetworkFacts> read(int part, const std::string& datagram) {
  fakes::CannedNetlink canned(datagram);
  return readNetworkFrom(canned.socket(), part);
}

}  // namespace

class NetlinkTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NetlinkTest);
  CPPUNIT_TEST(readsEachKind);
  CPPUNIT_TEST(readsEachHopOfARoute);
  CPPUNIT_TEST(refusesAHopOfNoLength);
  CPPUNIT_TEST(survivesEachTruncation);
  CPPUNIT_TEST_SUITE_END();

 public:
  // What loops for ever has to fail.
  void setUp() override { ::alarm(60); }
  void tearDown() override { ::alarm(0); }

  void readsEachKind() {
    const Result<NetworkFacts> links = read(kLinks, link());
    CPPUNIT_ASSERT_MESSAGE(links.ok() ? "" : links.error(), links.ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), links.value().links.size());
    CPPUNIT_ASSERT_EQUAL(std::string("eth0"), links.value().links[0].name);
    const Result<NetworkFacts> addresses = read(kAddresses, address());
    CPPUNIT_ASSERT(addresses.ok() && addresses.value().addresses.size() == 1);
    CPPUNIT_ASSERT_EQUAL(24u, addresses.value().addresses[0].prefixLength);
    const Result<NetworkFacts> neighbours = read(kNeighbours, neighbour());
    CPPUNIT_ASSERT(neighbours.ok() && neighbours.value().neighbours.size() == 1);
    CPPUNIT_ASSERT_EQUAL(std::string("02:00:00:00:00:01"), neighbours.value().neighbours[0].hardware);
  }

  void readsEachHopOfARoute() {
    const Result<NetworkFacts> read3 = read(kRoutes, route(hop(-1) + hop(-1) + hop(-1)));
    CPPUNIT_ASSERT(read3.ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), read3.value().routes.size());
    for (const Route& each : read3.value().routes) CPPUNIT_ASSERT_EQUAL(2, each.link);
  }

  void refusesAHopOfNoLength() {
    const int whole = static_cast<int>(hop(-1).size());
    for (int says = 0; says < 65536; says += says < 2 * whole ? 1 : 4099) {
      const bool sound = says >= static_cast<int>(sizeof(struct rtnexthop)) && says <= whole;
      const Result<NetworkFacts> last = read(kRoutes, route(hop(-1) + hop(says)));
      CPPUNIT_ASSERT_MESSAGE(std::to_string(says), sound || !last.ok());
      const Result<NetworkFacts> first = read(kRoutes, route(hop(says) + hop(-1)));
      if (says == whole) CPPUNIT_ASSERT(first.ok() && last.ok());
    }
    CPPUNIT_ASSERT(!read(kRoutes, route(hop(0), attribute(RTA_MULTIPATH, hop(-1)))).ok());
    CPPUNIT_ASSERT_EQUAL(std::string("netlink does not tell the routes: Invalid input data or parameter"),
                         read(kRoutes, route(hop(0))).error());
  }

  void survivesEachTruncation() {
    const struct {
      int part;
      std::string whole;
    } cases[] = {{kLinks, link()}, {kAddresses, address()}, {kRoutes, route(hop(-1) + hop(-1))},
                 {kNeighbours, neighbour()}};
    for (const auto& each : cases)
      for (std::size_t length = 0; length < each.whole.size(); ++length) {
        read(each.part, each.whole.substr(0, length));
        // And where the message's head says that it is no longer than that.
        if (length < sizeof(struct nlmsghdr)) continue;
        std::string said = each.whole.substr(0, length);
        const unsigned claimed = static_cast<unsigned>(length);
        ::memcpy(&said[0], &claimed, sizeof claimed);
        const Result<NetworkFacts> facts = read(each.part, said);
        if (facts.ok()) CPPUNIT_ASSERT(facts.value().routes.size() <= 2);
      }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NetlinkTest);

}  // namespace checks
}  // namespace sioha
