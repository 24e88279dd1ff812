#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <sstream>

#include "tests/unit/status/samples.h"

namespace sioha {
namespace status {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

class PrometheusTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PrometheusTest);
  CPPUNIT_TEST(keepsItsNames);
  CPPUNIT_TEST(writesEachFamilyOnceAndInOnePiece);
  CPPUNIT_TEST(setsExactlyOneState);
  CPPUNIT_TEST(countsAStaleVerdictAsNotUp);
  CPPUNIT_TEST(escapesLabels);
  CPPUNIT_TEST_SUITE_END();

 public:
  void keepsItsNames() {
    const std::string page = toPrometheus(sampleSnapshot());
    const std::string two = "{balancer=\"scaleio\",node=\"machine2\"";
    const std::string one = "{balancer=\"scaleio\",node=\"machine1\"";
    for (const char* line :
         {"sioha_build_info{version=\"0.1.0\",httpd=\"Apache/2.4.71\"} 1\n",
          "sioha_start_time_seconds 1795270017.123456\n", "sioha_children 4\n", "sioha_prober_running 1\n",
          "sioha_balancer_usable_nodes{balancer=\"scaleio\"} 1\n"})
      CPPUNIT_ASSERT_MESSAGE(line, contains(page, line));
    for (const std::string& line :
         {"sioha_node_up" + two + "} 0\n", "sioha_node_up" + one + "} 1\n",
          "sioha_node_state" + two + ",state=\"down\"} 1\n",
          "sioha_node_reason" + two + ",reason=\"cping-timeout\"} 1\n",
          "sioha_node_requests_total" + two + ",result=\"served\"} 120345\n",
          "sioha_node_retries_total" + two + ",direction=\"out\"} 17\n",
          "sioha_node_last_check_duration_seconds" + two + "} 0.500123\n",
          "sioha_node_check_failures_total" + two + "} 86\n",
          "sioha_node_transitions_total" + two + ",to=\"down\"} 1\n",
          "sioha_node_connections" + one + ",state=\"idle\"} 6\n", "sioha_node_in_flight" + one + "} 12\n"})
      CPPUNIT_ASSERT_MESSAGE(line, contains(page, line));
  }

  void writesEachFamilyOnceAndInOnePiece() {
    std::istringstream page(toPrometheus(sampleSnapshot()));
    std::set<std::string> seen;
    std::string line, family;
    while (std::getline(page, line)) {
      CPPUNIT_ASSERT(!line.empty());
      if (line.compare(0, 7, "# HELP ") == 0) {
        family = line.substr(7, line.find(' ', 7) - 7);
        CPPUNIT_ASSERT_MESSAGE(family, seen.insert(family).second);
      } else if (line[0] == '#') {
        const bool counter = line == "# TYPE " + family + " counter";
        CPPUNIT_ASSERT_MESSAGE(line, counter || line == "# TYPE " + family + " gauge");
        const bool total = family.size() > 6 && family.compare(family.size() - 6, 6, "_total") == 0;
        CPPUNIT_ASSERT_EQUAL_MESSAGE(line, total, counter);
      } else {
        CPPUNIT_ASSERT_EQUAL(family, line.substr(0, line.find_first_of("{ ")));
      }
    }
    CPPUNIT_ASSERT(seen.size() > 20);
  }

  void setsExactlyOneState() {
    for (const char* state :
         {"up", "standby", "slow-start", "fail-open", "unknown", "stale", "draining", "stopped", "down"}) {
      Snapshot s = sampleSnapshot();
      s.balancers[0].members.resize(1);
      s.balancers[0].members[0].effective = state;
      const std::string page = toPrometheus(s);
      std::size_t set = 0;
      std::istringstream lines(page);
      for (std::string line; std::getline(lines, line);)
        if (line.compare(0, 17, "sioha_node_state{") == 0 && line[line.size() - 1] == '1') ++set;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(state, std::size_t(1), set);
    }
  }

  void countsAStaleVerdictAsNotUp() {
    Snapshot s = sampleSnapshot();
    s.balancers[0].members[1].effective = "stale";
    CPPUNIT_ASSERT(contains(toPrometheus(s), "sioha_node_up{balancer=\"scaleio\",node=\"machine1\"} 0\n"));
  }

  void escapesLabels() {
    const std::string page = toPrometheus(hostileSnapshot("a\"b\\c\nd\xff"));
    CPPUNIT_ASSERT(contains(page, "node=\"a\\\"b\\\\c\\nd\xEF\xBF\xBD\""));
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);)
      CPPUNIT_ASSERT_MESSAGE(line, line.compare(0, 2, "# ") == 0 || line.compare(0, 6, "sioha_") == 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PrometheusTest);

}  // namespace status
}  // namespace sioha
