#include "keepalived-checks/questions/gateways.h"

#include <cppunit/extensions/HelperMacros.h>

#include "keepalived-checks/common/json.h"
#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace checks {

static GatewayFact gateway(const char* balancer, const char* name, bool usable, bool inService = true) {
  GatewayFact f;
  f.balancer = balancer;
  f.name = name;
  f.usable = usable;
  f.inService = inService;
  f.score = usable ? 100 : 0;
  f.reason = usable ? "up" : "down, connect-refused";
  return f;
}

class GatewaysTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GatewaysTest);
  CPPUNIT_TEST(anyWantsOneOfEachBalancerAndAllWantsAll);
  CPPUNIT_TEST(readsWhatModSiohaWrites);
  CPPUNIT_TEST(onlyGoodStatesAreUsable);
  CPPUNIT_TEST(everyTruncationOfAStatusPageIsRefused);
  CPPUNIT_TEST(jsonIsBounded);
  CPPUNIT_TEST(jsonRefusesWhatIsNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void anyWantsOneOfEachBalancerAndAllWantsAll() {
    const GatewayFact up = gateway("a", "x", true), down = gateway("a", "y", false), off = gateway("a", "z", false, false);
    const struct { std::vector<GatewayFact> facts; bool any, all; unsigned mean; } rows[] = {
        {{up, up}, true, true, 100},  {{up, down}, true, false, 50}, {{down, down}, false, false, 0},
        {{up, off}, true, true, 100}, {{off}, false, false, 0},      {{}, false, false, 0},
        {{up, gateway("b", "w", false)}, false, false, 0}, {{down, off}, false, false, 0}};
    for (const auto& row : rows) {
      CPPUNIT_ASSERT_EQUAL(row.any, judgeGateways(row.facts, GatewayMode::any).passes(1));
      CPPUNIT_ASSERT_EQUAL(row.all, judgeGateways(row.facts, GatewayMode::all).passes(1));
      CPPUNIT_ASSERT_EQUAL(row.mean, judgeGateways(row.facts, GatewayMode::score).score());
    }
  }

  static std::string page(const std::string& effective) {
    status::Snapshot snapshot = status::Snapshot();
    status::BalancerSnapshot balancer = status::BalancerSnapshot();
    balancer.name = "balance1";
    status::MemberSnapshot member;
    member.name = "machine1";
    member.effective = effective;
    member.admin = effective == "stopped" ? "stopped" : "active";
    member.reason = "ok";
    member.score = 90;
    balancer.members.push_back(member);
    snapshot.balancers.push_back(balancer);
    return status::toJson(snapshot);
  }

  void readsWhatModSiohaWrites() {
    const Result<std::vector<GatewayFact>> facts = readStatusPage(page("up"));
    CPPUNIT_ASSERT_MESSAGE(facts.error(), facts.ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), facts.value().size());
    CPPUNIT_ASSERT_EQUAL(std::string("balance1"), facts.value()[0].balancer);
    CPPUNIT_ASSERT_EQUAL(std::string("machine1"), facts.value()[0].name);
    CPPUNIT_ASSERT_EQUAL(90u, facts.value()[0].score);
    CPPUNIT_ASSERT(facts.value()[0].usable);
  }

  void onlyGoodStatesAreUsable() {
    const struct { const char* state; bool usable, inService; } rows[] = {
        {"up", true, true},      {"standby", true, true},    {"slow-start", true, true}, {"down", false, true},
        {"stale", false, true},  {"fail-open", false, true}, {"unknown", false, true},   {"stopped", false, false},
        {"what", false, true}};
    for (const auto& row : rows) {
      const Result<std::vector<GatewayFact>> facts = readStatusPage(page(row.state));
      CPPUNIT_ASSERT(facts.ok());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.state, row.usable, facts.value()[0].usable);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.state, row.inService, facts.value()[0].inService);
    }
  }

  void everyTruncationOfAStatusPageIsRefused() {
    std::string text = page("up");
    while (!text.empty() && text[text.size() - 1] == '\n') text.erase(text.size() - 1);
    CPPUNIT_ASSERT(readStatusPage(text).ok());
    for (std::size_t n = 0; n < text.size(); ++n) CPPUNIT_ASSERT(!readStatusPage(Slice(text.data(), n)).ok());
    const char* strange[] = {"{}", "[]", "null", "{\"schema_version\":2}", "{\"schema_version\":\"1\"}",
                             "{\"schema_version\":1,\"balancers\":[{\"members\":[{}]}]}"};
    for (const char* row : strange) CPPUNIT_ASSERT_MESSAGE(row, !readStatusPage(row).ok());
  }

  void jsonIsBounded() {
    CPPUNIT_ASSERT(!parseJson(std::string(100000, '[')).ok());
    std::string wide = "[0";
    for (int i = 0; i < 30000; ++i) wide += ",0";
    CPPUNIT_ASSERT(!parseJson(wide + "]").ok());
    CPPUNIT_ASSERT(parseJson("[[[[[[[[1]]]]]]]]").ok());
  }

  void jsonRefusesWhatIsNone() {
    const char* bad[] = {"", " ", "tru", "{", "{\"a\"}", "{\"a\":}", "{a:1}", "[1,]", "[,1]", "\"", "\"\\x\"", "\"\\u12\"",
                         "\"\n\"", "1 2", "-", "--1", "1e5", "nul", "{\"a\":1,}", "'a'"};
    for (const char* text : bad) CPPUNIT_ASSERT_MESSAGE(text, !parseJson(text).ok());
    const Result<Json> json = parseJson(" {\"a\\u0041\\n\" : [ true , -1.5, null, \"\\u00e4\" ]} ");
    CPPUNIT_ASSERT(json.ok());
    const Json& list = json.value().at("aA\n");
    CPPUNIT_ASSERT_EQUAL(std::size_t(4), list.items.size());
    CPPUNIT_ASSERT(list.items[0].truth);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(-1.5, list.items[1].number, 0);
    CPPUNIT_ASSERT_EQUAL(std::string("\xC3\xA4"), list.items[3].text);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(GatewaysTest);

}  // namespace checks
}  // namespace sioha
