#include "mod_sioha/balance/history.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace balance {

class HistoryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HistoryTest);
  CPPUNIT_TEST(recallsTheNewestFirst);
  CPPUNIT_TEST(remembersTransitionsOnly);
  CPPUNIT_TEST_SUITE_END();

 public:
  void recallsTheNewestFirst() {
    History history = History();
    TransitionRecord out[kHistorySize];
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), recall(history, out));
    for (std::int64_t n = 1; n <= 1000; ++n) {
      TransitionRecord transition = TransitionRecord();
      transition.wallUs = n;
      remember(&history, transition);
      const std::size_t count = recall(history, out);
      CPPUNIT_ASSERT_EQUAL(n < 20 ? std::size_t(n) : kHistorySize, count);
      for (std::size_t i = 0; i < count; ++i) CPPUNIT_ASSERT_EQUAL(n - std::int64_t(i), out[i].wallUs);
    }
  }

  void remembersTransitionsOnly() {
    History history = History();
    HealthRecord record = freshRecord();
    HealthPolicy policy;
    policy.slowStart = Duration(0);
    const ProbeReport good = {true, Reason::unavailable, 2, Duration(1)};
    const ProbeReport bad = {false, Reason::notFound, 2, Duration(1)};
    std::int64_t wall = 0;
    for (char c : std::string("++--- ++")) {
      if (c == ' ') continue;
      ++wall;
      advanceAndRemember(&record, &history, c == '+' ? good : bad, seconds(wall), wall, policy);
    }
    struct {
      std::int64_t wall;
      Health from, to;
      Reason reason;
    } const expected[] = {{7, Health::rising, Health::up, Reason::none},
                          {6, Health::down, Health::rising, Reason::none},
                          {4, Health::turning, Health::down, Reason::notFound},
                          {3, Health::up, Health::turning, Reason::notFound},
                          {1, Health::unknown, Health::up, Reason::none}};
    TransitionRecord out[kHistorySize];
    CPPUNIT_ASSERT_EQUAL(sizeof expected / sizeof expected[0], recall(history, out));
    for (std::size_t i = 0; i < sizeof expected / sizeof expected[0]; ++i) {
      CPPUNIT_ASSERT_EQUAL(expected[i].wall, out[i].wallUs);
      CPPUNIT_ASSERT(expected[i].from == out[i].from && expected[i].to == out[i].to);
      CPPUNIT_ASSERT(expected[i].reason == out[i].reason);
      CPPUNIT_ASSERT_EQUAL(2, int(out[i].step));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HistoryTest);

}  // namespace balance
}  // namespace sioha
