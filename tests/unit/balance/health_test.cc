#include "mod_sioha/balance/health.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

namespace sioha {
namespace balance {
namespace {

// A gateway on a simulated clock: it stalls in [stallFrom, stallTo) and answers what came in at its
// end; a prober asks it CPING by CPING as the policy says.
struct Simulation {
  explicit Simulation(Instant start)
      : now(start), stallFrom(0), stallTo(0), record(freshRecord()), downAt(0), transitions(0) {}

  bool stalled(Instant at) const { return at >= stallFrom && at < stallTo; }

  void probe() {
    const Instant begin = now;
    ProbeReport report = ProbeReport();
    report.step = 1;
    report.good = true;
    if (stalled(begin)) {
      const Duration wait = stallTo - begin;
      report.good = wait < policy.cpingTimeout;
      report.reason = report.good ? Reason::none : Reason::cpingTimeout;
      now += std::min(wait, policy.cpingTimeout);
    }
    report.took = now - begin;
    if (advance(&record, report, now, policy)) ++transitions;
    if (record.state == Health::down && downAt.count() == 0) downAt = now;
  }

  void runUntil(Instant end) {
    while (now < end) {
      probe();
      now += nextProbeIn(record, policy, 0);
    }
  }

  Instant now, stallFrom, stallTo;
  HealthPolicy policy;
  HealthRecord record;
  Instant downAt;
  unsigned transitions;
};

ProbeReport good() {
  const ProbeReport report = {true, Reason::none, 2, milliseconds(3)};
  return report;
}

ProbeReport bad(Reason reason = Reason::connectRefused) {
  const ProbeReport report = {false, reason, 1, milliseconds(1)};
  return report;
}

// Plays '+' and '-' one second apart and writes one letter of each state: u?, U, T, D, R, S.
std::string play(const std::string& probes, HealthRecord* record, const HealthPolicy& policy,
                 Instant start = seconds(100)) {
  std::string states;
  Instant now = start;
  for (char c : probes) {
    const Health before = record->state;
    const bool changed = advance(record, c == '+' ? good() : bad(), now, policy);
    CPPUNIT_ASSERT_EQUAL(before != record->state, changed);
    states += "?UTDRS"[static_cast<int>(record->state)];
    now += seconds(1);
  }
  return states;
}

std::string play(const std::string& probes, unsigned fall, unsigned rise, Duration slowStart) {
  HealthPolicy policy;
  policy.fall = fall;
  policy.rise = rise;
  policy.slowStart = slowStart;
  HealthRecord record = freshRecord();
  return play(probes, &record, policy);
}

}  // namespace

class HealthTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HealthTest);
  CPPUNIT_TEST(walksThroughItsStates);
  CPPUNIT_TEST(keepsTheReasonWhileItMatters);
  CPPUNIT_TEST(remembersWhenItBecameUsable);
  CPPUNIT_TEST(failureInSlowStartDoesNotStartItAnew);
  CPPUNIT_TEST(rampsLinearly);
  CPPUNIT_TEST(probesFasterWhileTurningAndDown);
  CPPUNIT_TEST(jitterOnlyBringsProbesForward);
  CPPUNIT_TEST(aVerdictGoesStale);
  CPPUNIT_TEST(scoresInOrder);
  CPPUNIT_TEST(aPauseOfEightTenthsNeverTurns);
  CPPUNIT_TEST(aHangTurnsWithinItsBound);
  CPPUNIT_TEST(returnsWithinThreeSeconds);
  CPPUNIT_TEST(longStreaksDoNotWrap);
  CPPUNIT_TEST(recoverTimeKeepsItDown);
  CPPUNIT_TEST(escalationWantsFailuresToLast);
  CPPUNIT_TEST(isCondemnedWithoutAProbe);
  CPPUNIT_TEST(saysWhoIsOutOfReach);
  CPPUNIT_TEST_SUITE_END();

 public:
  void saysWhoIsOutOfReach() {
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT(!isOutOfReach(record));
    record.state = Health::down;
    const Reason out[] = {Reason::connectRefused, Reason::cpingTimeout, Reason::replyTimeout, Reason::wrongSecret};
    for (const Reason reason : out) {
      record.reason = reason;
      CPPUNIT_ASSERT_MESSAGE(reasonWord(reason), isOutOfReach(record));
    }
    record.state = Health::rising;
    CPPUNIT_ASSERT(!isOutOfReach(record));
    record.state = Health::turning;
    CPPUNIT_ASSERT(!isOutOfReach(record));
    record.state = Health::down;
    record.reason = Reason::unavailable;
    CPPUNIT_ASSERT(!isOutOfReach(record));
  }

  void walksThroughItsStates() {
    const Duration none(0), ramp = seconds(3);
    CPPUNIT_ASSERT_EQUAL(std::string("U"), play("+", 2, 2, ramp));
    CPPUNIT_ASSERT_EQUAL(std::string("?D"), play("--", 2, 2, ramp));
    CPPUNIT_ASSERT_EQUAL(std::string("?U"), play("-+", 2, 2, ramp));
    CPPUNIT_ASSERT_EQUAL(std::string("UTUTUTU"), play("+-+-+-+", 2, 2, ramp));
    CPPUNIT_ASSERT_EQUAL(std::string("UTTD"), play("+---", 3, 2, ramp));
    CPPUNIT_ASSERT_EQUAL(std::string("UD"), play("+-", 1, 2, ramp));
    CPPUNIT_ASSERT_EQUAL(std::string("UTDDRDRDRSSSU"), play("+---+-+-+++++", 2, 2, ramp));
    CPPUNIT_ASSERT_EQUAL(std::string("UTDRU"), play("+--++", 2, 2, none));
    CPPUNIT_ASSERT_EQUAL(std::string("UTDU"), play("+--+", 2, 1, none));
    CPPUNIT_ASSERT_EQUAL(std::string("UDU"), play("+-+", 0, 0, none));
  }

  // One probe a second; it turned down with the third one.
  void recoverTimeKeepsItDown() {
    HealthPolicy policy;
    policy.slowStart = Duration(0);
    policy.recoverTime = seconds(5);
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(std::string("UTDRRRRUU"), play("+--++++++", &record, policy));
    policy.recoverTime = seconds(1);
    record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(std::string("UTDRU"), play("+--++", &record, policy));
  }

  void escalationWantsFailuresToLast() {
    HealthPolicy policy;
    policy.escalation = seconds(4);
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(std::string("UTTTTD"), play("+-----", &record, policy));
    record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(std::string("UTTTUTTTTD"), play("+---+-----", &record, policy));
    record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(std::string("????D"), play("-----", &record, policy));
  }

  void isCondemnedWithoutAProbe() {
    HealthPolicy policy;
    policy.slowStart = Duration(0);
    for (const char* before : {"", "+", "+-"}) {
      HealthRecord record = freshRecord();
      play(before, &record, policy);
      CPPUNIT_ASSERT(condemn(&record, Reason::lateReplies, seconds(200)));
      CPPUNIT_ASSERT(record.state == Health::down && record.reason == Reason::lateReplies);
      CPPUNIT_ASSERT_EQUAL(seconds(200).count(), static_cast<Duration::rep>(record.sinceUs));
      CPPUNIT_ASSERT(!condemn(&record, Reason::failedStatus, seconds(201)));
      CPPUNIT_ASSERT_EQUAL(std::string("RU"), play("++", &record, policy, seconds(202)));
    }
    // On its way up it has to begin anew, and how long it has been away stays what it is.
    HealthRecord record = freshRecord();
    play("+--+", &record, policy);
    const std::int64_t since = record.sinceUs;
    CPPUNIT_ASSERT(condemn(&record, Reason::failedStatus, seconds(200)));
    CPPUNIT_ASSERT(record.state == Health::down && record.sinceUs == since);
    CPPUNIT_ASSERT_EQUAL(std::string("RU"), play("++", &record, policy, seconds(202)));
  }

  void keepsTheReasonWhileItMatters() {
    const HealthPolicy policy;
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(std::string("not-probed"), std::string(reasonWord(record.reason)));
    play("+-", &record, policy);
    CPPUNIT_ASSERT(record.reason == Reason::connectRefused);
    play("+", &record, policy);
    CPPUNIT_ASSERT(record.reason == Reason::none);
    play("--", &record, policy);
    CPPUNIT_ASSERT(!advance(&record, bad(Reason::unavailable), seconds(200), policy));
    CPPUNIT_ASSERT(record.reason == Reason::unavailable);
    play("+", &record, policy);
    CPPUNIT_ASSERT(record.state == Health::rising && record.reason == Reason::unavailable);
    play("+", &record, policy);
    CPPUNIT_ASSERT(record.reason == Reason::none);
    CPPUNIT_ASSERT_EQUAL(2, int(record.step));
    CPPUNIT_ASSERT_EQUAL(std::int64_t(3000), record.tookUs);
  }

  void remembersWhenItBecameUsable() {
    const HealthPolicy policy;
    HealthRecord record = freshRecord();
    play("++-+", &record, policy, seconds(100));
    CPPUNIT_ASSERT_EQUAL(std::int64_t(100000000), record.sinceUs);
    play("--", &record, policy, seconds(200));
    CPPUNIT_ASSERT_EQUAL(std::int64_t(201000000), record.sinceUs);
    play("-+-++", &record, policy, seconds(300));
    CPPUNIT_ASSERT_EQUAL(std::int64_t(304000000), record.sinceUs);
    CPPUNIT_ASSERT_EQUAL(std::int64_t(304000000), record.slowStartUs);
  }

  void failureInSlowStartDoesNotStartItAnew() {
    HealthPolicy policy;
    policy.slowStart = seconds(4);
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(std::string("?DRSSTSU"), play("--+++-++", &record, policy));
    CPPUNIT_ASSERT_EQUAL(std::int64_t(0), record.slowStartUs);
  }

  void rampsLinearly() {
    HealthPolicy policy;
    policy.slowStart = seconds(10);
    HealthRecord record = freshRecord();
    play("--++", &record, policy, seconds(97));
    CPPUNIT_ASSERT(record.state == Health::slowStart);
    const unsigned expected[] = {1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100};
    for (int s = 0; s < 12; ++s)
      CPPUNIT_ASSERT_EQUAL(expected[s], unsigned(slowStartShare(record, seconds(100 + s), policy)));
    CPPUNIT_ASSERT_EQUAL(1u, unsigned(slowStartShare(record, seconds(99), policy)));
    CPPUNIT_ASSERT_EQUAL(100u, unsigned(slowStartShare(freshRecord(), seconds(1), policy)));
  }

  void probesFasterWhileTurningAndDown() {
    const HealthPolicy policy;
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT(nextProbeIn(record, policy, 0) == policy.fastInterval);
    play("+", &record, policy);
    CPPUNIT_ASSERT(nextProbeIn(record, policy, 0) == policy.interval - milliseconds(3));
    for (const char* more : {"-", "-", "+"}) {
      play(more, &record, policy);
      record.tookUs = 0;
      CPPUNIT_ASSERT(nextProbeIn(record, policy, 0) == policy.fastInterval);
    }
    play("+", &record, policy);
    record.tookUs = 0;
    CPPUNIT_ASSERT(record.state == Health::slowStart);
    CPPUNIT_ASSERT(nextProbeIn(record, policy, 0) == policy.interval);
    record.tookUs = Duration(policy.interval * 2).count();
    CPPUNIT_ASSERT(nextProbeIn(record, policy, 0) == Duration(0));
  }

  void jitterOnlyBringsProbesForward() {
    const HealthPolicy policy;
    HealthRecord record = freshRecord();
    play("+", &record, policy);
    record.tookUs = 0;
    Duration last = policy.interval + Duration(1);
    for (unsigned jitter = 0; jitter < 100; ++jitter) {
      const Duration next = nextProbeIn(record, policy, jitter);
      CPPUNIT_ASSERT(next < last && next >= policy.interval * 9 / 10);
      last = next;
    }
    CPPUNIT_ASSERT(nextProbeIn(record, policy, 4000000000u) == last);
  }

  void aVerdictGoesStale() {
    const HealthPolicy policy;
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT(!isStale(record, seconds(1000), policy));
    play("+", &record, policy, seconds(100));
    CPPUNIT_ASSERT(!isStale(record, seconds(106), policy));
    CPPUNIT_ASSERT(isStale(record, seconds(106) + Duration(1), policy));
    CPPUNIT_ASSERT(!isStale(record, seconds(99), policy));
  }

  void scoresInOrder() {
    const HealthPolicy policy;
    HealthRecord record = freshRecord();
    CPPUNIT_ASSERT_EQUAL(50u, unsigned(score(record, seconds(100), policy)));
    struct {
      const char* probe;
      unsigned score;
    } const rows[] = {{"+", 100}, {"-", 75}, {"-", 0}, {"+", 25}, {"+", 50}, {"-", 50}, {"+", 50}};
    for (const auto& row : rows) {
      play(row.probe, &record, policy, seconds(100));
      CPPUNIT_ASSERT_EQUAL(row.score, unsigned(score(record, seconds(100), policy)));
    }
    CPPUNIT_ASSERT_EQUAL(75u, unsigned(score(record, seconds(105), policy)));
    CPPUNIT_ASSERT_EQUAL(50u, unsigned(score(record, seconds(107), policy)));
  }

  // The arithmetic of health.h, at every phase of stall and probe.
  void aPauseOfEightTenthsNeverTurns() {
    for (long phase = 0; phase < 2000; phase += 7) {
      Simulation run(seconds(100));
      run.stallFrom = seconds(110) + milliseconds(phase);
      run.stallTo = run.stallFrom + milliseconds(800);
      run.runUntil(seconds(116));
      CPPUNIT_ASSERT_EQUAL(std::int64_t(0), std::int64_t(run.downAt.count()));
      CPPUNIT_ASSERT(run.record.state == Health::up);
    }
  }

  void aHangTurnsWithinItsBound() {
    for (long phase = 0; phase < 2000; phase += 7) {
      Simulation run(seconds(100));
      run.stallFrom = seconds(110) + milliseconds(phase);
      run.stallTo = seconds(1000);
      run.runUntil(run.stallFrom);
      const Instant suspected = run.stallFrom + run.policy.suspectAfter;
      if (run.now > suspected) run.now = suspected;
      run.runUntil(seconds(116));
      CPPUNIT_ASSERT(run.downAt >= run.stallFrom + milliseconds(1000));
      CPPUNIT_ASSERT(run.downAt <= run.stallFrom + milliseconds(1250));
    }
  }

  void returnsWithinThreeSeconds() {
    for (long phase = 0; phase < 600; phase += 7) {
      Simulation run(seconds(100));
      run.stallFrom = seconds(110);
      run.stallTo = seconds(120) + milliseconds(phase);
      run.runUntil(run.stallTo);
      while (run.record.state != Health::slowStart) {
        run.probe();
        run.now += nextProbeIn(run.record, run.policy, 0);
      }
      CPPUNIT_ASSERT(Duration(run.record.slowStartUs) - run.stallTo <= seconds(2));
    }
  }

  void longStreaksDoNotWrap() {
    const HealthPolicy policy;
    HealthRecord record = freshRecord();
    play("+" + std::string(1000, '-'), &record, policy);
    CPPUNIT_ASSERT(record.state == Health::down);
    // The streak is a byte; a larger `fall` means 255.
    const std::string states = play("+" + std::string(300, '-'), 300, 2, seconds(1));
    CPPUNIT_ASSERT_EQUAL("U" + std::string(254, 'T') + std::string(46, 'D'), states);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HealthTest);

}  // namespace balance
}  // namespace sioha
