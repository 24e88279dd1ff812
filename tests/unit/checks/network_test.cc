#include "keepalived-checks/questions/network.h"

#include <cppunit/extensions/HelperMacros.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "keepalived-checks/common/arp_probe.h"
#include "keepalived-checks/questions/incumbent.h"

namespace sioha {
namespace checks {

static IpAddress ip(const char* text) {
  IpAddress address;
  CPPUNIT_ASSERT(parseAddress(text, &address));
  return address;
}

static const unsigned kGood = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;

static NetworkFacts node() {
  NetworkFacts f;
  f.links = {Link{1, "lo", kGood, 0, 0, ""}, Link{2, "eth0", kGood, 6, 0, ""}};
  f.addresses = {OwnAddress{1, ip("127.0.0.1"), 8, IFA_F_PERMANENT}, OwnAddress{2, ip("192.0.2.1"), 24, IFA_F_PERMANENT}};
  f.routes = {Route{IpAddress(), AF_INET, 0, ip("192.0.2.254"), 2, 0, 0, RTN_UNICAST},
              Route{ip("192.0.2.0"), AF_INET, 24, IpAddress(), 2, 0, 0, RTN_UNICAST}};
  return f;
}

static NetworkWishes wishes() {
  NetworkWishes w;
  w.interface = "eth0";
  w.vip = ip("192.0.2.100");
  w.gateways = {ip("192.0.2.11"), ip("198.51.100.12")};
  return w;
}

class NetworkTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NetworkTest);
  CPPUNIT_TEST(aHealthyNodeHasAllPoints);
  CPPUNIT_TEST(aLinkIsGoodOnlyWithCarrierAndOperation);
  CPPUNIT_TEST(aDeadLinkFails);
  CPPUNIT_TEST(anInterfaceWithTheVipOnlyHasNoAddress);
  CPPUNIT_TEST(routesAreMatchedByLongestPrefixThenMetric);
  CPPUNIT_TEST(aRouteThatRefusesIsNone);
  CPPUNIT_TEST(aFailedNeighbourCostsItsGatewaysShare);
  CPPUNIT_TEST(noReachableGatewayFails);
  CPPUNIT_TEST(aDownBondMemberCosts);
  CPPUNIT_TEST(incumbencyNeedsAUsableAddress);
  CPPUNIT_TEST(readsSysctlFiles);
  CPPUNIT_TEST(nonlocalBindHasToRunAndToLast);
  CPPUNIT_TEST(aForeignArpClaimIsTold);
  CPPUNIT_TEST(addressesCompareByPrefix);
  CPPUNIT_TEST_SUITE_END();

 public:
  void aHealthyNodeHasAllPoints() {
    const Verdict v = judgeNetwork(node(), wishes());
    CPPUNIT_ASSERT_EQUAL_MESSAGE(v.summary(), 100u, v.score());
  }

  void aLinkIsGoodOnlyWithCarrierAndOperation() {
    const struct { unsigned flags; int operstate; bool good; } rows[] = {
        {kGood, 6, true},  {kGood, 0, true},      {kGood, 2, false},     {kGood, 3, false}, {kGood, 5, false},
        {IFF_UP, 6, false}, {IFF_LOWER_UP, 6, false}, {0, 0, false}, {IFF_UP | IFF_RUNNING, 0, false}};
    for (const auto& row : rows)
      CPPUNIT_ASSERT_EQUAL(row.good, whyLinkIsBad(Link{1, "x", row.flags, row.operstate, 0, ""}).empty());
  }

  void aDeadLinkFails() {
    NetworkFacts f = node();
    f.links[1].flags = IFF_UP;
    CPPUNIT_ASSERT(judgeNetwork(f, wishes()).hasFailure());
    NetworkWishes other = wishes();
    other.interface = "eth7";
    CPPUNIT_ASSERT(judgeNetwork(node(), other).hasFailure());
    CPPUNIT_ASSERT(judgeNetwork(NetworkFacts(), wishes()).hasFailure());
  }

  void anInterfaceWithTheVipOnlyHasNoAddress() {
    NetworkFacts f = node();
    f.addresses[1].address = wishes().vip;
    CPPUNIT_ASSERT(judgeNetwork(f, wishes()).hasFailure());
    f = node();
    f.addresses[1].flags = IFA_F_TENTATIVE;
    CPPUNIT_ASSERT(judgeNetwork(f, wishes()).hasFailure());
  }

  void routesAreMatchedByLongestPrefixThenMetric() {
    NetworkFacts f = node();
    f.routes.push_back(Route{ip("192.0.2.0"), AF_INET, 28, ip("192.0.2.200"), 2, 0, 10, RTN_UNICAST});
    f.routes.push_back(Route{ip("192.0.2.0"), AF_INET, 28, ip("192.0.2.201"), 2, 0, 5, RTN_UNICAST});
    CPPUNIT_ASSERT(routeTo(f, ip("192.0.2.11"))->gateway == ip("192.0.2.201"));
    CPPUNIT_ASSERT(!routeTo(f, ip("192.0.2.99"))->gateway.valid());
    f.routes[3].flags = RTNH_F_DEAD;
    CPPUNIT_ASSERT(routeTo(f, ip("192.0.2.11"))->gateway == ip("192.0.2.200"));
    CPPUNIT_ASSERT(routeTo(f, ip("2001:db8::1")) == nullptr);
  }

  void aRouteThatRefusesIsNone() {
    const struct {
      int type;
      const char* word;
    } rows[] = {{RTN_UNREACHABLE, "unreachable"}, {RTN_BLACKHOLE, "blackhole"}, {RTN_PROHIBIT, "prohibit"}};
    for (const auto& row : rows) {
      NetworkFacts f = node();
      f.routes.push_back(Route{ip("192.0.2.11"), AF_INET, 32, IpAddress(), 0, 0, 0, row.type});
      f.routes.push_back(Route{IpAddress(), AF_INET, 0, IpAddress(), 0, 0, 9, row.type});
      const Verdict v = judgeNetwork(f, wishes());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(v.summary(), 70u, v.score());
      const std::string said = std::string("the route to 192.0.2.11 refuses it (") + row.word + ")";
      CPPUNIT_ASSERT_MESSAGE(v.summary(), v.summary().find(said) != std::string::npos);
    }
  }

  void aFailedNeighbourCostsItsGatewaysShare() {
    NetworkFacts f = node();
    f.neighbours = {Neighbour{2, ip("192.0.2.11"), NUD_FAILED, ""}};
    const Verdict v = judgeNetwork(f, wishes());
    CPPUNIT_ASSERT_EQUAL_MESSAGE(v.summary(), 70u, v.score());
    f.neighbours[0].state = NUD_INCOMPLETE;
    CPPUNIT_ASSERT_EQUAL(100u, judgeNetwork(f, wishes()).score());
    f.neighbours[0].link = 1;
    f.neighbours[0].state = NUD_FAILED;
    CPPUNIT_ASSERT_EQUAL(100u, judgeNetwork(f, wishes()).score());
  }

  void noReachableGatewayFails() {
    NetworkFacts f = node();
    f.routes.clear();
    CPPUNIT_ASSERT(judgeNetwork(f, wishes()).hasFailure());
    NetworkWishes w = wishes();
    w.gateways.push_back(ip("127.0.0.1"));
    const Verdict v = judgeNetwork(f, w);
    CPPUNIT_ASSERT(!v.hasFailure());
    CPPUNIT_ASSERT_EQUAL(60u, v.score());
  }

  void aDownBondMemberCosts() {
    NetworkFacts f = node();
    f.links[1].kind = "bond";
    f.links.push_back(Link{3, "em1", kGood, 6, 2, ""});
    f.links.push_back(Link{4, "em2", IFF_UP, 2, 2, ""});
    CPPUNIT_ASSERT_EQUAL(85u, judgeNetwork(f, wishes()).score());
  }

  void incumbencyNeedsAUsableAddress() {
    NetworkFacts f = node();
    const IpAddress vip = wishes().vip;
    CPPUNIT_ASSERT(judgeIncumbent(f, vip, "").hasFailure());
    f.addresses.push_back(OwnAddress{2, vip, 32, IFA_F_PERMANENT});
    CPPUNIT_ASSERT(!judgeIncumbent(f, vip, "").hasFailure());
    CPPUNIT_ASSERT(!judgeIncumbent(f, vip, "eth0").hasFailure());
    CPPUNIT_ASSERT(judgeIncumbent(f, vip, "eth1").hasFailure());
    f.addresses.back().flags = IFA_F_TENTATIVE;
    CPPUNIT_ASSERT(judgeIncumbent(f, vip, "").hasFailure());
    f.addresses.back().flags = IFA_F_DADFAILED;
    CPPUNIT_ASSERT(judgeIncumbent(f, vip, "").hasFailure());
    CPPUNIT_ASSERT(judgeNetwork(f, wishes()).hasFailure());
  }

  void readsSysctlFiles() {
    const struct { const char* text; const char* value; } rows[] = {
        {"a.b = 1\n", "1"},        {"a/b=0\na.b = 1", "1"}, {"#a.b = 1\n", ""}, {";a.b = 1\n", ""},
        {"  -a.b=2  \r\n", "2"},   {"a.bc = 1\n", ""},      {"a.b\n", ""},      {"", ""},
        {"\xFF\xFE\0a.b=1", ""}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(std::string(row.value), sysctlValue(row.text, "a.b"));
  }

  void nonlocalBindHasToRunAndToLast() {
    const struct { const char* running; bool persistent; unsigned score; } rows[] = {
        {"1\n", true, 100}, {"1\n", false, 95}, {"0\n", true, 80}, {"", false, 95}};
    for (const auto& row : rows) {
      NonlocalBind s;
      s.running = row.running;
      s.persistent = row.persistent;
      CPPUNIT_ASSERT_EQUAL(row.score, judgeNonlocalBind(s).score());
    }
  }

  void aForeignArpClaimIsTold() {
    const unsigned char own[6] = {2, 0, 0, 0, 0, 1};
    std::string packet("\0\1\x8\0\6\4\0\2\2\0\0\0\0\2\xC0\0\2\x64\2\0\0\0\0\1\0\0\0\0", 28);
    const IpAddress vip = ip("192.0.2.100");
    std::string who;
    CPPUNIT_ASSERT(isForeignClaim(packet, vip, own, &who));
    CPPUNIT_ASSERT_EQUAL(std::string("02:00:00:00:00:02"), who);
    for (std::size_t n = 0; n < packet.size(); ++n)
      CPPUNIT_ASSERT(!isForeignClaim(Slice(packet.data(), n), vip, own, &who));
    CPPUNIT_ASSERT(!isForeignClaim(packet, ip("192.0.2.101"), own, &who));
    packet[13] = 1;
    CPPUNIT_ASSERT(!isForeignClaim(packet, vip, own, &who));
  }

  void addressesCompareByPrefix() {
    const struct { const char* address; const char* network; unsigned length; bool in; } rows[] = {
        {"192.0.2.1", "192.0.2.0", 24, true},  {"192.0.3.1", "192.0.2.0", 24, false}, {"192.0.3.1", "192.0.2.0", 23, true},
        {"192.0.2.1", "192.0.2.1", 32, true},  {"192.0.2.1", "192.0.2.0", 33, false}, {"2001:db8::1", "2001:db8::", 64, true},
        {"2001:db8::1", "192.0.2.0", 0, false}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(row.in, ip(row.address).inNetwork(ip(row.network), row.length));
    IpAddress a;
    CPPUNIT_ASSERT(parseAddress("[::1]", &a) && a.isLoopback());
    CPPUNIT_ASSERT(!parseAddress("localhost", &a));
    CPPUNIT_ASSERT(!parseAddress("", &a));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NetworkTest);

}  // namespace checks
}  // namespace sioha
