#include "keepalived-checks/common/side_by_side.h"

#include <cppunit/extensions/HelperMacros.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "keepalived-checks/common/monitor.h"

namespace sioha {
namespace checks {

namespace {

const SystemClock kClock;
// Far away: a test that waits for it hangs visibly.
const Duration kLong = seconds(600);

// What the jobs of a test did, and a gate that some of them wait at.
class Record {
 public:
  Record() : open_(false), ended_(0) {}

  static Job quick(const std::shared_ptr<Record>& record, int number) {
    return [record, number]() { record->note(number, false); };
  }
  static Job hanging(const std::shared_ptr<Record>& record, int number) {
    return [record, number]() { record->note(number, true); };
  }

  void openGate() {
    Monitor::Lock lock(&monitor_);
    open_ = true;
    lock.tellAll();
  }
  void awaitEnded(std::size_t count) {
    Monitor::Lock lock(&monitor_);
    while (ended_ < count) lock.waitUntil(kClock.now() + kLong);
  }
  std::vector<int> begun() {
    Monitor::Lock lock(&monitor_);
    return begun_;
  }
  std::size_t threads() {
    Monitor::Lock lock(&monitor_);
    std::vector<pthread_t> sorted = threads_;
    std::sort(sorted.begin(), sorted.end());
    return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  }

 private:
  void note(int number, bool hangs) {
    Monitor::Lock lock(&monitor_);
    begun_.push_back(number);
    threads_.push_back(::pthread_self());
    while (hangs && !open_) lock.waitUntil(kClock.now() + kLong);
    ++ended_;
    lock.tellAll();
  }

  Monitor monitor_;
  bool open_;
  std::size_t ended_;
  std::vector<int> begun_;
  std::vector<pthread_t> threads_;
};

}  // namespace

class SideBySideTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SideBySideTest);
  CPPUNIT_TEST(nothingToDoNeedsNobody);
  CPPUNIT_TEST(quickJobsShareAThreadInTheirOrder);
  CPPUNIT_TEST(oneThatHangsKeepsItsThreadAndNothingElse);
  CPPUNIT_TEST(allMayHang);
  CPPUNIT_TEST(whatHasNotBegunAtTheDeadlineNeverWill);
  CPPUNIT_TEST_SUITE_END();

  std::shared_ptr<Record> record_;

 public:
  void setUp() override { record_ = std::make_shared<Record>(); }

  void nothingToDoNeedsNobody() {
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), beginSideBySide({}, milliseconds(1), kClock.now() + kLong, kClock));
  }

  void quickJobsShareAThreadInTheirOrder() {
    std::vector<Job> jobs;
    std::vector<int> numbers;
    for (int i = 0; i < 20; ++i) {
      jobs.push_back(Record::quick(record_, i));
      numbers.push_back(i);
    }
    CPPUNIT_ASSERT_EQUAL(jobs.size(), beginSideBySide(jobs, kLong, kClock.now() + kLong, kClock));
    record_->awaitEnded(jobs.size());
    CPPUNIT_ASSERT(record_->begun() == numbers);
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), record_->threads());
  }

  void oneThatHangsKeepsItsThreadAndNothingElse() {
    const std::vector<Job> jobs = {Record::hanging(record_, 0), Record::quick(record_, 1), Record::quick(record_, 2)};
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), beginSideBySide(jobs, milliseconds(1), kClock.now() + kLong, kClock));
    record_->awaitEnded(2);
    CPPUNIT_ASSERT(record_->begun() == std::vector<int>({0, 1, 2}));
    CPPUNIT_ASSERT(record_->threads() >= 2);
    record_->openGate();
    record_->awaitEnded(3);
  }

  void allMayHang() {
    const std::vector<Job> jobs = {Record::hanging(record_, 0), Record::hanging(record_, 1), Record::hanging(record_, 2)};
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), beginSideBySide(jobs, milliseconds(1), kClock.now() + kLong, kClock));
    record_->openGate();
    record_->awaitEnded(3);
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), record_->threads());
  }

  void whatHasNotBegunAtTheDeadlineNeverWill() {
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), beginSideBySide({Record::quick(record_, 0)}, milliseconds(-1), kClock.now(), kClock));
    {
      const std::vector<Job> jobs = {Record::hanging(record_, 1), Record::quick(record_, 2)};
      const Instant deadline = kClock.now() + milliseconds(50);
      const std::size_t begun = beginSideBySide(jobs, kLong, deadline, kClock);
      CPPUNIT_ASSERT(begun <= 1);
      CPPUNIT_ASSERT(kClock.now() >= deadline);
      record_->openGate();
      record_->awaitEnded(begun);
    }
    // The last reference of the thread goes with the thread.
    while (record_.use_count() > 1) ::usleep(1000);
    for (const int number : record_->begun()) CPPUNIT_ASSERT_EQUAL(1, number);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SideBySideTest);

}  // namespace checks
}  // namespace sioha
