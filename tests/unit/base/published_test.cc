#include "mod_sioha/base/published.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <thread>

#include "mod_sioha/base/make_unique.h"

namespace sioha {

namespace {

std::atomic<int> alive(0);

/// Counts itself, and shows when it is read after its end.
struct Thing {
  explicit Thing(int number) : value(number), twice(2 * number) { ++alive; }
  ~Thing() {
    value = -1;
    twice = 0;
    --alive;
  }
  bool isWhole() const { return twice == 2 * value; }
  int value, twice;
};

}  // namespace

class PublishedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PublishedTest);
  CPPUNIT_TEST(whatIsReplacedIsDeletedAtOnceWhereNobodyReads);
  CPPUNIT_TEST(whatSomebodyReadsStays);
  CPPUNIT_TEST(newReadersDoNotKeepTheOldAlive);
  CPPUNIT_TEST(aLongReaderKeepsOnlyWhatItMaySee);
  CPPUNIT_TEST(threadsSeeWholeObjectsOnly);
  CPPUNIT_TEST_SUITE_END();

  static void publish(Published<Thing>* things, int number) { things->publish(makeUnique<Thing>(number)); }

 public:
  void whatIsReplacedIsDeletedAtOnceWhereNobodyReads() {
    {
      Published<Thing> things;
      CPPUNIT_ASSERT(things.peek() == nullptr);
      for (int i = 0; i < 5; ++i) publish(&things, i);
      CPPUNIT_ASSERT_EQUAL(4, things.peek()->value);
      CPPUNIT_ASSERT_EQUAL(1, alive.load());
    }
    CPPUNIT_ASSERT_EQUAL(0, alive.load());
  }

  void whatSomebodyReadsStays() {
    Published<Thing> things;
    publish(&things, 1);
    unsigned ticket = 0;
    const Thing* first = things.enter(&ticket);
    publish(&things, 2);
    CPPUNIT_ASSERT(first->value == 1 && first->isWhole() && things.peek()->value == 2);
    things.leave(ticket);
    things.tidy();
    CPPUNIT_ASSERT_EQUAL(1, alive.load());
  }

  void newReadersDoNotKeepTheOldAlive() {
    Published<Thing> things;
    publish(&things, 1);
    unsigned first = 0, second = 0;
    things.enter(&first);
    publish(&things, 2);
    CPPUNIT_ASSERT_EQUAL(2, things.enter(&second)->value);
    things.leave(first);
    things.tidy();
    CPPUNIT_ASSERT_EQUAL(1, alive.load());
    things.leave(second);
  }

  void aLongReaderKeepsOnlyWhatItMaySee() {
    Published<Thing> things;
    publish(&things, 1);
    unsigned ticket = 0;
    const Thing* first = things.enter(&ticket);
    for (int i = 2; i < 10; ++i) publish(&things, i);
    CPPUNIT_ASSERT(first->value == 1 && first->isWhole());
    things.leave(ticket);
    things.tidy();
    things.tidy();
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), things.kept());
    CPPUNIT_ASSERT_EQUAL(1, alive.load());
  }

  void threadsSeeWholeObjectsOnly() {
    Published<Thing> things;
    publish(&things, 0);
    std::atomic<bool> over(false);
    std::atomic<int> broken(0), reads(0);
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
      readers.push_back(std::thread([&] {
        int last = 0;
        while (!over) {
          unsigned ticket = 0;
          const Thing* thing = things.enter(&ticket);
          // Never an older one than was seen before.
          if (!thing->isWhole() || thing->value < last) ++broken;
          last = thing->value;
          things.leave(ticket);
          ++reads;
        }
      }));
    for (int i = 1; i <= 20000 || reads < 1000; ++i) publish(&things, i);
    over = true;
    for (std::thread& reader : readers) reader.join();
    things.tidy();
    things.tidy();
    CPPUNIT_ASSERT_EQUAL(0, broken.load());
    CPPUNIT_ASSERT_EQUAL(1, alive.load());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PublishedTest);

}  // namespace sioha
