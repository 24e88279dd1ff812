#include "keepalived-checks/common/tls_answer.h"

#include <cppunit/extensions/HelperMacros.h>
#include <stdlib.h>
#include <unistd.h>

#include "keepalived-checks/questions/node_score.h"
#include "mod_sioha/base/fd.h"

namespace sioha {
namespace checks {

static TlsTarget target(const std::string& address, unsigned port, const std::string& host) {
  IpAddress parsed;
  CPPUNIT_ASSERT(parseAddress(address, &parsed));
  return TlsTarget(parsed, port, host);
}

static TlsAnswer answerNamed(const std::string& name) {
  TlsAnswer answer;
  answer.handshakeError = name;
  return answer;
}

static const SystemClock kClock;
// Far away: a test that waits for it hangs visibly.
static Instant late() { return kClock.now() + seconds(600); }

// Two questions that tell and hear as check-serving and check-certificate do.
static Verdict tellsAll(const Arguments&, const Context& context) {
  Verdict verdict;
  verdict.note(context.tells ? "somebody listens" : "nobody listens");
  if (!context.tells) return verdict;
  context.tells->announce(target("192.0.2.1", 443, "a.example"));
  context.tells->give(answerNamed("seen once"));
  return verdict;
}

static Verdict tellsNothing(const Arguments&, const Context&) { return Verdict(); }

static Verdict hears(const Arguments&, const Context& context) {
  TlsAnswer answer;
  Verdict verdict;
  const bool taken = context.hears && context.hears->take(target("192.0.2.1", 443, "a.example"), late(), kClock, &answer);
  verdict.note(taken ? answer.handshakeError : "asked itself");
  return verdict;
}

static Program program(Verdict (*ask)(const Arguments&, const Context&)) {
  const Program made = {"check-some", "", "", OptionSpecs(), ask, nullptr};
  return made;
}

class TlsHandoverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TlsHandoverTest);
  CPPUNIT_TEST(literalAddressesAreNoServerNames);
  CPPUNIT_TEST(whatIsGivenIsTakenByWhoWantsTheSame);
  CPPUNIT_TEST(anotherTargetIsNotWaitedFor);
  CPPUNIT_TEST(nothingIsWaitedForOnceTheGiverHasEnded);
  CPPUNIT_TEST(whatWasGivenStaysAfterTheEnd);
  CPPUNIT_TEST(theWaitEndsAtTheDeadline);
  CPPUNIT_TEST(oneQuestionHearsWhatTheOtherSees);
  CPPUNIT_TEST(whoHearsNothingAsksItself);
  CPPUNIT_TEST(nobodyIsToldWhoIsNotAskedInThisRound);
  CPPUNIT_TEST(whatCouldNotBeAskedIsAskedInTheNextRound);
  CPPUNIT_TEST_SUITE_END();

  static std::vector<std::string> roundOf(Scorer* scorer) {
    std::vector<std::string> said;
    for (const Part& part : scorer->ask(late())) said.push_back(part.verdict.summary());
    return said;
  }

  static void configure(Scorer* scorer) {
    const OptionSpecs specs = {{"weights", "LIST", "", ""}, {"config", "FILE", "", ""}};
    Arguments arguments(specs);
    // An empty file: what the machine is configured with is of no interest.
    char name[] = "/tmp/sioha-handover-XXXXXX";
    const Fd file(::mkstemp(name));
    CPPUNIT_ASSERT(file.valid());
    arguments.set("config", name);
    const Result<bool> configured = scorer->configure(arguments);
    ::unlink(name);
    CPPUNIT_ASSERT_MESSAGE(configured.error(), configured.ok());
  }

 public:
  void literalAddressesAreNoServerNames() {
    CPPUNIT_ASSERT_EQUAL(std::string("a.example"), serverNameFor("a.example"));
    for (const char* literal : {"192.0.2.1", "2001:db8::1", ""})
      CPPUNIT_ASSERT_EQUAL(std::string(), serverNameFor(literal));
    CPPUNIT_ASSERT(target("192.0.2.1", 443, "192.0.2.1") == target("192.0.2.1", 443, ""));
  }

  void whatIsGivenIsTakenByWhoWantsTheSame() {
    TlsHandover handover;
    handover.announce(target("192.0.2.1", 443, "a.example"));
    handover.give(answerNamed("given"));
    TlsAnswer answer;
    CPPUNIT_ASSERT(handover.take(target("192.0.2.1", 443, "a.example"), late(), kClock, &answer));
    CPPUNIT_ASSERT_EQUAL(std::string("given"), answer.handshakeError);
  }

  void anotherTargetIsNotWaitedFor() {
    const TlsTarget others[] = {target("192.0.2.2", 443, "a.example"), target("192.0.2.1", 8443, "a.example"),
                                target("192.0.2.1", 443, "b.example"), target("192.0.2.1", 443, ""),
                                target("2001:db8::1", 443, "a.example")};
    for (const TlsTarget& other : others) {
      TlsHandover handover;
      handover.announce(target("192.0.2.1", 443, "a.example"));
      TlsAnswer answer;
      CPPUNIT_ASSERT(!handover.take(other, late(), kClock, &answer));
      handover.give(answerNamed("of another"));
      CPPUNIT_ASSERT(!handover.take(other, late(), kClock, &answer));
      CPPUNIT_ASSERT_EQUAL(std::string(), answer.handshakeError);
    }
  }

  void nothingIsWaitedForOnceTheGiverHasEnded() {
    for (const bool announced : {false, true}) {
      TlsHandover handover;
      if (announced) handover.announce(target("192.0.2.1", 443, "a.example"));
      handover.close();
      TlsAnswer answer;
      CPPUNIT_ASSERT(!handover.take(target("192.0.2.1", 443, "a.example"), late(), kClock, &answer));
    }
  }

  void whatWasGivenStaysAfterTheEnd() {
    TlsHandover handover;
    handover.announce(target("192.0.2.1", 443, "a.example"));
    handover.give(answerNamed("given"));
    handover.close();
    TlsAnswer answer;
    CPPUNIT_ASSERT(handover.take(target("192.0.2.1", 443, "a.example"), late(), kClock, &answer));
  }

  void theWaitEndsAtTheDeadline() {
    for (const bool announced : {false, true}) {
      TlsHandover handover;
      if (announced) handover.announce(target("192.0.2.1", 443, "a.example"));
      TlsAnswer answer;
      CPPUNIT_ASSERT(!handover.take(target("192.0.2.1", 443, "a.example"), kClock.now(), kClock, &answer));
    }
  }

  void oneQuestionHearsWhatTheOtherSees() {
    const Program teller = program(tellsAll), listener = program(hears);
    // In either order.
    for (const bool tellerFirst : {true, false}) {
      const Question serving = {"serving", &teller, Duration(0), nullptr};
      const Question certificate = {"certificate", &listener, Duration(0), "serving"};
      Scorer scorer(tellerFirst ? std::vector<Question>{serving, certificate} : std::vector<Question>{certificate, serving}, kClock);
      configure(&scorer);
      for (int round = 0; round < 3; ++round) {
        const std::vector<std::string> said = roundOf(&scorer);
        CPPUNIT_ASSERT_EQUAL(std::string("somebody listens"), said[tellerFirst ? 0 : 1]);
        CPPUNIT_ASSERT_EQUAL(std::string("seen once"), said[tellerFirst ? 1 : 0]);
      }
    }
  }

  void whoHearsNothingAsksItself() {
    const Program silent = program(tellsNothing), listener = program(hears);
    const std::vector<Question> rows[] = {
        {{"certificate", &listener, Duration(0), "serving"}},
        {{"serving", &silent, Duration(0), nullptr}, {"certificate", &listener, Duration(0), "serving"}}};
    for (const std::vector<Question>& questions : rows) {
      Scorer scorer(questions, kClock);
      configure(&scorer);
      CPPUNIT_ASSERT_EQUAL(std::string("asked itself"), roundOf(&scorer).back());
    }
  }

  void nobodyIsToldWhoIsNotAskedInThisRound() {
    const Program teller = program(tellsAll), listener = program(hears);
    Scorer scorer({{"serving", &teller, Duration(0), nullptr}, {"certificate", &listener, seconds(3600), "serving"}}, kClock);
    configure(&scorer);
    CPPUNIT_ASSERT_EQUAL(std::string("somebody listens"), roundOf(&scorer)[0]);
    CPPUNIT_ASSERT_EQUAL(std::string("nobody listens"), roundOf(&scorer)[0]);
  }

  void whatCouldNotBeAskedIsAskedInTheNextRound() {
    const Program teller = program(tellsNothing), listener = program(hears);
    Scorer scorer({{"serving", &teller, seconds(60), nullptr}, {"certificate", &listener, seconds(60), "serving"}}, kClock);
    configure(&scorer);
    // No thread starts when the time is over before.
    for (const Part& part : scorer.ask(kClock.now() - seconds(1))) {
      CPPUNIT_ASSERT(!part.verdict.passes(1));
      CPPUNIT_ASSERT_EQUAL(std::string("not asked: no thread could be started in time"), part.verdict.summary());
    }
    CPPUNIT_ASSERT_EQUAL(std::string("asked itself"), roundOf(&scorer)[1]);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TlsHandoverTest);

}  // namespace checks
}  // namespace sioha
