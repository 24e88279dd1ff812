#include "keepalived-checks/questions/score.h"

#include <cppunit/extensions/HelperMacros.h>

#include "keepalived-checks/questions/headroom.h"

namespace sioha {
namespace checks {

static Part part(const char* name, double weight, unsigned score) {
  Part p;
  p.name = name;
  p.weight = weight;
  p.asked = true;
  p.verdict.startFrom(score);
  return p;
}

class ScoreTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScoreTest);
  CPPUNIT_TEST(theUsualWeightsAreSuperincreasing);
  CPPUNIT_TEST(aNodeThatServesBeatsOneThatDoesNot);
  CPPUNIT_TEST(isTheWeightedMeanRoundedDown);
  CPPUNIT_TEST(refusesWeightsThatItDoesNotKnow);
  CPPUNIT_TEST(whatIsPublishedIsRead);
  CPPUNIT_TEST(everyTruncationOfAPublishedScoreIsRefused);
  CPPUNIT_TEST(staleScoresAndThoseOfTheFutureDoNotCount);
  CPPUNIT_TEST(levelsHaveTwoEdges);
  CPPUNIT_TEST(theHolderTellsWorseNewsLateAndTheOtherNodeBetterNews);
  CPPUNIT_TEST(onlyWhatTheOtherNodeDoesNotShareIsItsOwnFault);
  CPPUNIT_TEST(headroomCostsWhatIsMissing);
  CPPUNIT_TEST(readsWhatTheSystemTells);
  CPPUNIT_TEST_SUITE_END();

 public:
  void theUsualWeightsAreSuperincreasing() {
    const std::map<std::string, double> weights = parseWeights("").value();
    double sum = 0;
    for (const auto& one : weights) {
      sum += one.second;
      double smaller = 0;
      for (const auto& other : weights)
        if (other.second < one.second) smaller += other.second;
      CPPUNIT_ASSERT_MESSAGE(one.first, one.second > smaller);
    }
    CPPUNIT_ASSERT_DOUBLES_EQUAL(100, sum, 0);
  }

  void aNodeThatServesBeatsOneThatDoesNot() {
    std::vector<Part> serves, doesNot;
    const std::map<std::string, double> weights = parseWeights("").value();
    for (const auto& weight : weights) {
      serves.push_back(part(weight.first.c_str(), weight.second, weight.first == "serving" ? 100 : 0));
      doesNot.push_back(part(weight.first.c_str(), weight.second, weight.first == "serving" ? 0 : 100));
    }
    CPPUNIT_ASSERT(nodeScore(serves) > nodeScore(doesNot));
    CPPUNIT_ASSERT_EQUAL(48u, nodeScore(doesNot));
  }

  void isTheWeightedMeanRoundedDown() {
    CPPUNIT_ASSERT_EQUAL(0u, nodeScore({}));
    CPPUNIT_ASSERT_EQUAL(100u, nodeScore({part("a", 0.1, 100), part("b", 0.2, 100), part("c", 0.7, 100)}));
    CPPUNIT_ASSERT_EQUAL(99u, nodeScore({part("a", 99, 100), part("b", 1, 99)}));
    CPPUNIT_ASSERT_EQUAL(25u, nodeScore({part("a", 1, 100), part("b", 3, 0), part("c", 0, 100)}));
    Part bad = part("a", 1, 100);
    bad.verdict.fail("x");
    CPPUNIT_ASSERT_EQUAL(0u, nodeScore({bad}));
  }

  void refusesWeightsThatItDoesNotKnow() {
    for (const char* text : {"what=1", "serving", "serving=", "serving=-1", "serving=x"})
      CPPUNIT_ASSERT_MESSAGE(text, !parseWeights(text).ok());
    CPPUNIT_ASSERT_DOUBLES_EQUAL(7.5, parseWeights("network=7.5, serving=1").value()["network"], 0);
  }

  void whatIsPublishedIsRead() {
    const std::string text = publishedText(87, Instant(12345678901LL), std::chrono::microseconds(1700000000000000LL));
    CPPUNIT_ASSERT_EQUAL(std::string("87 uptime=12345.678901 time=1700000000\n"), text);
    const Result<Published> read = readPublished(text);
    CPPUNIT_ASSERT(read.ok());
    CPPUNIT_ASSERT_EQUAL(87u, read.value().score);
    CPPUNIT_ASSERT(read.value().at == Instant(12345678901LL));
  }

  void everyTruncationOfAPublishedScoreIsRefused() {
    const std::string text = publishedText(100, seconds(5), std::chrono::microseconds(0));
    for (std::size_t n = 0; n < text.size(); ++n) CPPUNIT_ASSERT(!readPublished(Slice(text.data(), n)).ok());
    for (const char* bad : {"101 uptime=1.0 time=1\n", "-1 uptime=1.0 time=1\n", "1 uptime=-1.0 time=1\n", "1 x=1 time=1\n",
                            "0x1 uptime=1.0 time=1\n"})
      CPPUNIT_ASSERT_MESSAGE(bad, !readPublished(bad).ok());
  }

  void staleScoresAndThoseOfTheFutureDoNotCount() {
    Published p;
    p.at = seconds(100);
    CPPUNIT_ASSERT(isFresh(p, seconds(100), seconds(3)));
    CPPUNIT_ASSERT(isFresh(p, seconds(103), seconds(3)));
    CPPUNIT_ASSERT(!isFresh(p, seconds(104), seconds(3)));
    CPPUNIT_ASSERT(!isFresh(p, seconds(99), seconds(3)));
  }

  void levelsHaveTwoEdges() {
    const struct { unsigned score, level, hysteresis; bool before, passes; } rows[] = {
        {75, 75, 0, false, true}, {74, 75, 0, false, false}, {74, 75, 0, true, false}, {74, 75, 5, false, false},
        {70, 75, 5, true, true},  {69, 75, 5, true, false},  {0, 0, 0, false, true},   {0, 3, 5, true, true}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(row.passes, passesLevel(row.score, row.level, row.hysteresis, row.before));
  }

  void theHolderTellsWorseNewsLateAndTheOtherNodeBetterNews() {
    AsymmetricHold holder(seconds(3)), other(seconds(3));
    CPPUNIT_ASSERT_EQUAL(100u, holder.show(100, false, true, seconds(10)));
    CPPUNIT_ASSERT_EQUAL(100u, other.show(100, false, false, seconds(10)));
    CPPUNIT_ASSERT_EQUAL(100u, holder.show(23, false, true, seconds(11)));
    CPPUNIT_ASSERT_EQUAL(23u, other.show(23, false, false, seconds(11)));
    CPPUNIT_ASSERT_EQUAL(100u, holder.show(23, false, true, seconds(13)));
    CPPUNIT_ASSERT_EQUAL(23u, holder.show(23, false, true, seconds(14)));
    CPPUNIT_ASSERT_EQUAL(100u, holder.show(100, false, true, seconds(15)));
    CPPUNIT_ASSERT_EQUAL(23u, other.show(100, false, false, seconds(15)));
    CPPUNIT_ASSERT_EQUAL(100u, other.show(100, false, false, seconds(18)));
    CPPUNIT_ASSERT_EQUAL(48u, holder.show(48, true, true, seconds(19)));
    CPPUNIT_ASSERT_EQUAL(48u, other.show(48, true, false, seconds(19)));
    CPPUNIT_ASSERT_EQUAL(48u, other.show(50, true, false, seconds(20)));
  }

  void onlyWhatTheOtherNodeDoesNotShareIsItsOwnFault() {
    Part mute = part("serving", 52, 0), answers = mute;
    answers.verdict.measure("status", 503);
    CPPUNIT_ASSERT(isOwnFault({part("gateways", 25, 100), mute}));
    CPPUNIT_ASSERT(!isOwnFault({part("gateways", 25, 100), answers}));
    CPPUNIT_ASSERT(!isOwnFault({part("serving", 52, 40)}));
    CPPUNIT_ASSERT(!isOwnFault({part("gateways", 25, 0)}));
  }

  void headroomCostsWhatIsMissing() {
    HeadroomFacts f;
    CPPUNIT_ASSERT_EQUAL(100u, judgeHeadroom(f).score());
    f.workersFree = 0.2;
    CPPUNIT_ASSERT_EQUAL(100u, judgeHeadroom(f).score());
    f.workersFree = 0.1;
    CPPUNIT_ASSERT_EQUAL(70u, judgeHeadroom(f).score());
    f.workersFree = 0;
    f.loadPerCpu = 100;
    CPPUNIT_ASSERT_EQUAL(10u, judgeHeadroom(f).score());
    f.diskFree = 0;
    CPPUNIT_ASSERT_EQUAL(0u, judgeHeadroom(f).score());
    CPPUNIT_ASSERT(!judgeHeadroom(f).hasFailure());
    HeadroomFacts descriptors;
    descriptors.httpdDescriptorsFree = 0.05;
    CPPUNIT_ASSERT_EQUAL(80u, judgeHeadroom(descriptors).score());
    f.workersHang = "no answer in time";
    CPPUNIT_ASSERT(judgeHeadroom(f).hasFailure());
  }

  void readsWhatTheSystemTells() {
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0.5, freeWorkers("Total: 1\nScoreboard: _W.K\n"), 1e-9);
    CPPUNIT_ASSERT(freeWorkers("Scoreboard: \n") < 0);
    CPPUNIT_ASSERT(freeWorkers("<html>") < 0);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0.25, freeMemory("MemTotal: 100 kB\nMemFree: 1 kB\nMemAvailable: 25 kB\n"), 1e-9);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0.3, freeMemory("MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 15 kB\n"), 1e-9);
    CPPUNIT_ASSERT(freeMemory("") < 0);
    CPPUNIT_ASSERT(freeMemory("MemTotal: 0 kB\n") < 0);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0.9, freeDescriptors("100\t0\t1000\n"), 1e-9);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0, freeDescriptors("1001 0 1000"), 1e-9);
    const std::string limits = "Limit                     Soft Limit           Hard Limit           Units     \n"
                               "Max processes             7                    7                    processes \n"
                               "Max open files            1000                 4096                 files     \n";
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0.75, freeDescriptorsOf(250, limits), 1e-9);
    CPPUNIT_ASSERT_DOUBLES_EQUAL(0, freeDescriptorsOf(1001, limits), 1e-9);
    for (std::size_t length = 0; length < limits.size(); ++length)
      CPPUNIT_ASSERT(freeDescriptorsOf(1, limits.substr(0, length)) < 1);
    CPPUNIT_ASSERT(freeDescriptorsOf(1, "Max open files  unlimited  unlimited  files") < 0);
    for (const char* bad : {"", "1 2", "1 2 0", "a b c"}) CPPUNIT_ASSERT_MESSAGE(bad, freeDescriptors(bad) < 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScoreTest);

}  // namespace checks
}  // namespace sioha
