#include "mod_sioha/balance/fade.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

namespace sioha {
namespace balance {

typedef std::vector<std::uint64_t> Loads;

class FadeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FadeTest);
  CPPUNIT_TEST(halvesOnceAnInterval);
  CPPUNIT_TEST(takesWhatAllHave);
  CPPUNIT_TEST(leavesRequestsInFlightAlone);
  CPPUNIT_TEST_SUITE_END();

  static Loads faded(Fade how, unsigned times, const std::vector<std::uint32_t>& weights, Loads loads) {
    fade(how, times, weights.data(), loads.data(), loads.size());
    return loads;
  }

 public:
  void halvesOnceAnInterval() {
    CPPUNIT_ASSERT(faded(Fade::half, 1, {1, 3}, {100, 300}) == Loads({50, 150}));
    CPPUNIT_ASSERT(faded(Fade::half, 3, {1, 3}, {100, 7}) == Loads({12, 0}));
    CPPUNIT_ASSERT(faded(Fade::half, 1000, {1}, {~std::uint64_t(0)}) == Loads({0}));
    CPPUNIT_ASSERT(faded(Fade::half, 0, {1}, {9}) == Loads({9}));
  }

  // 2 and 9 at weights 1 and 3: each has had two whole turns.
  void takesWhatAllHave() {
    CPPUNIT_ASSERT(faded(Fade::commonPart, 1, {1, 3}, {2, 9}) == Loads({0, 3}));
    CPPUNIT_ASSERT(faded(Fade::commonPart, 5, {1, 1}, {7, 4}) == Loads({3, 0}));
    CPPUNIT_ASSERT(faded(Fade::commonPart, 1, {0}, {7}) == Loads({0}));
    CPPUNIT_ASSERT(faded(Fade::commonPart, 1, {}, {}) == Loads());
  }

  void leavesRequestsInFlightAlone() {
    CPPUNIT_ASSERT(faded(Fade::none, 5, {1, 3}, {100, 300}) == Loads({100, 300}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FadeTest);

}  // namespace balance
}  // namespace sioha
